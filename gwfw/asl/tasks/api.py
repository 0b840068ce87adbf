"""Calls of AWS services: optimized integrations (`dynamodb:putItem`, `sqs:sendMessage`, ...) and `aws-sdk` ones.

Where an optimized integration takes an object for a text (`MessageBody`, `Message`, `Detail`), it becomes JSON text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gwfw.asl import jsontext
from gwfw.asl.actions import Answered, CallService, Outcome, Refused
from gwfw.asl.failures import StateError
from gwfw.asl.tasks.answers import metadata
from gwfw.asl.tasks.base import Asked, as_object, unexpected
from gwfw.asl.tasks.services import optimized, sdk

__all__ = ["EventsTask", "SdkTask", "ServiceTask"]

_TEXTS: Final = {("sqs", "sendMessage"): "MessageBody", ("sns", "publish"): "Message"}


@dataclass(frozen=True, slots=True)
class ServiceTask:
    """An optimized integration."""

    service: str
    action: str

    @property
    def place(self) -> str:
        """The service."""
        return self.service

    def request(self, asked: Asked) -> CallService:
        """Call the service with the arguments."""
        parameters = dict(as_object(asked.arguments))
        text = _TEXTS.get((self.service, self.action))
        if text is not None and text in parameters:
            parameters[text] = _text(parameters[text])
        return _call(asked, self.service, self.action, parameters)

    def result(self, outcome: Outcome) -> object:
        """The API's answer with the SDK's metadata."""
        if isinstance(outcome, Answered):
            value = outcome.value if isinstance(outcome.value, dict) else {}
            return value | metadata(outcome.headers, outcome.status, outcome.request_id)
        raise _refused(outcome, self.service)


@dataclass(frozen=True, slots=True)
class EventsTask:
    """`arn:aws:states:::events:putEvents`."""

    place: str = "events"

    def request(self, asked: Asked) -> CallService:
        """Put the entries; the machine and the execution are added to their resources."""
        arguments = as_object(asked.arguments, ("Entries",))
        arns = [asked.identity.machine_arn, asked.identity.arn]
        entries = arguments["Entries"]
        if isinstance(entries, list):
            entries = [_entry(entry, arns) if isinstance(entry, dict) else entry for entry in entries]
        return _call(asked, "events", "putEvents", {**arguments, "Entries": entries})

    def result(self, outcome: Outcome) -> object:
        """The API's answer; a refused entry fails the task."""
        if not isinstance(outcome, Answered):
            raise _refused(outcome, "events")
        answer = outcome.value
        if isinstance(answer, dict) and answer.get("FailedEntryCount"):
            raise StateError("EventBridge.FailedEntry", jsontext.text(answer))
        return answer


@dataclass(frozen=True, slots=True)
class SdkTask:
    """An `aws-sdk` integration."""

    service: str
    action: str

    @property
    def place(self) -> str:
        """The service."""
        return f"aws-sdk:{self.service}"

    def request(self, asked: Asked) -> CallService:
        """Call the service with the arguments."""
        return _call(asked, self.service, self.action, as_object(asked.arguments), sdk=True)

    def result(self, outcome: Outcome) -> object:
        """The API's answer."""
        if isinstance(outcome, Answered):
            return outcome.value
        if isinstance(outcome, Refused):
            raise sdk(self.service).error(outcome)
        raise unexpected(outcome)


def _call(asked: Asked, service: str, action: str, parameters: dict[str, object], *, sdk: bool = False) -> CallService:
    return CallService(
        work=asked.work,
        service=service,
        action=action[0].upper() + action[1:],
        parameters=parameters,
        sdk=sdk,
        token=asked.token,
    )


def _entry(entry: dict[str, object], arns: list[str]) -> dict[str, object]:
    resources = entry.get("Resources", [])
    filled = {**entry, "Resources": [*(resources if isinstance(resources, list) else []), *arns]}
    if "Detail" in filled:
        filled["Detail"] = _text(filled["Detail"])
    return filled


def _text(value: object) -> object:
    return jsontext.text(value) if isinstance(value, dict | list) else value


def _refused(outcome: Outcome, service: str) -> StateError:
    return optimized(service).error(outcome) if isinstance(outcome, Refused) else unexpected(outcome)
