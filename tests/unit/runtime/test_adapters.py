"""Apps of other frameworks behind Lambda's events: requests as they get them, answers as API Gateway takes them."""

from __future__ import annotations

import asyncio
import base64
import gc
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from gwfw.runtime.adapters import serve
from gwfw.runtime.loops import Loops

FIRST: list[asyncio.AbstractEventLoop] = []


def event(path: str = "/a b", body: str = "", **members: Any) -> dict[str, Any]:
    return {
        "version": "2.0",
        "routeKey": "ANY /{proxy+}",
        "rawPath": path,
        "rawQueryString": "x=1&x=2",
        "cookies": ["a=1"],
        "headers": {"host": "api.example.com", "x-forwarded-proto": "https", "x-forwarded-port": "443"},
        "requestContext": {
            "http": {"method": "POST", "path": path, "sourceIp": "127.0.0.1", "protocol": "HTTP/1.1"},
            "stage": "$default",
        },
        "body": base64.b64encode(body.encode()).decode(),
        "isBase64Encoded": True,
        **members,
    }


async def asgi_app(scope: dict[str, Any], receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
    if scope["type"] == "lifespan":
        raise RuntimeError("this app has no lifespan")
    FIRST.append(asyncio.get_running_loop())
    given = (await receive())["body"]
    if given == b"raise":
        raise ValueError("no")
    told = f"{scope['method']} {scope['path']} {scope['query_string'].decode()} {given.decode()}"
    headers = [(b"content-type", b"text/plain"), (b"set-cookie", b"b=2"), (b"set-cookie", b"c=3")]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": told.encode()})


def wsgi_app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("201 Created", [("content-type", "text/plain"), ("set-cookie", "b=2"), ("set-cookie", "c=3")])
    told = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {environ['QUERY_STRING']} "
    return [told.encode(), environ["wsgi.input"].read()]


@pytest.mark.parametrize(("app", "interface"), [(asgi_app, "asgi"), (wsgi_app, "wsgi")], ids=["asgi", "wsgi"])
def test_a_request(app: Callable[..., object], interface: str) -> None:
    answer: Any = serve(app, interface, Loops())(event(body="hi"), None)
    assert (answer["statusCode"], answer["body"]) == (201, "POST /a b x=1&x=2 hi")
    assert answer["headers"]["content-type"] == "text/plain"
    assert answer["cookies"] == ["b=2", "c=3"]


def test_one_loop_serves_one_request_after_the_other() -> None:
    FIRST.clear()
    served = serve(asgi_app, "asgi", Loops())
    served(event(), None)
    served(event(), None)
    assert FIRST[0] is FIRST[1]


def test_inside_a_running_loop() -> None:
    """As under an `async def` test."""

    async def test() -> Any:
        return serve(asgi_app, "asgi", Loops())(event(body="hi"), None)

    with asyncio.Runner() as runner:
        assert runner.run(test())["statusCode"] == 201


def test_what_the_app_raises_is_answered_as_mangum_does() -> None:
    answer: Any = serve(asgi_app, "asgi", Loops())(event(body="raise"), None)
    assert answer["statusCode"] == 500


def test_the_loop_goes_with_the_environment() -> None:
    FIRST.clear()
    loops = Loops()
    serve(asgi_app, "asgi", loops)(event(), None)
    del loops
    gc.collect()
    assert FIRST[0].is_closed()
