"""An authorizer's function, ready to be asked: the caller's headers, query and cookies in, API Gateway's answer out.

HTTP APIs get the simple answer of payload 2.0 (`isAuthorized`), WebSocket APIs a policy for the ARN that was asked about.
A request that lacks what the function takes is refused like one that the function refuses (403); `HttpError(401)` gives
401. What is known of the caller becomes the context, which handlers read as `request.authorizer`.
"""

from __future__ import annotations

from gwfw.runtime.answers import status_of
from gwfw.runtime.binding import binder
from gwfw.runtime.encode import WrongResult, encoder
from gwfw.runtime.handlers import called
from gwfw.runtime.request import Request, WebSocketRequest
from gwfw.signature import inspect_handler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.runtime.answers import Answer
    from gwfw.runtime.bodies import Fault
    from gwfw.runtime.encode import Encode
    from gwfw.runtime.handlers import Event, Function, Serve
    from gwfw.runtime.loops import Loops

__all__ = ["Unauthorized", "serve"]

UNKNOWN, REFUSED = 401, 403


class Unauthorized(Exception):
    """Makes API Gateway answer 401. The message is the one that it looks for."""

    def __init__(self) -> None:
        super().__init__("Unauthorized")


def serve(handler: Function, name: str, loops: Loops) -> Serve:
    """What answers the events of an authorizer. Raises SignatureError."""
    signature = inspect_handler(handler, "authorizer", name)
    bind, encode = binder(signature), encoder(signature.returns)

    def served(event: Event, context: object) -> Answer:
        simple = event.get("version") == "2.0"
        faults: list[Fault] = []
        arguments = bind((Request if simple else WebSocketRequest)(event), context, faults)
        try:
            known = None if faults else _known(called(handler, arguments, loops), encode)
        except Exception as error:
            status = status_of(error)
            if status == UNKNOWN:
                return _unknown(simple)
            if status != REFUSED:
                raise
            known = None
        return _simple(known) if simple else _policy(known, event["methodArn"])

    return served


def _unknown(simple: bool) -> Answer:
    """401: a WebSocket API wants an error for it, an HTTP API takes an error's form, too, which leaves no trace in logs."""
    if simple:
        return {"errorMessage": "Unauthorized"}
    raise Unauthorized from None


def _known(result: object, encode: Encode) -> Answer | None:
    """What is known of a caller who may pass, perhaps nothing; None for one who may not."""
    import json

    if result is None or result is False:
        return None
    if result is True:
        return {}
    known = json.loads(encode(result))
    if not isinstance(known, dict):
        raise WrongResult(f"an authorizer returns a bool, an object or None, not {result!r}")
    return known


def _simple(known: Answer | None) -> Answer:
    return {"isAuthorized": known is not None, "context": known or {}}


def _policy(known: Answer | None, arn: str) -> Answer:
    """The policy for one ARN. Its context holds texts, numbers and booleans only, so anything else is written as JSON."""
    effect = "Deny" if known is None else "Allow"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": arn}
    held = known or {}
    return {
        "principalId": str(held.get("principalId", "caller")),
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {name: _scalar(value) for name, value in held.items() if value is not None},
    }


def _scalar(value: object) -> object:
    from gwfw.runtime.encode import to_json

    return value if isinstance(value, str | int | float) else to_json(value)
