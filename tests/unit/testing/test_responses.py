"""Responses of httpx, made in process."""

from __future__ import annotations

import gzip

import httpx
import pytest

from gwfw.exchange import HttpRequest, HttpResponse
from gwfw.testing.responses import FailedResponse, Response, response

ASKED = HttpRequest(method="POST", path="/a%20b", query="q=1", headers=(("Host", "api.example.com"), ("X", "1")), body=b"in")
ANSWERED = HttpResponse(
    status=201,
    headers=(("content-type", "application/json"), ("set-cookie", "a=1"), ("set-cookie", "b=2")),
    body=b'{"a":1}',
)


def test_answer_is_as_it_was_sent() -> None:
    built = response(ASKED, ANSWERED)
    assert type(built) is Response
    assert (built.status_code, built.json()) == (201, {"a": 1})
    assert built.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert built.cookies == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("query", "url"), [("q=1", "https://api.example.com/a%20b?q=1"), ("", "https://api.example.com/a%20b")]
)
def test_request_is_made_on_demand(query: str, url: str) -> None:
    asked = HttpRequest(method="POST", path="/a%20b", query=query, headers=ASKED.headers, body=b"in")
    request = response(asked, ANSWERED).request
    assert (request.method, str(request.url), request.content, request.headers["x"]) == ("POST", url, b"in", "1")


def test_request_can_be_replaced_and_is_kept() -> None:
    built = response(ASKED, ANSWERED)
    assert built.request is built.request
    built.request = other = httpx.Request("GET", "https://other.example.com")
    assert built.request is other


def test_error_status_raises_where_it_is_asked_to() -> None:
    with pytest.raises(httpx.HTTPStatusError):
        response(ASKED, HttpResponse(status=500)).raise_for_status()


def test_compressed_body_is_decoded() -> None:
    headers = (("content-encoding", "gzip"), ("content-type", "text/plain"))
    built = response(ASKED, HttpResponse(status=200, headers=headers, body=gzip.compress(b"hello")))
    assert built.text == "hello"


def test_body_can_be_read_again_in_any_way() -> None:
    built = response(ASKED, ANSWERED)
    assert built.read() == built.content == b"".join(built.iter_bytes()) == ANSWERED.body
    assert built.encoding == "utf-8"
    assert built.is_closed


@pytest.mark.parametrize("value", ["ä", "☃"])
def test_header_that_is_not_ascii(value: str) -> None:
    assert response(ASKED, HttpResponse(status=200, headers=(("x-one", value),))).headers["x-one"] == value


LOOKS = {
    "status": lambda built: built.status_code,
    "error": lambda built: built.is_error,
    "raise": lambda built: built.is_success,
    "json": lambda built: built.json(),
    "text": lambda built: built.text,
    "content": lambda built: built.content,
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_looking_at_a_failed_response_is_told(look: object) -> None:
    looks: list[int] = []
    built = response(ASKED, HttpResponse(status=500, body=b"{}"), lambda: looks.append(1))
    assert isinstance(built, FailedResponse)
    assert looks == []
    assert callable(look)
    look(built)
    assert looks


def test_failed_response_says_the_same() -> None:
    built = response(ASKED, ANSWERED, lambda: None)
    assert (built.status_code, built.json()) == (201, {"a": 1})
