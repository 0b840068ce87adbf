"""Which handler an invocation was for: the way from a function of the test's module to the events it got."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from gwfw.errors import Misuse, Problem
from gwfw.graph.model import AppGraph, Function
from gwfw.runtime.entry import event_key
from gwfw.testing.environment import Invoked

__all__ = ["last_event"]


def last_event(graph: AppGraph, invoked: Iterable[Invoked], handler: Callable[..., object]) -> Any:
    """The event of the handler's latest invocation. Raises Misuse for what is no handler, or was not invoked."""
    places = _places(graph, handler)
    if not places:
        raise _misuse("this is not a handler of the app", repr(handler), "pass a function that runs in Lambda")
    for invocation in reversed(list(invoked)):
        event = json.loads(invocation.event)
        if any(invocation.function == function.name and _is_for(event, *key) for function, key in places):
            return event
    raise _misuse(f"{handler.__qualname__} has not been invoked", None, "send what invokes it first, or settle: gw.settle()")


def _places(graph: AppGraph, handler: Callable[..., object]) -> list[tuple[Function, tuple[str, str]]]:
    """The functions that run the handler, and under which source and key."""
    name = (getattr(handler, "__module__", None), getattr(handler, "__qualname__", None))
    return [
        (function, (found.source, found.key))
        for function in graph.functions
        for found in function.handlers
        if (found.module, found.name) == name
    ]


def _is_for(event: Any, source: str, key: str) -> bool:
    if source not in ("http", "websocket"):
        return True  # a task or an authorizer has a function of its own
    found = event_key(event)
    return found == f"{source} {key}" or (key.startswith("ANY ") and found.split(" ")[-1] == key[4:])


def _misuse(what: str, received: str | None, remedy: str) -> Misuse:
    return Misuse(Problem(code="event", what=what, received=received, remedy=remedy))
