"""The declare side of AWS actions: `aws("dynamodb", "PutItem", on=sessions, template=...)`."""

from __future__ import annotations

from gwfw.integrations.written import Templated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from gwfw.graph.model import Grant
    from gwfw.integrations.aws_action.spec import AwsAction
    from gwfw.integrations.sides import Site
    from gwfw.integrations.written import Parameters, Reply, Template, Templates

__all__ = ["Aws", "aws", "describe", "grants", "integration"]


class Aws(Templated):
    """An action of an AWS service, or a path of one."""

    __slots__ = ("action", "allow", "method", "on", "path", "service")
    kind = "aws_action"
    service: str
    action: str | None
    on: object
    path: Template | None
    method: str
    allow: Sequence[str] | None


def aws(
    service: str,
    action: str | None = None,
    *,
    on: object,
    template: Templates = None,
    selection: str | None = None,
    passthrough: Literal["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"] = "WHEN_NO_MATCH",
    parameters: Parameters = None,
    reply: Reply = False,
    path: Template | None = None,
    method: str = "POST",
    allow: Sequence[str] | None = None,
    timeout_ms: int = 29000,
) -> Aws:
    """Call an action of an AWS service: `aws("dynamodb", "DeleteItem", on=sessions, template=('{"TableName": "', ...))`.

    `service` is named as in its host (`dynamodb`, `events`, `states`). `on` is the handle of the one resource that the route
    may touch, by the action of the same name or by the IAM actions in `allow`. A service without named actions, and SQS in
    its usual form, is called by `path`. See `gwfw.integrations.written` for `template`, `selection`, `parameters`, `reply`.
    """
    target = Aws(
        template=template,
        selection=selection,
        passthrough=passthrough,
        parameters=parameters,
        reply=reply,
        timeout_ms=timeout_ms,
    )
    target.service, target.action, target.on = service, action, on
    target.path, target.method, target.allow = path, method, allow
    target.written = f"aws({service!r}, {action!r})" if action else f"aws({service!r}, path=...)"
    return target


def integration(target: Aws, site: Site) -> AwsAction:
    """The spec. Raises Refusal for a target without a resource, and for one of neither action nor path."""
    from gwfw.errors import Problem, Refusal
    from gwfw.graph.model import Ref
    from gwfw.integrations.aws_action.spec import AwsAction
    from gwfw.integrations.written import fields, reference, text

    problems = [
        Problem(code=code, what=what, places=(site.place,), received=target.written, remedy=remedy)
        for code, what, remedy in _wrong(target)
    ]
    if problems:
        raise Refusal(problems)
    resource = reference(target.on)
    return AwsAction(
        service=target.service,
        action=target.action,
        path=None if target.path is None else text(target.path),
        method=target.method,
        resource=Ref(resource.kind, resource.name, "arn"),
        allow=tuple(sorted(target.allow or (f"{_signing(target.service)}:{target.action}",))),
        **fields(target, site),
    )


def _wrong(target: Aws) -> list[tuple[str, str, str]]:
    """Code, sentence and remedy of each thing that is wrong."""
    wrong = []
    if (target.action is None) is (target.path is None):
        what = "a service is called by an action or by a path"
        wrong.append(("aws-action", what, 'aws("dynamodb", "PutItem", ...) or aws("s3", path="bucket/key", ...)'))
    if not hasattr(target.on, "KIND") and not hasattr(target.on, "__code__"):
        what = "the role of this route may touch one resource, and on= names none"
        wrong.append(("aws-resource", what, "on= takes the handle of a table, queue, bus or state machine"))
    if target.action is None and not target.allow:
        what = "what the role may do does not follow from a path"
        wrong.append(("aws-permission", what, 'allow=["sqs:SendMessage"]'))
    if any("*" in action for action in target.allow or ()):
        wrong.append(("aws-permission", "a role may not do everything", "name the actions"))
    return wrong


def _signing(service: str) -> str:
    """The service's name in IAM, where its models are there to tell; else the same."""
    from gwfw.integrations.aws_action.services import find

    try:
        known = find(service)
    except ModuleNotFoundError:
        return service
    return service if known is None else known.signing


def grants(spec: AwsAction) -> tuple[Grant, ...]:
    """The role that API Gateway assumes may do this on this resource, and nothing else."""
    from gwfw.graph.model import Grant

    if spec.resource is None or not spec.allow:
        return ()
    return (Grant(principal=f"integration:{spec.name}", resource=spec.resource, actions=spec.allow),)


def describe(spec: AwsAction) -> str:
    """`dynamodb:PutItem sessions`, or the service and its path."""
    called = f"{spec.service}:{spec.action or 'path'}"
    return called if spec.resource is None else f"{called} {spec.resource.name}"
