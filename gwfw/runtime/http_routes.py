"""A handler of an HTTP route, ready to be called with events: its signature compiled, its answers in API Gateway's form.

Made at the handler's first event and kept. Errors that are answers (`HttpError`, `ItemMissing`) are answered; anything
else that a handler raises ends the invocation, as in Lambda, and API Gateway answers 500.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gwfw.annotations import NONE, members
from gwfw.parameters import MISSING
from gwfw.runtime.answers import JSON, error_body, format1, format2, from_response, status_of
from gwfw.runtime.binding import binder
from gwfw.runtime.encode import encoder, to_json
from gwfw.runtime.handlers import called
from gwfw.runtime.request import Request, Request10
from gwfw.runtime.responses import Response
from gwfw.signature import inspect_handler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gwfw.runtime.answers import Answer, Form
    from gwfw.runtime.bodies import Fault
    from gwfw.runtime.handlers import Event, Function, Serve
    from gwfw.runtime.loops import Loops

__all__ = ["as_json", "serve"]

INVALID = 422
EMPTY = frozenset({204, 205, 304})
"""Statuses whose answers have no body."""


def serve(handler: Function, key: str, status: int, loops: Loops) -> Serve:
    """What answers the route's events, in the payload format that they have. Raises SignatureError."""
    signature = inspect_handler(handler, "http", key)
    bind, answer = binder(signature), _answerer(signature.returns, status)

    def served(event: Event, context: object) -> Answer:
        form, view = (format2, Request) if event.get("version") == "2.0" else (format1, Request10)
        faults: list[Fault] = []
        arguments = bind(view(event), context, faults)
        if faults:
            return form(INVALID, JSON, (), to_json({"message": "invalid request", "detail": faults}))
        try:
            result = called(handler, arguments, loops)
        except Exception as error:
            told = status_of(error)
            if told is None:
                raise
            headers: Mapping[str, str] = getattr(error, "headers", {})
            return form(told, {**JSON, **headers}, (), error_body(error, told))
        return answer(result, form)

    return served


def _answerer(returns: object, status: int) -> Callable[[object, Form], Answer]:
    """What turns a result into an answer: empty for None where no value is announced, else JSON."""
    encode, silent = encoder(as_json(returns)), returns in (MISSING, NONE)

    def answer(result: object, form: Form) -> Answer:
        if isinstance(result, Response):
            return from_response(result, status, form)
        if isinstance(result, bytes):
            return from_response(Response(result), status, form)
        if status in EMPTY or (silent and result is None):
            return form(status, {}, (), None)
        return form(status, JSON, (), encode(result))

    return answer


def as_json(returns: object) -> object:
    """The annotation of what is written as JSON; bytes and Responses have their own ways."""
    given: list[Any] = [member for member in members(returns) if not _is_own(member)]
    if not given:
        return NONE
    remaining = given[0]
    for member in given[1:]:
        remaining = remaining | member
    return returns if len(given) == len(members(returns)) else remaining


def _is_own(member: object) -> bool:
    return getattr(member, "__gwfw_role__", None) == "response" or member is bytes
