"""Actions that a test denies: what a function without the permission would be answered."""

from __future__ import annotations

from typing import Final

from gwfw.errors import Misuse, Problem
from gwfw.exchange import AwsRequest, HttpResponse
from gwfw.local import dispatch
from gwfw.ports import AwsPort

__all__ = ["Denied", "Guarded"]

PREFIXES: Final = {"monitoring": "cloudwatch"}
"""IAM's names of services whose signing name is another."""


class Denied:
    """The denied actions, in IAM's words: `dynamodb:PutItem`, `states:StartExecution`, `execute-api:ManageConnections`."""

    def __init__(self) -> None:
        self._actions: set[str] = set()

    def add(self, action: str) -> None:
        """Deny an action. Raises Misuse for what is not written as one."""
        service, _, operation = action.partition(":")
        if not service or not operation.isalnum():
            received, allowed = repr(action), "an action of IAM without a wildcard"
            raise Misuse(
                Problem(
                    code="action",
                    what="an action is a service and an operation",
                    received=received,
                    allowed=allowed,
                    remedy='gw.deny("dynamodb:PutItem")',
                )
            )
        self._actions.add(action)

    def answer(self, request: AwsRequest) -> HttpResponse | None:
        """The refusal of a request whose action is denied; None for any other."""
        if not self._actions:
            return None
        action = _action(request)
        if action not in self._actions:
            return None
        status = 403 if request.service == "execute-api" else 400
        return dispatch.error("AccessDeniedException", f"not authorized to perform: {action} (denied by the test)", status)


class Guarded:
    """An AwsPort in front of another that answers what is denied by itself."""

    def __init__(self, port: AwsPort, denied: Denied) -> None:
        self._port, self._denied = port, denied

    def call(self, request: AwsRequest) -> HttpResponse:
        """The refusal, or the service's answer."""
        return self._denied.answer(request) or self._port.call(request)


def _action(request: AwsRequest) -> str:
    if request.service == "execute-api":
        return "execute-api:ManageConnections"
    return f"{PREFIXES.get(request.service, request.service)}:{dispatch.operation(request)}"
