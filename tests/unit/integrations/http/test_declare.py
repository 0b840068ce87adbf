from __future__ import annotations

from typing import Any

import pytest

from gwfw.errors import Place, Refusal
from gwfw.integrations.http import declare
from gwfw.integrations.http.declare import HttpUrl, http_url
from gwfw.integrations.http.spec import Http
from gwfw.integrations.sides import Declare, Site
from gwfw.mapping import context

SIDE: Declare[HttpUrl, Http] = declare
SITE = Site(api="websocket", key="fwd", place=Place("app.py", 7))


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/in",
        "http://example.com:8080/a?b=c",
        "https://${stageVariables.host}/in",
        "https://example.com/{id}/x?c={id}",
        "https://example.com",
    ],
)
def test_addresses(address: str) -> None:
    target = http_url(address, parameters={"path.id": context.connection_id})
    spec = SIDE.integration(target, SITE)
    assert (spec.url, spec.method, spec.proxy, spec.name) == (address, "POST", True, "websocket fwd")
    assert (SIDE.grants(spec), SIDE.describe(spec)) == ((), f"POST {address}")
    assert target.written == f"http_url({address!r})"


@pytest.mark.parametrize(
    ("given", "proxy", "two_way"),
    [
        ({}, True, False),
        ({"reply": True}, True, True),
        ({"reply": "x"}, False, True),
        ({"template": "T"}, False, False),
    ],
)
def test_a_proxy_has_neither_template_nor_response_template(given: dict[str, Any], proxy: bool, two_way: bool) -> None:
    target = http_url("https://example.com", method="GET", **given)
    assert (SIDE.integration(target, SITE).proxy, target.two_way) == (proxy, two_way)


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("example.com", "a target's URL is absolute, http or https"),
        ("ftp://example.com", "a target's URL is absolute, http or https"),
        ("https:///x", "a target's URL is absolute, http or https"),
        ("https://user@example.com", "a target's URL has no user, fragment, blank or unmatched brace"),
        ("https://example.com/#a", "a target's URL has no user, fragment, blank or unmatched brace"),
        ("https://example.com/a b", "a target's URL has no user, fragment, blank or unmatched brace"),
        ("https://example.com/{a", "a target's URL has no user, fragment, blank or unmatched brace"),
        ("https://example.com/\n", "a target's URL has no user, fragment, blank or unmatched brace"),
        ("https://{host}.example.com/", "a parameter cannot choose the host"),
        ("https://example.com/{id}", "no parameter path.id fills this"),
    ],
)
def test_what_is_no_address_is_refused(address: str, what: str) -> None:
    with pytest.raises(Refusal) as caught:
        SIDE.integration(http_url(address), SITE)
    (problem,) = caught.value.problems
    assert problem.what.startswith(what)
    assert (problem.code, problem.places) == ("url", (SITE.place,))
