"""Responses and errors as values: what they take and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.runtime.responses import HttpError, Response


def test_a_response_keeps_what_it_is_given() -> None:
    response = Response("x", 201, headers={"X-A": "1"}, cookies=["a=1"])
    assert (response.body, response.status, response.headers, response.cookies) == ("x", 201, {"x-a": "1"}, ("a=1",))
    assert repr(response) == "<response 201>"
    assert repr(Response()) == "<response>"


def test_an_error_says_its_status() -> None:
    error = HttpError(404, "no such book", detail={"id": 1}, headers={"Retry-After": "1"})
    assert (str(error), error.detail, error.headers) == ("404 no such book", {"id": 1}, {"retry-after": "1"})
    assert str(HttpError(401)) == "401"


@pytest.mark.parametrize("status", [0, 99, 199, 600, True, "200", 200.0])
def test_a_status_is_one_of_http(status: Any) -> None:
    with pytest.raises(ValueError, match="a status here is an integer from 200 to 599"):
        Response(status=status)


@pytest.mark.parametrize("status", [200, 399, 600, None])
def test_an_error_is_an_error(status: Any) -> None:
    with pytest.raises(ValueError, match="from 400 to 599"):
        HttpError(status)


@pytest.mark.parametrize("headers", [{"a": "x\r\ny"}, {"a\n": "x"}, {"a": 1}, {"": "x"}, {"a": "\0"}], ids=repr)
def test_headers_are_texts_of_one_line(headers: Any) -> None:
    with pytest.raises(ValueError, match="a header is a text of one line"):
        Response(headers=headers)
    with pytest.raises(ValueError, match="a header is a text of one line"):
        HttpError(400, headers=headers)


@pytest.mark.parametrize("cookies", ["a=1", ["a=1\r\nb"], [1]], ids=repr)
def test_cookies_are_a_list_of_texts_of_one_line(cookies: Any) -> None:
    with pytest.raises(ValueError, match="cookies are a list of texts of one line"):
        Response(cookies=cookies)
