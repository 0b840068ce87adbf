"""Parameter mappings that API Gateway would refuse are refused when the graph is built."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from gwfw.errors import Place
from gwfw.graph.mapping_check import check_mappings
from gwfw.graph.model import Integration

HERE = Place("app.py", 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy(Integration):
    kind: ClassVar[str] = "proxy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Integration):
    kind: ClassVar[str] = "service"
    service_parameters: ClassVar[bool] = True


def request(*parameters: tuple[str, str]) -> list[tuple[str, str]]:
    integration = Proxy(name="px", request_parameters=parameters)
    return [(problem.code, str(problem)) for problem in check_mappings(integration, HERE)]


def response(status: int, *parameters: tuple[str, str]) -> list[tuple[str, str]]:
    integration = Proxy(name="px", response_parameters=((status, parameters),))
    return [(problem.code, str(problem)) for problem in check_mappings(integration, HERE)]


def test_mappings_that_are_accepted() -> None:
    assert (
        request(
            ("append:header.header2", "$request.header.Authorization"),
            ("remove:header.header1", "''"),
            ("remove:querystring.a", ""),
            ("overwrite:path", "/v2/${request.path.id}"),
            ("overwrite:header.Host", "example.com"),
            ("append:header.x", "a"),
            ("overwrite:header.x", "b"),
        )
        == []
    )
    assert response(500, ("overwrite:statuscode", "403"), ("append:header.x", "$response.body.a")) == []
    assert response(200, ("overwrite:statuscode", "$response.header.status")) == []
    assert response(204) == []


@pytest.mark.parametrize(
    ("key", "value", "code", "said"),
    [
        ("overwrite:header.Authorization", "x", "reserved-header", "the header Authorization is reserved"),
        ("append:header.access-control-max-age", "x", "reserved-header", "access-control-*"),
        ("remove:header.X-Amzn-Trace-Id", "", "reserved-header", "is reserved"),
        ("header.x", "x", "mapping-key", "a key is append:"),
        ("append:path", "x", "mapping-key", "a key is append:"),
        ("append:header.x", "$request.nothing", "mapping-value", "is no source"),
        ("append:header.x", "${context.nothing}", "mapping-value", "is no variable"),
        ("append:header.x", "$response.body", "mapping-value", "is no source"),
        ("remove:header.x", "value", "mapping-value", "what is removed has no value"),
    ],
)
def test_request_mappings_that_are_refused(key: str, value: str, code: str, said: str) -> None:
    ((found, text),) = request((key, value))
    assert found == code
    assert said in text
    assert text.startswith("app.py:3")
    assert f"{key} = {value!r}" in text


def test_a_key_twice() -> None:
    ((code, text),) = request(("append:header.X", "a"), ("append:header.x", "b"))
    assert code == "mapping-key"
    assert "is mapped twice" in text


@pytest.mark.parametrize(
    ("status", "key", "value", "code", "said"),
    [
        (99, "append:header.x", "a", "mapping-status", "response_parameters[99]"),
        (600, "append:header.x", "a", "mapping-status", "200 to 599"),
        (200, "overwrite:path", "/", "mapping-key", "a key is append:"),
        (200, "append:querystring.x", "a", "mapping-key", "a key is append:"),
        (200, "append:header.apigw-x", "a", "reserved-header", "is reserved"),
        (200, "append:header.x", "$response.status", "mapping-value", "is no source"),
        (200, "overwrite:statuscode", "99", "mapping-value", "this is no status"),
        (200, "overwrite:statuscode", "teapot", "mapping-value", "this is no status"),
        (200, "overwrite:statuscode", "²00", "mapping-value", "this is no status"),
    ],
)
def test_response_mappings_that_are_refused(status: int, key: str, value: str, code: str, said: str) -> None:
    ((found, text),) = response(status, (key, value))
    assert found == code
    assert said in text


def test_one_status_twice() -> None:
    integration = Proxy(name="px", response_parameters=((200, ()), (200, ())))
    assert {problem.code for problem in check_mappings(integration, None)} == {"mapping-status"}


def test_parameters_of_a_service_are_its_own_and_its_responses_are_mapped_like_all() -> None:
    integration = Service(
        name="sv",
        request_parameters=(("QueueUrl", "$request.body.url"),),
        response_parameters=((200, (("overwrite:statuscode", "x"),)),),
    )
    assert [problem.code for problem in check_mappings(integration, None)] == ["mapping-value"]
