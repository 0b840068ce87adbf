"""Lambda functions: as a Task's resource by their ARN, by `lambda:invoke`, and by the SDK integration of the same name.

| resource | event | result | a function's error |
|---|---|---|---|
| the function's ARN | the effective input | the function's value | fails the task, cause in the function's own text |
| `lambda:invoke` | `Payload` | `{ExecutedVersion, Payload, SdkHttpMetadata, ...}` | fails the task, cause compact |
| `aws-sdk:lambda:invoke` | `Payload`, a text | `{ExecutedVersion, Payload: text, StatusCode}` | is part of the result |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gwfw.asl import jsontext
from gwfw.asl.actions import InvokeFunction, Outcome, Raised, Refused, Returned
from gwfw.asl.failures import StateError
from gwfw.asl.tasks.answers import metadata
from gwfw.asl.tasks.base import Asked, as_object, could_not_start, unexpected
from gwfw.asl.tasks.services import optimized, sdk

__all__ = ["FunctionTask", "InvokeTask", "SdkInvokeTask"]

_TEXTS: Final = ("FunctionName", "InvocationType", "Qualifier", "ClientContext", "LogType")
_ARGUMENTS: Final = frozenset({*_TEXTS, "Payload"})
_UNKNOWN: Final = "Lambda.Unknown"
_NO_TYPE: Final = "The cause could not be determined because Lambda did not return an error type. Returned payload: "


@dataclass(frozen=True, slots=True)
class FunctionTask:
    """The function with that ARN."""

    arn: str

    @property
    def place(self) -> str:
        """The ARN."""
        return self.arn

    def request(self, asked: Asked) -> InvokeFunction:
        """Invoke it with the whole effective input."""
        name, qualifier = _qualified(self.arn)
        return InvokeFunction(work=asked.work, function=name, qualifier=qualifier, payload=asked.arguments)

    def result(self, outcome: Outcome) -> object:
        """The function's value."""
        if isinstance(outcome, Returned):
            return _value(outcome.payload)
        if isinstance(outcome, Raised):
            raise _raised(outcome.payload, compact=False)
        raise _not_invoked(outcome)


@dataclass(frozen=True, slots=True)
class InvokeTask:
    """`arn:aws:states:::lambda:invoke`."""

    place: str = "lambda"

    def request(self, asked: Asked) -> InvokeFunction:
        """Invoke the function of the arguments with their `Payload`."""
        arguments = as_object(asked.arguments, ("FunctionName",), _ARGUMENTS)
        return _invoke(asked, arguments, arguments.get("Payload", {}))

    def result(self, outcome: Outcome) -> object:
        """The API's answer, with the payload parsed."""
        if isinstance(outcome, Returned):
            return _answer(outcome, _value(outcome.payload)) | _metadata(outcome)
        if isinstance(outcome, Raised):
            raise _raised(outcome.payload, compact=True)
        raise _not_invoked(outcome)


@dataclass(frozen=True, slots=True)
class SdkInvokeTask:
    """`arn:aws:states:::aws-sdk:lambda:invoke`."""

    place: str = "aws-sdk:lambda"

    def request(self, asked: Asked) -> InvokeFunction:
        """Invoke the function of the arguments with the value that their `Payload` is the text of."""
        arguments = as_object(asked.arguments, ("FunctionName",), _ARGUMENTS)
        payload = arguments.get("Payload", {})
        if isinstance(payload, str):
            try:
                payload = jsontext.load(payload)
            except ValueError as error:
                message = f"Could not parse request body into json: {error}"
                raise sdk("lambda").error(Refused(code="InvalidRequestContentException", message=message)) from error
        return _invoke(asked, arguments, payload)

    def result(self, outcome: Outcome) -> object:
        """The API's answer."""
        if isinstance(outcome, Returned):
            return _answer(outcome, outcome.payload)
        if isinstance(outcome, Raised):
            return _answer(Returned(payload=""), outcome.payload) | {"FunctionError": "Unhandled"}
        if isinstance(outcome, Refused):
            raise sdk("lambda").error(outcome)
        raise unexpected(outcome)


def _invoke(asked: Asked, arguments: dict[str, object], payload: object) -> InvokeFunction:
    texts = {name: _text(arguments, name) for name in _TEXTS}
    kind = texts["InvocationType"] or "RequestResponse"
    if kind not in ("RequestResponse", "Event"):
        raise could_not_start(arguments, f"The value '{kind}' of the field 'InvocationType' is not supported")
    name, own = _qualified(texts["FunctionName"] or "")
    return InvokeFunction(
        work=asked.work,
        function=name,
        qualifier=texts["Qualifier"] or own,
        payload=payload,
        event=kind == "Event",
        log=texts["LogType"] == "Tail",
        client_context=texts["ClientContext"],
        token=asked.token,
    )


def _text(arguments: dict[str, object], name: str) -> str | None:
    value = arguments.get(name)
    if value is None or isinstance(value, str):
        return value
    raise could_not_start(arguments, f"The value of the field '{name}' has an invalid format")


def _qualified(name: str) -> tuple[str, str | None]:
    """A function's ARN or name without its version or alias, and that."""
    parts = name.split(":")
    whole = 7 if name.startswith("arn:") else 1
    return ":".join(parts[:whole]), ":".join(parts[whole:]) or None


def _value(payload: str) -> object:
    if not payload:
        return ""
    try:
        return jsontext.load(payload)
    except ValueError:
        return payload


def _answer(outcome: Returned, payload: object) -> dict[str, object]:
    accepted = outcome.payload == "" and payload == ""
    answer: dict[str, object] = {
        "ExecutedVersion": outcome.version,
        "Payload": payload,
        "StatusCode": 202 if accepted else 200,
    }
    if outcome.log is not None:
        answer["LogResult"] = outcome.log
    return answer


def _metadata(outcome: Returned) -> dict[str, object]:
    headers = {"Content-Type": "application/json", "X-Amz-Executed-Version": outcome.version}
    return metadata(headers, 200, outcome.request_id)


def _raised(payload: str, *, compact: bool) -> StateError:
    value = _value(payload)
    name = value.get("errorType") if isinstance(value, dict) else None
    if not isinstance(name, str):
        return StateError(_UNKNOWN, _NO_TYPE + payload)
    return StateError(name, jsontext.text(value) if compact else payload)


def _not_invoked(outcome: Outcome) -> StateError:
    return optimized("lambda").error(outcome) if isinstance(outcome, Refused) else unexpected(outcome)
