"""The frames that the gateway sends by itself, byte for byte as they were recorded. The connection stays open.

One blank after `"message":`, none after the other colons, one blank after commas; the validation error has the form of
its sample in "Set up request validation" of the developer guide.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "BAD_BODY",
    "FORBIDDEN",
    "INTERNAL_SERVER_ERROR",
    "LIMIT_EXCEEDED",
    "TIMED_OUT",
    "TOO_MANY_REQUESTS",
    "UNSUPPORTED",
    "bad_body",
    "error",
]

BAD_BODY: Final = "Bad request body"
FORBIDDEN: Final = "Forbidden"
INTERNAL_SERVER_ERROR: Final = "Internal server error"
LIMIT_EXCEEDED: Final = "Limit Exceeded"
TIMED_OUT: Final = "Endpoint request timed out"
TOO_MANY_REQUESTS: Final = "Too Many Requests"
UNSUPPORTED: Final = "Unsupported Media Type"


def error(message: str, connection_id: str, request_id: str) -> str:
    """The frame of an error; `message` is one of those above."""
    return f'{{"message": "{message}", "connectionId":"{connection_id}", "requestId":"{request_id}"}}'


def bad_body(connection_id: str, message_id: str) -> str:
    """The frame of a message that its route's model refuses."""
    return f'{{"message" : "{BAD_BODY}", "connectionId": "{connection_id}", "messageId": "{message_id}"}}'
