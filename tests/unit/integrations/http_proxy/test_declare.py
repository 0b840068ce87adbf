"""`url(...)`: what is accepted, and what is refused with its place."""

from __future__ import annotations

import pytest

from gwfw.errors import Place, Refusal
from gwfw.integrations.http_proxy import declare
from gwfw.integrations.http_proxy.declare import Url, url
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.integrations.sides import Declare, Site

SIDE: Declare[Url, HttpProxy] = declare
HERE = Place("app.py", 7)


def site(key: str = "ANY /pets/{id}/{proxy+}") -> Site:
    return Site(api="http", key=key, place=HERE)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com",
        "http://example.com:8080/a?b=c",
        "https://example.com/{id}/{proxy}?q={id}",
        "http://${stageVariables.host}/x/{id}",
        "https://example.com/${stageVariables.path}",
        "https://${stageVariables.a}.example.com:${stageVariables.port}/",
        "http://[::1]:8080/x",
    ],
)
def test_addresses(address: str) -> None:
    spec = SIDE.integration(url(address), site())
    assert spec == HttpProxy(name="http ANY /pets/{id}/{proxy+}", url=address)
    assert SIDE.grants(spec) == ()
    assert SIDE.describe(spec) == address


def test_a_method_of_its_own() -> None:
    spec = SIDE.integration(url("https://example.com", method="POST"), site())
    assert (spec.method, SIDE.describe(spec)) == ("POST", "POST https://example.com")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("example.com", "absolute"),
        ("ftp://example.com", "absolute"),
        ("https://", "absolute"),
        ("https:///x", "absolute"),
        ("https://example.com/" + "x" * 2048, "at most 2048 characters"),
        ("https://me@example.com", "no user"),
        ("https://example.com/#x", "fragment"),
        ("https://example.com/a b", "blank"),
        ("https://example.com/{id", "unmatched brace"),
        ("https://example.com/\x07", "no user, fragment, blank"),
        ("https://{id}.example.com/", "a parameter cannot choose the host"),
        ("https://example.com/{other}", "has no such parameter"),
        ("https://example.com/{proxy+}", "has no such parameter"),
    ],
)
def test_addresses_that_are_refused(address: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        SIDE.integration(url(address), site())
    (problem,) = refused.value.problems
    assert said in problem.what
    assert (problem.code, problem.places) == ("url", (HERE,))


def test_everything_that_is_wrong_is_told_together() -> None:
    with pytest.raises(Refusal) as refused:
        SIDE.integration(url("https://example.com/{a}/{b}", method="FETCH"), site())
    received = {problem.received for problem in refused.value.problems}
    assert received == {"{a}", "{b}", "method='FETCH'"}


def test_the_target_is_for_http_routes() -> None:
    target = url("https://example.com")
    assert (target.kind, target.apis, target.written) == ("http_proxy", ("http",), "url('https://example.com')")
