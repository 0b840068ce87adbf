"""Private integrations at the local gateway: the request for the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.exchange import Answered, CallHttp, HttpInputs, HttpResponse
from gwfw.integrations.private import emulate
from gwfw.integrations.private.spec import Private
from gwfw.ports import Emulate
from tests.unit.integrations.conftest import Names, render

if TYPE_CHECKING:
    from tests.unit.integrations.conftest import Make

SIDE: Emulate[Private] = emulate
ARN = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/lb/1/2"


def call(given: HttpInputs, **fields: object) -> CallHttp:
    spec = Private(name="px", target=ARN, bound_as="orders", **fields)  # type: ignore[arg-type]  # fields by name
    work = SIDE.request(spec, given, Names(), render)
    assert isinstance(work, CallHttp)
    return work


@pytest.mark.parametrize(
    ("stage", "mapped_path", "url"),
    [
        ("$default", None, "http://private.target/a%20b?q=1"),
        ("test", None, "http://private.target/test/a%20b?q=1"),
        ("test", "/a b", "http://private.target/a%20b?q=1"),
    ],
)
def test_the_path_has_the_stage_unless_it_is_mapped(inputs: Make, stage: str, mapped_path: str | None, url: str) -> None:
    work = call(inputs(stage=stage, mapped_path=mapped_path, raw_route_path="/a%20b", query="q=1"))
    assert (work.url, work.target) == (url, "orders")


@pytest.mark.parametrize(
    ("fields", "url", "server_name"),
    [
        ({}, "http://private.target/", None),
        ({"tls": True}, "https://private.target/", None),
        ({"tls": True, "server_name": "orders.internal"}, "https://private.target/", "orders.internal"),
    ],
)
def test_plain_http_unless_tls_is_configured(
    inputs: Make, fields: dict[str, object], url: str, server_name: str | None
) -> None:
    work = call(inputs(), **fields)
    assert (work.url, work.server_name) == (url, server_name)


@pytest.mark.parametrize(("configured", "sent"), [("ANY", "PATCH"), ("POST", "POST")])
def test_methods(inputs: Make, configured: str, sent: str) -> None:
    assert call(inputs(method="PATCH"), method=configured).method == sent


def test_the_host_is_the_drivers_matter_unless_it_is_mapped(inputs: Make) -> None:
    names = [name for name, _ in call(inputs(headers=(("Host", "api.example.com"), ("X", "1")))).headers]
    assert names == ["X", "Forwarded", "Via"]
    mapped = call(inputs(headers=(("host", "v.example"),)), request_parameters=(("overwrite:header.Host", "v.example"),))
    assert mapped.headers[0] == ("Host", "v.example")


def test_body_and_response_pass(inputs: Make) -> None:
    assert call(inputs(body=b"\x00", method="POST")).body == b"\x00"
    spec = Private(name="px", target=ARN, bound_as="orders")
    assert SIDE.response(spec, inputs(), HttpResponse(status=201, body=b"x"), render) == Answered(status=201, body=b"x")
