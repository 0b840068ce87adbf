"""Finding a handler and calling it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from gwfw.runtime.bundle import HandlerEntry
    from gwfw.runtime.loops import Loops

    Event: TypeAlias = Any
    Function: TypeAlias = Callable[..., object]
    Serve: TypeAlias = Callable[[Event, object], object]

__all__ = ["called", "load"]


def load(entry: HandlerEntry) -> Function:
    """Import the handler's module, and nothing else of the app's, and find the handler in it."""
    from importlib import import_module

    found: Any = import_module(entry["module"])
    for part in entry["name"].split("."):
        found = getattr(found, part)
    handler: Function = found
    return handler


def called(handler: Function, arguments: Mapping[str, object], loops: Loops) -> object:
    """What the handler returns; a coroutine runs on a loop of this environment."""
    result: Any = handler(**arguments)
    return loops.run(result) if hasattr(result, "__await__") else result
