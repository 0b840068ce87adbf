"""`arn:aws:states:::apigateway:invoke`: a request to an API Gateway API. A status of 400 or more fails the task."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gwfw.asl import jsontext
from gwfw.asl.actions import ApiAnswered, CallApi, Outcome
from gwfw.asl.failures import StateError
from gwfw.asl.tasks.base import Asked, as_object, could_not_start, unexpected

__all__ = ["ApiTask"]

_ARGUMENTS: Final = frozenset(
    {
        "ApiEndpoint",
        "Method",
        "Stage",
        "Path",
        "QueryParameters",
        "Headers",
        "RequestBody",
        "AuthType",
        "AllowNullValues",
    }
)
_METHODS: Final = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class ApiTask:
    """The integration."""

    place: str = "apigateway"

    def request(self, asked: Asked) -> CallApi:
        """Send the request of the arguments."""
        arguments = as_object(asked.arguments, ("ApiEndpoint", "Method"), _ARGUMENTS)
        texts = {name: _string(arguments, name) for name in ("ApiEndpoint", "Method", "Stage", "Path")}
        if texts["Method"] not in _METHODS:
            raise could_not_start(arguments, "The value of the field 'Method' has an invalid format")
        return CallApi(
            work=asked.work,
            endpoint=texts["ApiEndpoint"],
            method=texts["Method"],
            stage=texts["Stage"],
            path=texts["Path"],
            query=_lists(arguments, "QueryParameters"),
            headers=_lists(arguments, "Headers"),
            body=arguments.get("RequestBody"),
            auth=_string(arguments, "AuthType") or "NO_AUTH",
            token=asked.token,
        )

    def result(self, outcome: Outcome) -> object:
        """The response; its body is parsed if it is JSON."""
        if not isinstance(outcome, ApiAnswered):
            raise unexpected(outcome)
        if outcome.status >= 400:
            raise StateError(f"ApiGateway.{outcome.status}", outcome.body)
        return {
            "Headers": {name: list(values) for name, values in outcome.headers.items()},
            "ResponseBody": _body(outcome.body),
            "StatusCode": outcome.status,
            "StatusText": outcome.reason,
        }


def _string(arguments: dict[str, object], name: str) -> str:
    value = arguments.get(name, "")
    if not isinstance(value, str):
        raise could_not_start(arguments, f"The value of the field '{name}' has an invalid format")
    return value


def _lists(arguments: dict[str, object], name: str) -> dict[str, tuple[str, ...]]:
    value = arguments.get(name, {})
    if isinstance(value, dict) and all(
        isinstance(members, list) and all(isinstance(member, str) for member in members) for members in value.values()
    ):
        return {key: tuple(members) for key, members in value.items()}
    raise could_not_start(arguments, f"The value of the field '{name}' has an invalid format")


def _body(text: str) -> object:
    try:
        return jsontext.load(text)
    except ValueError:
        return text
