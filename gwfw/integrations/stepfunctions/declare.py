"""The declare side of Step Functions: starting and stopping executions from a route, without a function in between.

API Gateway's parameter mapping has no escape function, so `Input` takes one whole value or a constant: JSON that is
composed from a client's values could be changed by them, and is refused.
"""

from __future__ import annotations

from gwfw.declarations import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, Protocol

    from gwfw.declarations import Mark
    from gwfw.errors import Problem
    from gwfw.graph.model import ApiName, Grant
    from gwfw.integrations.sides import Site
    from gwfw.integrations.stepfunctions.spec import StepFunctions

    class Machine(Protocol):
        """A state machine as it was declared."""

        mark: Mark

        @property
        def name(self) -> str:
            """Its name in the graph."""
            ...

        @property
        def express(self) -> bool:
            """Whether it is an express one."""
            ...

    Name = Literal["StartExecution", "StartSyncExecution", "StopExecution"]

__all__ = ["Action", "describe", "grants", "integration"]

WRITTEN = {"StartExecution": "sfn.start", "StartSyncExecution": "sfn.start_sync", "StopExecution": "sfn.stop"}
STRUCTURED = ("Input",)
"""Parameters whose text is JSON."""


class Action(Target):
    """Call an action of Step Functions on a machine. `given` are the parameters as they were written.

    `...` as `Input` is the request's body; None leaves a parameter out.
    """

    __slots__ = ("action", "given", "machine")
    kind = "stepfunctions"
    apis: tuple[ApiName, ...] = ("http", "websocket")

    def __init__(self, machine: Machine, action: Name, **given: object) -> None:
        self.machine, self.action, self.given = machine, action, given
        self.written = f"{WRITTEN[action]} of {machine.name}"


def integration(target: Action, site: Site) -> StepFunctions:
    """The spec. Raises Refusal with everything that AWS would refuse, or that a client could misuse."""
    from gwfw.errors import Refusal
    from gwfw.integrations.stepfunctions.spec import StepFunctions

    problems = _wrong_type(target, site)
    if site.api == "websocket":
        return _over_websocket(target, site, problems)
    parameters: list[tuple[str, str]] = []
    for name, given in sorted(target.given.items()):
        if given is None:
            continue
        try:
            parameters.append((name, _parameter(name, given)))
        except (TypeError, ValueError) as error:
            problems.append(_problem(name, str(error), given, site))
    if target.action == "StopExecution" and target.given.get("ExecutionArn") is None:
        problems.append(_no_execution(site))
    if problems:
        raise Refusal(problems)
    return StepFunctions(
        name=site.integration, machine=target.machine.name, action=target.action, parameters=tuple(parameters)
    )


def _over_websocket(target: Action, site: Site, problems: list[Problem]) -> StepFunctions:
    """The spec of a WebSocket route: the message is the input, or a constant is."""
    from gwfw.errors import Refusal
    from gwfw.graph.model import Ref
    from gwfw.graph.template import Expression, Value, escaped, vtl_document
    from gwfw.integrations.stepfunctions.spec import StepFunctions

    members: dict[str, Value] = {"stateMachineArn": Ref("machine", target.machine.name, "arn")}
    if target.action != "StartExecution":
        problems.append(_only_starts(target, site))
    for name, given in sorted(target.given.items()):
        try:
            if given is ...:
                members[name.lower()] = (Expression(escaped("$input.body")),)
            elif given is not None:
                members[name.lower()] = _without_sources(name, given)
        except (TypeError, ValueError) as error:
            problems.append(_problem(name, str(error), given, site))
    if problems:
        raise Refusal(problems)
    template = vtl_document(members)
    return StepFunctions(name=site.integration, machine=target.machine.name, parameters=(), template=template)


def _without_sources(name: str, given: object) -> str:
    """A constant. Raises TypeError or ValueError for what a message would have to say."""
    from gwfw.mapping import Source

    if isinstance(given, Source) or (isinstance(given, str) and "${" in given):
        raise TypeError('a WebSocket route has no parameter mapping; write aws("states", "StartExecution", template=...)')
    return _parameter(name, given)


def _only_starts(target: Action, site: Site) -> Problem:
    from gwfw.errors import Problem

    return Problem(
        code="target-of-other-api",
        what="a websocket route can start a machine, and nothing else of it",
        places=(site.place,),
        received=target.written,
        remedy='machine.start(), or aws("states", ..., on=machine, template=...)',
    )


def grants(spec: StepFunctions) -> tuple[Grant, ...]:
    """The role that API Gateway assumes may do this with this machine, and nothing else."""
    from gwfw.graph.model import Grant, Ref

    stops = spec.action == "StopExecution"
    resource = Ref("machine", spec.machine, "executions" if stops else "arn")
    return (Grant(principal=f"integration:{spec.name}", resource=resource, actions=(f"states:{spec.action}",)),)


def describe(spec: StepFunctions) -> str:
    """`states:StartExecution fulfil`."""
    return f"states:{spec.action} {spec.machine}"


def _parameter(name: str, given: object) -> str:
    """The expression of a parameter. Raises TypeError or ValueError, with a sentence, for what it cannot be."""
    from gwfw.mapping import Source, expression, request

    if given is ...:
        return expression(request.body)
    if name not in STRUCTURED:
        return expression(given)  # type: ignore[arg-type]  # it says itself what it takes
    if isinstance(given, Source):
        return given.expression
    if isinstance(given, str):
        return _constant(given)
    return _json(given)


def _constant(text: str) -> str:
    """JSON as text."""
    import json

    if "${" in text:
        what = "its JSON would be composed of values that a client controls, and nothing escapes them"
        raise ValueError(f"{what}; put the whole value into the body, or use a Lambda route")
    try:
        json.loads(text)
    except ValueError as error:
        raise ValueError(f"this constant is not JSON: {error}") from error
    return text


def _json(value: object) -> str:
    import json

    try:
        text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError):
        raise TypeError("it is one source, such as request.body['order'], or a JSON constant without sources") from None
    if "${" in text:
        raise ValueError("a source inside JSON would be text that a client controls; pass one source as the whole value")
    return text


def _wrong_type(target: Action, site: Site) -> list[Problem]:
    """Why the machine's type does not have the action."""
    from gwfw.graph.machine_check import wrong_type

    wrong = wrong_type(target.action, "EXPRESS" if target.machine.express else "STANDARD")
    return [] if wrong is None else [_on_machine("machine-type", wrong[0], target, site, wrong[1])]


def _on_machine(code: str, what: str, target: Action, site: Site, remedy: str) -> Problem:
    from gwfw.errors import Problem

    declared = target.machine.mark.place(site.folder)
    places = (site.place,) if declared == site.place else (site.place, declared)
    return Problem(code=code, what=what, places=places, received=target.written, remedy=remedy)


def _problem(name: str, what: str, given: object, site: Site) -> Problem:
    from gwfw.errors import Problem

    return Problem(
        code="machine-parameter",
        what=f"{name} cannot be this: {what}",
        places=(site.place,),
        received=repr(given),
        allowed="one source of gwfw.mapping, or a constant",
        remedy='input=request.body, input=request.body["order"], input={"kind": "test"}' if name == "Input" else None,
    )


def _no_execution(site: Site) -> Problem:
    from gwfw.errors import Problem

    return Problem(
        code="no-execution-arn",
        what="StopExecution needs the execution ARN, and no mapping provides it",
        places=(site.place,),
        remedy='execution_arn=request.query["executionArn"]',
    )
