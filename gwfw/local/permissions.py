"""Whether a function, a state machine or an integration may ask what it asks: the grants of the graph, enforced as by IAM.

A request without a grant is answered as AWS answers it, and a report for the developer names the remedy. Requests that
carry nobody's name (a test's own, those of the console, what Lambda does for a consumer) are not asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from gwfw.errors import Misuse, Problem
from gwfw.exchange import AwsRequest, HttpResponse, Report
from gwfw.graph.model import AppGraph, Grant, Ref
from gwfw.local import asked, dispatch
from gwfw.local.names import LocalNames
from gwfw.local.settings import LocalSettings

__all__ = ["Permissions", "Refused"]

FREE: Final = frozenset({"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "sts:GetCallerIdentity"})
"""What every function may do: its log, by the role's managed policy, and what needs no permission at all."""

ANSWERS: Final = frozenset({"states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"})
"""What is granted on a machine, and asked for with a token that only Step Functions can read: on any machine, here."""

USES: Final[Mapping[str, Mapping[str, str]]] = {
    "table": {
        **dict.fromkeys(("dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"), "read"),
        **dict.fromkeys(("dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"), "write"),
    },
    "queue": {"sqs:SendMessage": "write"},
    "bus": {"events:PutEvents": "write"},
    "stream": {"kinesis:PutRecord": "write"},
    "machine": {"states:StartExecution": "execute"},
}
"""What to declare for an action on a resource: the attribute of its handle."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer to a request without a grant, and what the developer is told."""

    response: HttpResponse
    report: Report


class Permissions:
    """The grants of a graph by their principals: `function:api`, `machine:fulfil`, `integration:...`."""

    def __init__(self, graph: AppGraph, settings: LocalSettings) -> None:
        self._settings = settings
        self._allowed: set[str] = set()
        self.replace(graph)

    def replace(self, graph: AppGraph) -> None:
        """After a reload: other grants. What was allowed beside them stays."""
        self._names = LocalNames(graph, self._settings)
        self._granted: dict[str, dict[str, list[str]]] = {}
        for grant in graph.grants:
            of_principal = self._granted.setdefault(grant.principal, {})
            for action in grant.actions:
                of_principal.setdefault(action, []).append(self._pattern(grant))
        self._known = {self._arn(resource): resource for resource in _refs(graph)}

    def allow(self, action: str) -> None:
        """Permit an action to everybody, such as one that a role gets in `@app.cdk`: `s3:GetObject`, `s3:*`.

        Raises Misuse for what is not written as one.
        """
        service, _, operation = action.partition(":")
        if not service or not (operation == "*" or operation.isalnum()):
            what, allowed = "an action is a service and an operation", "an action of IAM, or all of a service"
            remedy = "s3:GetObject, s3:*"
            raise Misuse(Problem(code="action", what=what, received=repr(action), allowed=allowed, remedy=remedy))
        self._allowed.add(action)

    def refusal(self, principal: str, request: AwsRequest) -> Refused | None:
        """The refusal of what the principal may not do; None for what it may."""
        granted = self._granted.get(principal, {})
        for action, arn in asked.needs(request, self._settings):
            patterns = granted.get(action, [])
            covered = bool(patterns) if action in ANSWERS else any(_covers(pattern, arn) for pattern in patterns)
            if not self._is_free(action) and not covered:
                return self._refused(principal, request, action, arn)
        return None

    def _is_free(self, action: str) -> bool:
        return action in FREE or action in self._allowed or f"{action.partition(':')[0]}:*" in self._allowed

    def _pattern(self, grant: Grant) -> str:
        arn = self._names.bound(grant.resource.kind, grant.resource.name, grant.resource.attribute)
        return f"{arn}/*" if grant.resource.kind == "connections" else arn

    def _arn(self, resource: Ref) -> str:
        return self._names.arn(resource.kind, resource.name)

    # What is told ----------------------------------------------------------------------------------------------------

    def _refused(self, principal: str, request: AwsRequest, action: str, arn: str) -> Refused:
        kind, _, name = principal.partition(":")
        role = f"{self._settings.prefix}-{name.replace(' ', '-')}"
        session = role if kind == "function" else "BackplaneAssumeRoleSession" if kind == "integration" else name
        who = f"arn:aws:sts::{self._settings.account_id}:assumed-role/{role}/{session}"
        what = f"User: {who} is not authorized to perform: {action} on resource: {arn}"
        message = f"{what} because no identity-based policy allows the {action} action"
        response = _answer(request, message)
        told = f"{kind} {name!r} may not do {action} on {arn}\n  remedy: {self._remedy(kind, action, arn)}"
        report = Report(
            api="http", subject=action, route_key=None, status=response.status, duration_ms=0.0, integration=name, error=told
        )
        return Refused(response, report)

    def _remedy(self, kind: str, action: str, arn: str) -> str:
        if kind == "integration":
            return "on= of the target names the one resource that its role may touch"
        if action.startswith("execute-api:Manage"):
            return "uses=[ws.send] where the handler is declared"
        resource = self._known.get(arn.partition("/index/")[0])
        attribute = USES.get(resource.kind, {}).get(action) if resource is not None else None
        if resource is not None and attribute is not None:
            return f"uses=[{resource.name}.{attribute}] where the {kind} is declared"
        permit = f'gw.allow("{action}") in tests, gwfw local --allow {action}'
        return f"no handle permits this: give it to the role in a function under @app.cdk, and say so here: {permit}"


def _refs(graph: AppGraph) -> list[Ref]:
    named = (("machine", machine.name) for machine in graph.machines), (("table", table.name) for table in graph.tables)
    others = ((resource.kind, resource.name) for resource in graph.resources if resource.kind in ("bus", "queue", "stream"))
    return [Ref(kind, name, "arn") for kind, name in (*named[0], *named[1], *others)]  # type: ignore[arg-type]  # literals


def _covers(pattern: str, arn: str) -> bool:
    return arn.startswith(pattern[:-1]) if pattern.endswith("*") else arn == pattern


def _answer(request: AwsRequest, message: str) -> HttpResponse:
    """Access denied, in the form of the service's protocol."""
    headers = {name.lower(): value for name, value in request.headers}
    xml = (("content-type", "text/xml"),)
    code = f"<Code>AccessDenied</Code><Message>{escape(message)}</Message>"
    if request.service == "s3":
        return HttpResponse(status=403, headers=xml, body=f"<Error>{code}</Error>".encode())
    if "x-amz-target" not in headers and "urlencoded" in headers.get("content-type", ""):
        body = f"<ErrorResponse><Error><Type>Sender</Type>{code}</Error></ErrorResponse>"
        return HttpResponse(status=403, headers=xml, body=body.encode())
    return dispatch.error("AccessDeniedException", message, 400 if "x-amz-target" in headers else 403)
