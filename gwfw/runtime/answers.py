"""The answers that API Gateway takes from a function: payload formats 2.0 and 1.0, WebSocket routes.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html. It always gives the
structured form, so nothing is inferred from what a handler returned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gwfw.runtime.encode import to_json
from gwfw.runtime.responses import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Answer: TypeAlias = dict[str, Any]
    Form: TypeAlias = Callable[[int, Mapping[str, str], Sequence[str], str | bytes | None], Answer]

__all__ = ["JSON", "error_body", "format1", "format2", "from_response", "handshake", "status_of"]

JSON: Mapping[str, str] = {"content-type": "application/json"}


def format2(status: int, headers: Mapping[str, str], cookies: Sequence[str], body: str | bytes | None) -> Answer:
    """An answer in payload format 2.0."""
    answer: Answer = {"statusCode": status, "headers": dict(headers), **_body(body)}
    if cookies:
        answer["cookies"] = list(cookies)
    return answer


def format1(status: int, headers: Mapping[str, str], cookies: Sequence[str], body: str | bytes | None) -> Answer:
    """An answer in payload format 1.0."""
    answer: Answer = {"statusCode": status, "headers": dict(headers), "isBase64Encoded": False, **_body(body)}
    if cookies:
        answer["multiValueHeaders"] = {"set-cookie": list(cookies)}
    return answer


def _body(body: str | bytes | None) -> Answer:
    if body is None:
        return {}
    if isinstance(body, str):
        return {"body": body}
    from binascii import b2a_base64

    return {"body": b2a_base64(body, newline=False).decode(), "isBase64Encoded": True}


def from_response(response: Response, status: int, form: Form) -> Answer:
    """The answer of a Response. `status` is the route's own."""
    body, content_type = _content(response.body)
    headers = response.headers
    if content_type is not None and "content-type" not in headers:
        headers = {"content-type": content_type, **headers}
    return form(response.status or status, headers, response.cookies, body)


def _content(body: object) -> tuple[str | bytes | None, str | None]:
    """A Response's body and what its content type is if nobody says."""
    if body is None:
        return None, None
    if isinstance(body, str):
        return body, "text/plain; charset=utf-8"
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body), "application/octet-stream"
    return to_json(body), "application/json"


def handshake(status: int, headers: Mapping[str, str] | None = None) -> Answer:
    """The answer on `$connect`: the status decides, and one header chooses the subprotocol."""
    chosen = {name: value for name, value in (headers or {}).items() if name == "sec-websocket-protocol"}
    return {"statusCode": status, "headers": chosen} if chosen else {"statusCode": status}


def status_of(error: BaseException) -> int | None:
    """The status of an error that is an answer (HttpError, ItemMissing, ItemExists); None for a failure."""
    status = getattr(error, "__gwfw_status__", None)
    return status if isinstance(status, int) else None


def error_body(error: BaseException, status: int) -> str:
    """The JSON that the client gets for it: `{"message": "Not Found"}`, with `detail` if the error has one."""
    body: dict[str, object] = {"message": getattr(error, "message", None) or _phrase(status)}
    detail = getattr(error, "detail", None)
    if detail is not None:
        body["detail"] = detail
    return to_json(body)


def _phrase(status: int) -> str:
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return str(status)
