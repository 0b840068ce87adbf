"""The table that goes with the deployed code: which function of which module serves what.

The bundle carries it as `gwfw-bundle.json`, local runs hand it over as a dict:

    {"version": 1, "app": "library", "selection": "$request.body.action", "two_way": ["ask"],
     "store": {"table": "sessions", "key": "id"}, "rooms": true, "presence": true,
     "handlers": {"http GET /books/{id}": {"module": "library", "name": "read_book", "status": 200}}}
"""

from __future__ import annotations

import os
from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NotRequired, TypedDict

    from gwfw.graph.model import AppGraph

    class HandlerEntry(TypedDict):
        """Where a handler is, and the status of its successful answer."""

        module: str
        name: str
        status: int

    class StoreEntry(TypedDict):
        """The table that says who is connected, and the attribute that holds the connection id."""

        table: str
        key: str

    class Bundle(TypedDict):
        """The whole table."""

        version: int
        app: str
        handlers: Mapping[str, HandlerEntry]
        selection: str
        two_way: list[str]
        store: NotRequired[StoreEntry]
        rooms: NotRequired[bool]
        presence: NotRequired[bool]


__all__ = ["FILE", "VERSION", "load", "table"]

FILE = "gwfw-bundle.json"
VERSION = 1


def table(graph: AppGraph) -> Bundle:
    """The table of an app. Equal graphs give equal tables, in the same order."""
    handlers = sorted(
        (handler for function in graph.functions for handler in function.handlers),
        key=lambda handler: (handler.source, handler.key),
    )
    written: Bundle = {
        "version": VERSION,
        "app": graph.name,
        "handlers": {
            f"{handler.source} {handler.key}": {"module": handler.module, "name": handler.name, "status": handler.status}
            for handler in handlers
        },
        "selection": graph.websocket.selection if graph.websocket else "",
        "two_way": [route.key for route in graph.websocket.routes if route.two_way] if graph.websocket else [],
    }
    if graph.websocket is not None and graph.websocket.store is not None:
        keys = {resource.name: resource.key for resource in graph.tables}
        written["store"] = {"table": graph.websocket.store, "key": keys[graph.websocket.store]}
    if graph.websocket is not None and graph.websocket.rooms is not None:
        written["rooms"] = True
        if graph.websocket.presence:
            written["presence"] = True
    return written


def load(environment: Mapping[str, str] = os.environ) -> Bundle:
    """The table beside the deployed code: in `LAMBDA_TASK_ROOT`, or at the path `GWFW_BUNDLE`. Raises OSError."""
    import json

    path = environment.get("GWFW_BUNDLE") or os.path.join(environment.get("LAMBDA_TASK_ROOT", "."), FILE)
    with open(path, encoding="utf-8") as file:
        loaded: Bundle = json.load(file)
    if loaded["version"] != VERSION:
        raise RuntimeError(
            f"{path}: written by another release of gwfw (table {loaded['version']}, not {VERSION}); deploy again"
        )
    return loaded
