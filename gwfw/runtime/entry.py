"""The Lambda entry: `gwfw.runtime.entry.handler`, and `Dispatch`, which local runs call in the same way.

A handler is found by `(source, key)`: HTTP and WebSocket APIs both have `$default`. Payload 2.0 and WebSocket events carry
the route key, payload 1.0 the resource; the function of a task or an authorizer is told by its environment variable
`GWFW_HANDLER`. Only the module of the handler that is called is imported.
"""

from __future__ import annotations

import os

from gwfw.runtime import bundle
from gwfw.runtime.handlers import load
from gwfw.runtime.loops import Loops

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.runtime.bundle import Bundle
    from gwfw.runtime.handlers import Event, Function, Serve

__all__ = ["Dispatch", "NoHandler", "event_key", "handler", "prepared"]

VARIABLE = "GWFW_HANDLER"


class NoHandler(Exception):
    """An event is for no handler of this bundle. Lambda reports it as a failed invocation."""


class Dispatch:
    """Calls the handlers of one bundle. Safe for threads: at worst a handler is prepared twice."""

    __slots__ = ("_bundle", "_loops", "_served")

    def __init__(self, table: Bundle) -> None:
        self._bundle, self._loops = table, Loops()
        self._served: dict[str, Serve] = {}

    def __call__(self, event: Event, context: object, handler: str | None = None) -> object:
        """Handle one event. `handler` is the key of a function that has one handler only, such as `task charge`.

        Raises whatever the handler raises that is no answer, and NoHandler.
        """
        key = handler or event_key(event)
        served = self._served.get(key)
        if served is None:
            served = self._served[key] = self._prepare(key)
        return served(event, context)

    def _prepare(self, key: str) -> Serve:
        entry = self._bundle["handlers"].get(key)
        if entry is None and key.startswith("http "):
            entry = self._bundle["handlers"].get("http ANY " + key.split(" ")[-1])
        if entry is None:
            raise NoHandler(f"this bundle has no handler for {key!r}; deploy the API and its functions together")
        found = self._bundle
        return prepared(
            load(entry),
            key,
            status=entry["status"],
            selection=found["selection"],
            stored="store" in found,
            loops=self._loops,
            rooms=found.get("rooms", False),
            presence=found.get("presence", False),
        )


def prepared(
    function: Function,
    key: str,
    *,
    status: int,
    selection: str,
    stored: bool,
    loops: Loops,
    rooms: bool = False,
    presence: bool = False,
) -> Serve:
    """What serves the events of a handler. Raises SignatureError, and what pydantic has against a type."""
    source, _, route = key.partition(" ")
    if source == "http":
        from gwfw.runtime import http_routes

        return http_routes.serve(function, route, status, loops)
    if source == "task":
        from gwfw.runtime import tasks

        return tasks.serve(function, route, loops)
    if source == "queue":
        from gwfw.runtime import consumers

        return consumers.serve(function, route, loops)
    if source == "authorizer":
        from gwfw.runtime import authorizers

        return authorizers.serve(function, route, loops)
    if source in ("asgi", "wsgi"):
        from gwfw.runtime import adapters

        return adapters.serve(function, source, loops)
    from gwfw.runtime import websocket_routes as routes

    if route == "$connect":
        return routes.connect(function, stored, loops, presence)
    if route == "$disconnect":
        return routes.disconnect(function, stored, loops, rooms)
    from gwfw.runtime.bodies import selected_name

    return routes.message(function, route, selected_name(selection), loops)


def event_key(event: Event) -> str:
    """`http GET /books/{id}` or `websocket $connect`: whose event it is. Raises NoHandler for what is no event."""
    try:
        context = event["requestContext"]
        if "connectionId" in context:
            return f"websocket {context['routeKey']}"
        if "routeKey" in event:
            return f"http {event['routeKey']}"
        resource = str(context.get("resourceId", ""))
        if resource == "$default" or " " in resource:
            return f"http {resource}"
        return f"http {context['httpMethod']} {context['resourcePath']}"
    except (KeyError, TypeError) as error:
        raise NoHandler("this is no event of API Gateway; functions that take others are told by GWFW_HANDLER") from error


_dispatch: Dispatch | None = None


def handler(event: Event, context: object) -> object:
    """What Lambda calls. The bundle is read at the first event."""
    global _dispatch
    if _dispatch is None:
        _dispatch = Dispatch(bundle.load())
    return _dispatch(event, context, os.environ.get(VARIABLE))
