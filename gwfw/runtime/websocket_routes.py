"""A handler of a WebSocket route, ready to be called with events.

`$connect` is answered with a status, a message with a frame if the route is two-way. What is wrong with a message is told
to its sender as a frame, `{"message": "invalid message", "detail": [...]}`: as the answer of a two-way route, else through
the management API. Where the app has a store, the row of a connection is written here after `$connect` accepted, and
removed at `$disconnect`; with rooms, what is written of the connection there goes too.
"""

from __future__ import annotations

from gwfw.annotations import optional
from gwfw.parameters import MISSING
from gwfw.runtime.answers import error_body, handshake, status_of
from gwfw.runtime.binding import binder
from gwfw.runtime.encode import WrongResult, encoder, to_json
from gwfw.runtime.handlers import called
from gwfw.runtime.request import WebSocketRequest
from gwfw.runtime.responses import Response
from gwfw.signature import inspect_handler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.runtime.answers import Answer
    from gwfw.runtime.bodies import Fault
    from gwfw.runtime.handlers import Event, Function, Serve
    from gwfw.runtime.loops import Loops

__all__ = ["connect", "disconnect", "message"]

INVALID = 422
REFUSED = 300
"""The first status that does not open a connection."""


def connect(handler: Function, stored: bool, loops: Loops, presence: bool = False) -> Serve:
    """What decides whether connections open. `stored`: the app has a store of connections; `presence`: it has none, and
    asks who is connected. Raises SignatureError."""
    bind = binder(inspect_handler(handler, "websocket", "$connect"))

    def served(event: Event, context: object) -> Answer:
        faults: list[Fault] = []
        arguments = bind(WebSocketRequest(event), context, faults)
        if faults:
            return handshake(INVALID)
        try:
            result = called(handler, arguments, loops)
        except Exception as error:
            status = status_of(error)
            if status is None:
                raise
            return handshake(status)
        answer = handshake(result.status or 200, result.headers) if isinstance(result, Response) else handshake(200)
        if answer["statusCode"] < REFUSED:
            _opened(event["requestContext"]["connectionId"], stored, presence)
        return answer

    return served


def _opened(connection_id: str, stored: bool, presence: bool) -> None:
    if stored:
        from gwfw.runtime import store

        store.add(connection_id)
    if presence:
        from gwfw.runtime import membership

        membership.connect(connection_id)


def disconnect(handler: Function, stored: bool, loops: Loops, rooms: bool = False) -> Serve:
    """What is called after a connection has ended; its rows go even if the handler fails. Raises SignatureError."""
    bind = binder(inspect_handler(handler, "websocket", "$disconnect"))

    def served(event: Event, context: object) -> Answer:
        nothing: list[Fault] = []
        try:
            called(handler, bind(WebSocketRequest(event), context, nothing), loops)
        finally:
            _ended(event["requestContext"]["connectionId"], stored, rooms)
        return {"statusCode": 200}

    return served


def _ended(connection_id: str, stored: bool, rooms: bool) -> None:
    if stored:
        from gwfw.runtime import store

        store.remove(connection_id)
    if rooms:
        from gwfw.runtime import membership

        membership.forget(connection_id)


def message(handler: Function, key: str, selected: str | None, loops: Loops) -> Serve:
    """What takes messages. `selected` is their member that names the route. Raises SignatureError."""
    signature = inspect_handler(handler, "websocket", key)
    bind, encode, two_way = binder(signature, selected=selected), encoder(signature.returns), signature.two_way

    def served(event: Event, context: object) -> Answer:
        faults: list[Fault] = []
        arguments = bind(WebSocketRequest(event), context, faults)
        if faults:
            return _tell(event, INVALID, to_json({"message": "invalid message", "detail": faults}), two_way)
        try:
            result = called(handler, arguments, loops)
        except Exception as error:
            status = status_of(error)
            if status is None:
                raise
            return _tell(event, status, error_body(error, status), two_way)
        if result is None and (not two_way or optional(signature.returns)):
            return {"statusCode": 200}
        if signature.returns is MISSING:
            raise WrongResult("the handler has no return annotation, so its result is not sent: annotate it, or send it")
        return {"statusCode": 200, "body": encode(result)}

    return served


def _tell(event: Event, status: int, frame: str, two_way: bool) -> Answer:
    """Tell the sender what is wrong. One that is gone already needs not know."""
    if two_way:
        return {"statusCode": status, "body": frame}
    from gwfw.errors import ConnectionGone
    from gwfw.runtime import connections

    answer: Answer = {"statusCode": status}
    try:
        connections.send(event["requestContext"]["connectionId"], frame)
    except ConnectionGone:
        return answer
    return answer
