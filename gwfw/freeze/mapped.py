"""What `.to(target, mapping=..., responses=..., timeout_ms=...)` adds to the integration of a target.

Parameter mappings are for targets of HTTP APIs that are sent the request itself; those that call an action of a service
have parameters of their own, and WebSocket targets have `parameters=`. What the mappings say is checked with the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gwfw.errors import Place, Problem, Refusal
from gwfw.mapping import Change

if TYPE_CHECKING:
    from gwfw.declarations import Route
    from gwfw.graph.model import Integration

__all__ = ["mapped"]


def mapped(integration: Integration, route: Route, place: Place) -> Integration:
    """The integration with the route's mappings and time-out. Raises Refusal for what it cannot have."""
    changes, responses = _changes(route.mapping, place), _responses(route.responses, place)
    if changes and (route.api == "websocket" or integration.service_parameters):
        what, remedy = (
            "this target is not sent the request, so there is nothing to map",
            "give the target its own parameters",
        )
        received = f"mapping={list(route.mapping)!r}"
        raise Refusal([Problem(code="mapping-target", what=what, places=(place,), received=received, remedy=remedy)])
    if responses and route.api == "websocket":
        what, remedy = "answers of WebSocket targets have no statuses to map", "reply= of the target says what is sent"
        raise Refusal([Problem(code="mapping-target", what=what, places=(place,), received="responses=...", remedy=remedy)])
    given: dict[str, Any] = {}
    if changes:
        given["request_parameters"] = changes
    if responses:
        given["response_parameters"] = responses
    if route.timeout_ms is not None:
        given["timeout_ms"] = _timeout(route.timeout_ms, place)
    return replace(integration, **given) if given else integration


def _changes(given: object, place: Place) -> tuple[tuple[str, str], ...]:
    if not isinstance(given, Iterable) or isinstance(given, str) or not all(isinstance(one, Change) for one in given):
        raise _wrong(given, place)
    return tuple((change.key, change.expression) for change in given)


def _responses(given: object, place: Place) -> tuple[tuple[int, tuple[tuple[str, str], ...]], ...]:
    if not isinstance(given, Mapping) or not all(type(status) is int for status in given):
        raise _wrong(given, place)
    return tuple((status, _changes(given[status], place)) for status in sorted(given))


def _timeout(given: object, place: Place) -> int:
    if type(given) is not int:
        what, remedy = "a time-out is a number of milliseconds", "timeout_ms=10_000"
        raise Refusal([Problem(code="time-out", what=what, places=(place,), received=repr(given), remedy=remedy)])
    return given


def _wrong(given: object, place: Place) -> Refusal:
    what = "a mapping is a list of changes, for responses by status"
    remedy = 'from gwfw.mapping import append, request; mapping=[append.header("x-user", request.query["user"])]'
    return Refusal([Problem(code="mapping-value", what=what, places=(place,), received=repr(given), remedy=remedy)])
