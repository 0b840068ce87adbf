"""Answers as API Gateway takes them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from gwfw.errors import ItemExists, ItemMissing
from gwfw.runtime.answers import error_body, format1, format2, from_response, handshake, status_of
from gwfw.runtime.responses import HttpError, Response


class Book(BaseModel):
    id: str


@pytest.mark.parametrize(
    ("body", "answered"),
    [
        pytest.param(None, {}, id="empty"),
        pytest.param("ü", {"body": "ü"}, id="text"),
        pytest.param(b"\xff", {"body": "/w==", "isBase64Encoded": True}, id="bytes"),
    ],
)
def test_format_2(body: str | bytes | None, answered: dict[str, Any]) -> None:
    assert format2(200, {"a": "1"}, (), body) == {"statusCode": 200, "headers": {"a": "1"}, **answered}
    assert format2(200, {}, ("x=1", "y=2"), body)["cookies"] == ["x=1", "y=2"]


def test_format_1() -> None:
    assert format1(200, {"a": "1"}, ("x=1",), "b") == {
        "statusCode": 200,
        "headers": {"a": "1"},
        "isBase64Encoded": False,
        "multiValueHeaders": {"set-cookie": ["x=1"]},
        "body": "b",
    }
    assert format1(204, {}, (), None) == {"statusCode": 204, "headers": {}, "isBase64Encoded": False}
    assert format1(200, {}, (), b"\xff")["isBase64Encoded"] is True


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("x", "text/plain; charset=utf-8", "x"),
        (b"x", "application/octet-stream", "eA=="),
        (bytearray(b"x"), "application/octet-stream", "eA=="),
        ({"a": [1]}, "application/json", '{"a":[1]}'),
        (Book(id="1"), "application/json", '{"id":"1"}'),
        (False, "application/json", "false"),
    ],
    ids=repr,
)
def test_a_responses_content_type_follows_its_body(body: object, content_type: str, text: str) -> None:
    answer = from_response(Response(body), 201, format2)
    assert (answer["statusCode"], answer["headers"], answer["body"]) == (201, {"content-type": content_type}, text)
    given = from_response(Response(body, 202, headers={"Content-Type": "a/b"}), 201, format2)
    assert (given["statusCode"], given["headers"]) == (202, {"content-type": "a/b"})


def test_an_empty_response_has_no_content_type() -> None:
    assert from_response(Response(status=303, headers={"location": "/"}), 200, format2) == {
        "statusCode": 303,
        "headers": {"location": "/"},
    }


def test_a_handshake_has_a_status_and_perhaps_a_subprotocol() -> None:
    assert handshake(401) == {"statusCode": 401}
    headers = {"sec-websocket-protocol": "v1", "x": "y"}
    assert handshake(200, headers) == {"statusCode": 200, "headers": {"sec-websocket-protocol": "v1"}}


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (HttpError(404, "no such book"), 404, '{"message":"no such book"}'),
        (HttpError(409, detail=[1]), 409, '{"message":"Conflict","detail":[1]}'),
        (HttpError(499), 499, '{"message":"499"}'),
        (ItemMissing("books", "1"), 404, '{"message":"Not Found"}'),
        (ItemExists("books", "1"), 409, '{"message":"Conflict"}'),
    ],
    ids=repr,
)
def test_some_errors_are_answers(error: Exception, status: int, body: str) -> None:
    assert status_of(error) == status
    assert error_body(error, status) == body


def test_others_are_failures() -> None:
    assert status_of(ValueError("x")) is None
