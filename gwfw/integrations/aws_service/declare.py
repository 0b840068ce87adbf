"""The declare side of AWS services: what `queue.send(...)`, `bus.put(...)` and the like of a route's target become.

HTTP parameter mapping has no escape function, so a parameter whose text has a structure of its own takes one whole value or
a constant: JSON that is composed from a client's values could be changed by them, and is refused.
"""

from __future__ import annotations

from gwfw.declarations import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gwfw.errors import Problem
    from gwfw.graph.model import ApiName, Grant, Text
    from gwfw.integrations.aws_service.spec import AwsService
    from gwfw.integrations.sides import Site
    from gwfw.resources.handle import Handle

__all__ = ["ServiceCall", "describe", "grants", "integration"]

BOUND = {
    "SQS": {"QueueUrl": "url"},
    "EventBridge": {"EventBusName": "name"},
    "Kinesis": {"StreamName": "name"},
    "AppConfig": {"Application": "application", "Environment": "environment", "Configuration": "configuration"},
}
"""The parameters that name the resource, and the attribute of it that each of them is, by service."""

STRUCTURED = (
    "Detail",
    "MessageAttributes",
    "MessageSystemAttributes",
    "AttributeNames",
    "MessageAttributeNames",
    "Resources",
)
"""Parameters whose text has a structure of its own."""


class ServiceCall(Target):
    """Call a subtype's action on the resource of a handle. `given` are the parameters as they were written; None: not."""

    __slots__ = ("given", "on", "subtype")
    kind = "aws_service"
    apis: tuple[ApiName, ...] = ("http",)

    def __init__(self, subtype: str, on: Handle, written: str, **given: object) -> None:
        self.subtype, self.on, self.given = subtype, on, given
        self.written = f"{on.name}.{written}"


def integration(target: ServiceCall, site: Site) -> AwsService:
    """The spec. Raises Refusal for values that no mapping can have, and for what a client could change the structure of."""
    from gwfw.errors import Refusal
    from gwfw.graph.model import Ref
    from gwfw.integrations.aws_service.spec import AwsService

    parameters: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for name, given in sorted(target.given.items()):
        if given is None:
            continue
        try:
            parameters.append((name, _structured(given) if name in STRUCTURED else _plain(given)))
        except (TypeError, ValueError) as error:
            problems.append(_problem(name, str(error), target, site))
    if problems:
        raise Refusal(problems)
    kind: Any = target.on.KIND
    attributes: Any = BOUND[target.subtype.partition("-")[0]]
    bound: tuple[tuple[str, Text], ...] = tuple(
        (name, (Ref(kind, target.on.name, attribute),)) for name, attribute in attributes.items()
    )
    return AwsService(
        name=site.integration,
        subtype=target.subtype,
        bound=bound,
        request_parameters=tuple(parameters),
        resource=Ref(kind, target.on.name, "arn"),
    )


def grants(spec: AwsService) -> tuple[Grant, ...]:
    """The role that API Gateway assumes may do this with this resource, and nothing else."""
    from gwfw.graph.model import Grant
    from gwfw.integrations.aws_service.subtypes import SUBTYPES

    if spec.resource is None:
        return ()
    actions = (SUBTYPES[spec.subtype].permission,)
    return (Grant(principal=f"integration:{spec.name}", resource=spec.resource, actions=actions),)


def describe(spec: AwsService) -> str:
    """`sqs:SendMessage jobs`."""
    from gwfw.integrations.aws_service.subtypes import SUBTYPES

    called = SUBTYPES[spec.subtype].permission
    return called if spec.resource is None else f"{called} {spec.resource.name}"


def _plain(given: object) -> str:
    """A source, a template, or a constant; numbers are constants. Raises TypeError or ValueError, with a sentence."""
    from gwfw.mapping import expression

    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    return expression(given)  # type: ignore[arg-type]  # it says itself what it takes


def _structured(given: object) -> str:
    """One source, or a constant. Raises TypeError or ValueError, with a sentence."""
    import json

    from gwfw.mapping import Source

    if isinstance(given, Source) and not given.is_template:
        return given.expression
    if isinstance(given, Source | str):
        what = "its structure would be composed of values that a client controls, and nothing escapes them"
        raise ValueError(f"{what}; put the whole value into the body, or use a Lambda route")
    try:
        text = json.dumps(given, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError):
        raise TypeError("it is one source, such as request.body['detail'], or a constant without sources") from None
    if "${" in text:
        raise ValueError("a source inside JSON would be text that a client controls; pass one source as the whole value")
    return text


def _problem(name: str, what: str, target: ServiceCall, site: Site) -> Problem:
    from gwfw.errors import Problem

    return Problem(
        code="service-parameter",
        what=f"{name} cannot be this: {what}",
        places=(site.place,),
        received=f"{target.written}: {name} = {target.given[name]!r}",
        allowed="one source of gwfw.mapping, or a constant",
        remedy='request.body, request.body["message"], text("constant")',
    )
