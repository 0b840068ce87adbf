"""The URL of an HTTP proxy for one request."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gwfw.integrations.http_proxy.address import Address, AddressError, address

if TYPE_CHECKING:
    from tests.unit.integrations.conftest import Make


@pytest.mark.parametrize(
    ("url", "route_key", "parameters", "expected"),
    [
        ("https://b.example/pets/{id}", "GET /p/{id}", {"id": "6"}, ("/pets/6", "")),
        ("https://b.example/s/{proxy}", "ANY /p/{proxy+}", {"proxy": "a/b c"}, ("/s/a/b%20c", "")),
        ("https://b.example/s/{id}/x", "GET /p/{id}", {"id": "a/b"}, ("/s/a%2Fb/x", "")),
        ("https://b.example/{a}/{proxy}", "GET /{a}/{proxy+}", {"a": "x/y", "proxy": "p/q"}, ("/x%2Fy/p/q", "")),
        ("https://b.example/s/{proxy}", "ANY /{proxy+}", {}, ("/s/", "")),
        ("https://b.example/x?q={id}&r=1", "GET /p/{id}", {"id": "a&b=c d/é"}, ("/x", "q=a%26b%3Dc%20d%2F%C3%A9&r=1")),
        ("https://b.example?q={id}", "GET /p/{id}", {"id": "1"}, ("", "q=1")),
        ("https://b.example", "$default", {}, ("", "")),
        ("https://b.example/a%20b", "GET /p", {}, ("/a%20b", "")),
        ("https://b.example/x", "GET /p/{id}", {"id": "?#%2e"}, ("/x", "")),
        ("https://b.example/{id}", "GET /p/{id}", {"id": "?#%2e"}, ("/%3F%23%252e", "")),
    ],
)
def test_parameters(inputs: Make, url: str, route_key: str, parameters: dict[str, str], expected: tuple[str, str]) -> None:
    path, query = expected
    found = address(url, inputs(route_key=route_key, path_parameters=parameters))
    assert found == Address(origin="https://b.example", host="b.example", path=path, query=query)


@pytest.mark.parametrize(
    ("url", "variables", "origin", "path"),
    [
        ("http://${stageVariables.host}/resource", (("host", "example.com"),), "http://example.com", "/resource"),
        ("http://${stageVariables.host}/x", (("host", "example.com:8080/base"),), "http://example.com:8080", "/base/x"),
        ("http://x-${stageVariables.env}.example/", (("env", "e1"),), "http://x-e1.example", "/"),
        ("http://h/${stageVariables.a}/${stageVariables.a}", (("a", "b"),), "http://h", "/b/b"),
    ],
)
def test_stage_variables(inputs: Make, url: str, variables: tuple[tuple[str, str], ...], origin: str, path: str) -> None:
    found = address(url, inputs(stage_variables=variables))
    assert (found.origin, found.path) == (origin, path)


@pytest.mark.parametrize(
    ("url", "variables", "said"),
    [
        ("http://${stageVariables.host}/", (), r"this stage has no variable host"),
        ("http://${stageVariables.b}${stageVariables.a}/", (), r"this stage has no variable a, b"),
        ("${stageVariables.url}/", (("url", "ftp://x"),), "no absolute http or https URL"),
        ("http:///x", (), "no absolute http or https URL"),
        ("http://{id}/x", (), "with a fixed host"),
        ("http://a@b/x", (), "with a fixed host"),
        ("example.com", (), "no absolute http or https URL"),
    ],
)
def test_what_names_no_host(inputs: Make, url: str, variables: tuple[tuple[str, str], ...], said: str) -> None:
    with pytest.raises(AddressError, match=said):
        address(url, inputs(stage_variables=variables, path_parameters={"id": "evil.example"}))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1), st.text())
def test_no_value_chooses_another_host_or_adds_to_the_query(inputs: Make, one: str, other: str) -> None:
    given = inputs(route_key="GET /{a}/{b}", path_parameters={"a": one, "b": other})
    found = address("https://b.example/x/{a}/y?q={b}&r=1", given)
    parts = urlsplit(f"{found.origin}{found.path}?{found.query}")
    assert (parts.netloc, parts.fragment) == ("b.example", "")
    _, x, value, y = parts.path.split("/")
    assert (x, unquote(value), y) == ("x", one, "y")
    assert parse_qs(parts.query, keep_blank_values=True) == {"q": [other], "r": ["1"]}
