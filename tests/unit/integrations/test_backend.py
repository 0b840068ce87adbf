"""What HTTP backends are sent, and what becomes of their answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pytest

from gwfw.exchange import Answered, Failed, Headers, HttpResponse, Outcome, Raised, Returned
from gwfw.graph.model import Integration
from gwfw.integrations.backend import VIA, backend_headers, full_path, joined_query, passed

if TYPE_CHECKING:
    from tests.unit.integrations.conftest import Make

FORWARDED = "by=127.0.0.1;for=203.0.113.9;host=api.example.com;proto=https"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy(Integration):
    kind: ClassVar[str] = "proxy"


PLAIN = Proxy(name="px")


def sent(headers: Headers) -> dict[str, str]:
    """By name; no name may occur twice."""
    assert len({name.lower() for name, _ in headers}) == len(headers)
    return {name.lower(): value for name, value in headers}


def test_the_clients_headers_pass_in_order_case_and_number(inputs: Make) -> None:
    client = (("X-A", "1"), ("x-b", "2"), ("X-A", "3"), ("Authorization", "Bearer t"), ("X-Forwarded-For", "c"))
    headers = backend_headers(PLAIN, inputs(headers=client), "backend.example")
    assert headers == (("Host", "backend.example"), *client, ("Forwarded", FORWARDED), ("Via", VIA))


def test_what_concerns_one_connection_does_not_pass(inputs: Make) -> None:
    client = (
        ("Host", "api.example.com"),
        ("Connection", "keep-alive, X-Hop"),
        ("Keep-Alive", "timeout=5"),
        ("x-hop", "1"),
        ("TE", "trailers"),
        ("Transfer-Encoding", "chunked"),
        ("Upgrade", "h2c"),
        ("Proxy-Authorization", "Basic x"),
        ("Expect", "100-continue"),
        ("X-End", "1"),
    )
    assert set(sent(backend_headers(PLAIN, inputs(headers=client), "b"))) == {"host", "x-end", "forwarded", "via"}


@pytest.mark.parametrize(
    ("body", "length", "told"),
    [(b"abc", None, "3"), (b"abc", "99", "3"), (b"", "0", "0"), (b"", None, None)],
)
def test_the_length_is_that_of_the_body(inputs: Make, body: bytes, length: str | None, told: str | None) -> None:
    client = () if length is None else (("content-length", length),)
    assert sent(backend_headers(PLAIN, inputs(headers=client, body=body), "b")).get("content-length") == told


def test_proxies_before_the_gateway_stay_in_the_chain(inputs: Make) -> None:
    client = (("Via", "1.1 cdn"), ("Forwarded", "for=198.51.100.1"))
    headers = sent(backend_headers(PLAIN, inputs(headers=client), "b"))
    assert headers["via"] == f"1.1 cdn, {VIA}"
    assert headers["forwarded"] == f"for=198.51.100.1, {FORWARDED}"


def test_an_ipv6_client_is_quoted(inputs: Make) -> None:
    headers = sent(backend_headers(PLAIN, inputs(source_ip="2001:db8::1"), "b"))
    assert headers["forwarded"] == 'by=127.0.0.1;for="[2001:db8::1]";host=api.example.com;proto=https'


@pytest.mark.parametrize(
    ("parameters", "client", "host", "expected"),
    [
        ((), (("host", "api.example.com"),), "backend.example", "backend.example"),
        ((), (("host", "api.example.com"),), None, None),
        ((("overwrite:header.Host", "x"),), (("host", "mapped.example"),), "backend.example", "mapped.example"),
        ((("overwrite:header.Host", "x"),), (("host", "mapped.example"),), None, "mapped.example"),
        ((("overwrite:header.Host", "$request.header.none"),), (), "backend.example", "backend.example"),
        ((("append:querystring.host", "x"),), (("host", "api.example.com"),), "backend.example", "backend.example"),
    ],
)
def test_host(
    inputs: Make, parameters: tuple[tuple[str, str], ...], client: Headers, host: str | None, expected: str | None
) -> None:
    spec = Proxy(name="px", request_parameters=parameters)
    assert sent(backend_headers(spec, inputs(headers=client), host)).get("host") == expected


@pytest.mark.parametrize(
    ("stage", "with_stage", "path"),
    [("$default", True, "/a%20b"), ("dev", True, "/dev/a%20b"), ("dev", False, "/a%20b")],
)
def test_the_whole_path(inputs: Make, stage: str, with_stage: bool, path: str) -> None:
    assert full_path(inputs(stage=stage, raw_route_path="/a%20b"), with_stage=with_stage) == path


@pytest.mark.parametrize(
    ("own", "query", "joined"), [("", "", ""), ("a=1", "", "?a=1"), ("", "b=%20", "?b=%20"), ("a=1", "a=2", "?a=1&a=2")]
)
def test_query_strings_are_joined(own: str, query: str, joined: str) -> None:
    assert joined_query(own, query) == joined


@pytest.mark.parametrize(
    ("outcome", "result"),
    [
        (
            HttpResponse(status=502, headers=(("Content-Type", "text/html"), ("x-b", "1"), ("x-b", "2")), body=b"<p>"),
            Answered(status=502, headers=(("content-type", "text/html"), ("x-b", "1"), ("x-b", "2")), body=b"<p>"),
        ),
        (
            HttpResponse(
                status=200, headers=(("connection", "close, x-hop"), ("x-hop", "1"), ("transfer-encoding", "chunked"))
            ),
            Answered(status=200, body=b""),
        ),
        (
            HttpResponse(status=302, headers=(("location", "/x"),)),
            Answered(status=302, headers=(("location", "/x"),), body=b""),
        ),
        (Failed(reason="timeout", detail="late"), Failed(reason="timeout", detail="late")),
    ],
)
def test_responses_pass(outcome: Outcome, result: Answered | Failed) -> None:
    assert passed(outcome) == result


@pytest.mark.parametrize("outcome", [HttpResponse(status=101), Returned(payload=b"{}"), Raised(payload=b"{}")])
def test_what_is_no_response(outcome: Outcome) -> None:
    result = passed(outcome)
    assert isinstance(result, Failed)
    assert result.reason == "bad_response"
