"""HTTP proxies at the local gateway: the request for the backend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.exchange import Answered, CallHttp, Failed, HttpResponse
from gwfw.graph.facts import HttpFacts
from gwfw.integrations.http_proxy import emulate
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.ports import Emulate
from tests.unit.integrations.conftest import Names, render

if TYPE_CHECKING:
    from tests.unit.integrations.conftest import Make

SIDE: Emulate[HttpProxy] = emulate


def proxy(url: str = "https://b.example/x", method: str = "ANY", **fields: object) -> HttpProxy:
    return HttpProxy(name="px", url=url, method=method, **fields)  # type: ignore[arg-type]  # fields by name


def call(spec: HttpProxy, given: object) -> CallHttp:
    work = SIDE.request(spec, given, Names(), render)  # type: ignore[arg-type]  # inputs of the fixture
    assert isinstance(work, CallHttp)
    return work


def test_the_request_for_the_backend(inputs: Make) -> None:
    work = call(proxy(), inputs(headers=(("X-A", "1"),), query="a=%20&b", body=b"\x00\xff", method="POST"))
    assert (work.method, work.url, work.body) == ("POST", "https://b.example/x?a=%20&b", b"\x00\xff")
    assert work.headers[:2] == (("Host", "b.example"), ("X-A", "1"))
    assert (work.target, work.server_name) == (None, None)


def test_headers_that_the_client_names_as_its_connections_own_stay_there(inputs: Make) -> None:
    headers = (("Connection", "X-Hop, close"), ("x-hop", "1"), ("TE", "trailers"), ("X-End", "1"))
    sent = [name for name, _ in call(proxy(), inputs(headers=headers)).headers]
    assert sent == ["Host", "X-End", "Forwarded", "Via"]


@pytest.mark.parametrize(("configured", "sent"), [("ANY", "DELETE"), ("GET", "GET")])
def test_methods(inputs: Make, configured: str, sent: str) -> None:
    assert call(proxy(method=configured), inputs(method="DELETE")).method == sent


@pytest.mark.parametrize(
    ("url", "query", "sent"),
    [
        ("https://b.example/x?own=1", "", "https://b.example/x?own=1"),
        ("https://b.example/x?own=1", "a=2", "https://b.example/x?own=1&a=2"),
        ("https://b.example", "a=2", "https://b.example?a=2"),
    ],
)
def test_the_query_is_joined_to_the_urls_own(inputs: Make, url: str, query: str, sent: str) -> None:
    assert call(proxy(url), inputs(query=query)).url == sent


@pytest.mark.parametrize(
    ("url", "stage", "facts", "sent"),
    [
        ("https://b.example", "$default", HttpFacts(), "https://b.example/store/a%20b"),
        ("https://b.example/", "$default", HttpFacts(), "https://b.example/store/a%20b"),
        ("https://b.example/base", "$default", HttpFacts(), "https://b.example/base/store/a%20b"),
        ("https://b.example/base/?q=1", "$default", HttpFacts(), "https://b.example/base/store/a%20b?q=1"),
        ("https://b.example", "dev", HttpFacts(), "https://b.example/dev/store/a%20b"),
        ("https://b.example", "dev", HttpFacts(default_stage_path=False), "https://b.example/store/a%20b"),
    ],
)
def test_the_default_route_appends_the_whole_path(inputs: Make, url: str, stage: str, facts: HttpFacts, sent: str) -> None:
    given = inputs(route_key="$default", raw_route_path="/store/a%20b", stage=stage, facts=facts)
    assert call(proxy(url), given).url == sent


@pytest.mark.parametrize("route_key", ["$default", "GET /a"])
def test_a_mapped_path_takes_the_place_of_the_urls(inputs: Make, route_key: str) -> None:
    given = inputs(route_key=route_key, mapped_path="/v2/a b", raw_route_path="/a", query="q=1")
    assert call(proxy("https://b.example/x?own=1"), given).url == "https://b.example/v2/a%20b?own=1&q=1"


def test_a_mapped_host_is_sent_to_the_same_address(inputs: Make) -> None:
    spec = proxy(request_parameters=(("overwrite:header.Host", "virtual.example"),))
    work = call(spec, inputs(headers=(("host", "virtual.example"),)))
    assert (work.url, work.headers[0]) == ("https://b.example/x", ("Host", "virtual.example"))


def test_a_url_that_names_no_host_in_this_stage(inputs: Make) -> None:
    result = SIDE.request(proxy("http://${stageVariables.host}/"), inputs(), Names(), render)
    assert isinstance(result, Failed)
    assert (result.reason, result.detail) == (
        "unreachable",
        "http://${stageVariables.host}/: this stage has no variable host",
    )


def test_the_response_passes(inputs: Make) -> None:
    outcome = HttpResponse(status=404, headers=(("x", "1"),), body=b"no")
    assert SIDE.response(proxy(), inputs(), outcome, render) == Answered(status=404, headers=(("x", "1"),), body=b"no")
