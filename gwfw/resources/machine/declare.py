"""The declare side of state machines: from what users write to a checked definition in the States Language.

    @sfn.start("/orders") def fulfil() -> Flow[...]     a definition: called once, while the graph is built
    sfn.machine("fulfil", charge >> ship)               a flow
    sfn.machine("fulfil", sfn.asl("fulfil.asl.json"))   a file
    sfn.machine("old", "arn:aws:states:...")            a machine that exists elsewhere
    sfn.machine("old", old_machine)                     one that an `@app.construct` function makes

What is emitted is checked by the interpreter's compiler; its findings come with the line of the state they are about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final, Literal, NoReturn, TypeAlias

from gwfw.constructs import CdkConstruct
from gwfw.errors import Place, Problem, Refusal
from gwfw.flow import Node
from gwfw.graph.model import Machine, Ref, Text
from gwfw.graph.template import Value, document
from gwfw.resources.machine.asl import AslFile
from gwfw.resources.machine.builder import WRONG_INPUT, Builder
from gwfw.resources.machine.files import DefinitionFile
from gwfw.resources.machine.grants import allowed, needs

if TYPE_CHECKING:
    from gwfw.asl.findings import Finding
    from gwfw.declarations import Definition
    from gwfw.resources.machine.handle import StateMachine

    Declared: TypeAlias = Definition | StateMachine[Any, Any]

__all__ = ["WRONG_INPUT", "declare"]

MachineType: TypeAlias = Literal["STANDARD", "EXPRESS"]
Locate: TypeAlias = "Callable[[str], Place | None]"

NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
ARN: Final = re.compile(r"arn:[a-z0-9-]+:states:[a-z0-9-]+:\d{12}:stateMachine:[A-Za-z0-9_.-]+")
EXAMPLE: Final = "def name() -> Flow[Order, None]: return first >> second"

_STATE: Final = re.compile(r"/States/([^/]*)")


def declare(declared: Declared, place: Place, folder: str) -> Machine:
    """The machine. Raises Refusal with everything that is wrong with it."""
    if not NAME.fullmatch(declared.name):
        allowed = "1 to 64 letters, digits, '_' and '-', beginning with a letter or '_'"
        what = "this cannot be a state machine's name"
        _refuse("machine-name", what, place, repr(declared.name), 'sfn.machine("fulfil", charge >> ship)', allowed)
    type_: MachineType = "EXPRESS" if declared.express else "STANDARD"
    source = _source(declared, place)
    arn = None if isinstance(source, Node) else source if isinstance(source, Ref) else _arn(source, place)
    steps = _steps(declared, source, place)
    if declared.timeout is not None and (arn is not None or isinstance(source, AslFile)):
        what = "the time that an execution may take is said where the machine is defined"
        remedy = 'leave timeout= out; "TimeoutSeconds" stands beside "StartAt"'
        _refuse("machine-timeout", what, place, f"timeout={declared.timeout!r}", remedy)
    if steps is None:
        return Machine(name=declared.name, definition=(), type=type_, arn=arn)
    definition, locate = _definition(steps, declared.timeout, place, folder)
    problems = [_problem(finding, locate, place) for finding in _findings(definition, type_)]
    if problems:
        raise Refusal(problems)
    _check_permissions(definition, declared, locate, place)
    return Machine(name=declared.name, definition=definition, type=type_, arn=arn)


def _steps(declared: Declared, source: Node | str | Ref, place: Place) -> Node | None:
    """What runs here: the machine's own steps, or what stands in for one that is defined elsewhere; None for nothing."""
    stand_in: object = declared.local
    if isinstance(source, Node):
        if stand_in is not None:
            what = "what a machine does is known here, so that nothing runs in its place"
            _refuse("machine-local", what, place, f"local={stand_in!r}", "leave local= out")
        return source
    if stand_in is None and declared.uses:
        what, remedy = "the role of a machine that is defined elsewhere is not made here", "leave it out, or say local=flow"
        _refuse("machine-local", what, place, f"uses={declared.uses!r}", remedy)
    if stand_in is not None and not isinstance(stand_in, Node):
        what = "what runs in the place of a machine is a flow, or sfn.asl(...)"
        _refuse("machine-local", what, place, f"local={stand_in!r}", "local=first >> second")
    return stand_in


def _definition(source: Node, timeout: int | None, place: Place, folder: str) -> tuple[Text, Locate]:
    """The States Language text, and where each state was written."""
    steps = source.steps
    if len(steps) == 1 and isinstance(steps[0], AslFile):
        file = DefinitionFile(steps[0])
        return document(file.read(folder)), lambda state: file.place(state, folder)
    builder = Builder(folder)
    try:
        limit: dict[str, Value] = {} if timeout is None else {"TimeoutSeconds": timeout}
        definition = document({**builder.machine(steps), **limit})
    except (TypeError, ValueError) as error:
        _refuse("definition", "this flow cannot be written in the States Language", place, str(error), EXAMPLE)
    if builder.problems:
        raise Refusal(builder.problems)
    return definition, lambda state: builder.marks[state].place(folder) if state in builder.marks else None


def _findings(definition: Text, type_: MachineType) -> list[Finding]:
    """What the compiler finds. References are whatever a service may be called by."""
    from gwfw.asl import program

    text = "".join(part if isinstance(part, str) else _example(part) for part in definition)
    findings = program.check(text, express=type_ == "EXPRESS")
    return [finding for finding in findings if finding.severity == "ERROR"]


def _example(ref: Ref) -> str:
    """A text of the form that the reference will have."""
    forms = {
        ("function", "arn"): f"arn:aws:lambda:us-east-1:123456789012:function:{ref.name}",
        ("machine", "arn"): f"arn:aws:states:us-east-1:123456789012:stateMachine:{ref.name}",
    }
    return forms.get((ref.kind, ref.attribute), ref.name)


def _problem(finding: Finding, locate: Locate, place: Place) -> Problem:
    from gwfw.asl.findings import UNSUPPORTED

    path = finding.path or ""
    states = [state.replace("~1", "/").replace("~0", "~") for state in _STATE.findall(path)]
    found = next((known for known in map(locate, reversed(states)) if known is not None), None)
    places = (place,) if found is None or found == place else (found, place)
    what, remedy = "AWS would refuse this definition", "correct the state" if states else "correct the definition"
    if finding.code == UNSUPPORTED:
        what, remedy = "AWS takes this definition, but nothing local runs it", "write it without what the message names"
    return Problem(
        code="machine-definition",
        what=f"{what}: {finding.message}",
        places=places,
        received=f"{finding.code} at {path}" if path else finding.code,
        remedy=remedy,
    )


def _check_permissions(definition: Text, declared: Declared, locate: Locate, place: Place) -> None:
    """Raise Refusal for tasks of which nobody knows on what resource they act."""
    try:
        declared_actions = {action for _, action in allowed(declared.uses)}
    except TypeError as error:
        _refuse("uses", "uses= takes a list of permissions", place, str(error), "uses=[books.read]")
    problems = []
    for need in needs(definition):
        if need.resource is None and need.action not in declared_actions:
            found = locate(need.state)
            places = (place,) if found is None or found == place else (found, place)
            what = f"the machine's role would need {need.action}, and the state {need.state!r} names no resource of the app"
            remedy = 'name a handle in its arguments ({"TableName": books}, "${books}"), or declare it: uses=[books.write]'
            problems.append(Problem(code="machine-grant", what=what, places=places, remedy=remedy))
    if problems:
        raise Refusal(problems)


def _source(declared: Declared, place: Place) -> Node | str | Ref:
    """What the machine is made of: steps, or the ARN or the construct of one that is defined elsewhere."""
    defined: object = declared.defined
    if isinstance(defined, CdkConstruct):
        return Ref("construct", defined.name, "arn")
    given = _called(defined, place) if isinstance(defined, FunctionType) else defined
    if isinstance(given, str) and not isinstance(defined, FunctionType):
        return given
    if _is_construct(given):
        what = "a CDK construct cannot be a machine's definition: constructs are made when the graph is there already"
        remedy = f"make it in a function under @app.construct, and name that: sfn.machine({declared.name!r}, function)"
        _refuse("machine-construct", what, place, repr(type(given).__name__), remedy)
    if not isinstance(given, Node):
        what = "a state machine is a task, tasks joined with >>, or sfn.asl(...)"
        _refuse("definition", what, place, repr(given), EXAMPLE)
    return given


def _is_construct(given: object) -> bool:
    """Whether it is of the CDK, which is not imported for this."""
    return any(base.__module__.partition(".")[0] in ("aws_cdk", "constructs") for base in type(given).__mro__)


def _called(function: FunctionType, place: Place) -> object:
    code = function.__code__
    if code.co_argcount or code.co_kwonlyargcount:
        what = "a definition is called once, without arguments, while the graph is built"
        arguments = ", ".join(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
        _refuse("definition", what, place, f"def {function.__name__}({arguments})", EXAMPLE)
    try:
        given: object = function()
    except Exception as error:
        what = "the definition raised an exception while the graph was built"
        remedy = "a definition only joins tasks; what depends on data runs in a task"
        _refuse("definition", what, place, f"{type(error).__name__}: {error}", remedy, cause=error)
    return given


def _arn(text: str, place: Place) -> str:
    if not ARN.fullmatch(text):
        form = "arn:aws:states:us-east-1:123456789012:stateMachine:name"
        _refuse("machine-arn", "this is not the ARN of a state machine", place, repr(text), f'"{form}"')
    return text


def _refuse(
    code: str,
    what: str,
    place: Place,
    received: str,
    remedy: str,
    allowed: str | None = None,
    cause: Exception | None = None,
) -> NoReturn:
    problem = Problem(code=code, what=what, places=(place,), received=received, allowed=allowed, remedy=remedy)
    raise Refusal([problem]) from cause
