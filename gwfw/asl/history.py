"""The events of an execution, in the form of GetExecutionHistory.

Ids count from 1. An event's `previousEventId` is the event before it in the same chain; some events do not carry the
chain on (`carries` in `add`), so that what follows points past them. Texts are only made when the history is read.
A STANDARD execution has 25 000 events at most, the last of which is its failure. An EXPRESS one, which has no history
in AWS, keeps its first 5 000 for whoever looks; one that comes to 250 000 is taken for an endless loop, which AWS would
end after five minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gwfw.asl import jsontext
from gwfw.asl.failures import RUNTIME, StateError

__all__ = ["EXPRESS_KEPT", "EXPRESS_LIMIT", "LIMIT", "Event", "History"]

LIMIT: Final = 25_000
EXPRESS_LIMIT: Final = 250_000
EXPRESS_KEPT: Final = 5_000

_TEXTS: Final = frozenset({"input", "output"})
_KEYS: Final = {"StateEntered": "stateEnteredEventDetails", "StateExited": "stateExitedEventDetails"}


class Event:
    """One event; `details` hold JSON values where the API has texts."""

    __slots__ = ("details", "id", "previous", "timestamp", "type")

    def __init__(self, id: int, previous: int, type: str, timestamp: float, details: Mapping[str, object]) -> None:
        self.id, self.previous, self.type, self.timestamp, self.details = id, previous, type, timestamp, details

    def render(self) -> dict[str, object]:
        """The event as the API gives it; `timestamp` is an epoch time."""
        event: dict[str, object] = {
            "timestamp": self.timestamp,
            "type": self.type,
            "id": self.id,
            "previousEventId": self.previous,
        }
        details = self._details()
        if details:
            event[self._key()] = details
        return event

    def _key(self) -> str:
        for ending, key in _KEYS.items():
            if self.type.endswith(ending):
                return key
        return f"{self.type[0].lower()}{self.type[1:]}EventDetails"

    def _details(self) -> dict[str, object]:
        details: dict[str, object] = {}
        for name, value in self.details.items():
            if name in _TEXTS:
                details |= _text(name, value)
            elif name == "parameters":
                details[name] = jsontext.text(value)
            elif name == "assignedVariables":
                assert isinstance(value, Mapping)
                details[name] = {variable: jsontext.text(inner) for variable, inner in value.items()}
                details["assignedVariablesDetails"] = {"truncated": False}
            elif value is not None:
                details[name] = value
        return details


def _text(name: str, value: object) -> dict[str, object]:
    try:
        return {name: jsontext.text(value), f"{name}Details": {"truncated": False}}
    except RecursionError:
        return {f"{name}Details": {"truncated": True}}


class History:
    """The events of one execution. `kept` false only counts them (children of a distributed Map)."""

    __slots__ = ("_events", "_kept", "_limited", "count")

    def __init__(self, *, limited: bool, kept: bool = True) -> None:
        self._events: list[Event] = []
        self._limited = limited
        self._kept = 0 if not kept else LIMIT if limited else EXPRESS_KEPT
        self.count = 0

    def add(self, type: str, previous: int, now: float, **details: object) -> int:
        """Note an event and give its id. Raises StateError for the one that must be the execution's failure."""
        limit = LIMIT if self._limited else EXPRESS_LIMIT
        if self.count >= limit - 1:
            cause = f"The execution reached the maximum number of history events ({limit})."
            raise StateError(RUNTIME, cause, fatal=True)
        return self.close(type, previous, now, **details)

    def close(self, type: str, previous: int, now: float, **details: object) -> int:
        """Note the execution's last event, for which there is always room."""
        self.count += 1
        if self.count <= self._kept:
            self._events.append(Event(self.count, previous, type, now, details))
        return self.count

    def render(self) -> list[dict[str, object]]:
        """All events as the API gives them."""
        return [event.render() for event in self._events]

    def entered(self) -> list[str]:
        """The names of the states entered, in order."""
        return [str(event.details["name"]) for event in self._events if event.type.endswith("StateEntered")]

    def entered_after(self, id: int) -> list[tuple[int, str, float]]:
        """The id, the state's name and the time of each event after that id that tells of a state's being entered."""
        return [
            (event.id, str(event.details["name"]), event.timestamp)
            for event in self._events[id:]
            if event.type.endswith("StateEntered")
        ]
