"""API keys and the routes that require them."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.errors import Place
from gwfw.graph.key_check import check_keys
from gwfw.graph.model import ApiKey, Quota, Route, Throttle, WebSocketApi

AUTHORIZER = "$context.authorizer.usageIdentifierKey"
LIMITS = Throttle(rate_limit=-1, burst_limit=1)


def found(*keys: ApiKey, routes: tuple[Route, ...] = (), **fields: Any) -> list[tuple[str, str]]:
    places = {"websocket $disconnect": Place("chat.py", 7, ""), "websocket say": Place("chat.py", 9, "")}
    api = WebSocketApi(routes=routes, api_keys=keys, **fields)
    return [(problem.code, str(problem)) for problem in check_keys(api, places)]


def route(key: str, **fields: Any) -> Route:
    return Route(key=key, integration="api", api_key_required=True, **fields)


def test_keys_that_are_accepted() -> None:
    keys = (
        ApiKey(name="partners", throttle=Throttle(rate_limit=0, burst_limit=0), quota=Quota(limit=1, period="DAY")),
        ApiKey(name="mobile_2-x", id="a1b2c3d4e5"),
    )
    assert found(*keys, routes=(route("$connect"), route("say"))) == []
    assert found(*keys, routes=(route("$connect", authorizer="gate"),), api_key_selection=AUTHORIZER) == []
    assert found(routes=(Route(key="say", integration="api"),), api_key_selection=AUTHORIZER) == []


@pytest.mark.parametrize(
    ("keys", "code", "said"),
    [
        ((ApiKey(name="a"), ApiKey(name="a")), "api-key", "two API keys have the same name"),
        ((ApiKey(name="a b"),), "api-key", "this cannot be the name of an API key"),
        ((ApiKey(name="a" * 65),), "api-key", "this cannot be the name of an API key"),
        ((ApiKey(name="a", throttle=LIMITS),), "throttle", "the API key a has a negative limit"),
        ((ApiKey(name="a", throttle=Throttle(rate_limit=1, burst_limit=-1)),), "throttle", "burst_limit=-1"),
        ((ApiKey(name="a", quota=Quota(limit=0, period="DAY")),), "api-key", "0 per day"),
        ((ApiKey(name="a", quota=Quota(limit=1, period="YEAR")),), "api-key", "1 per year"),  # type: ignore[arg-type]  # as settings may
    ],
)
def test_keys_that_are_refused(keys: tuple[ApiKey, ...], code: str, said: str) -> None:
    ((found_code, text),) = found(*keys)
    assert found_code == code
    assert said in text


def test_what_is_given_as_an_id_is_not_repeated_since_it_may_be_the_value() -> None:
    ((code, text),) = found(ApiKey(name="a", id="Secret-Value-0123456789"))
    assert code == "api-key"
    assert "Secret" not in text


def test_disconnect_asks_for_nothing() -> None:
    ((code, text),) = found(routes=(route("$disconnect"),))
    assert code == "api-key"
    assert text.startswith("chat.py:7")


@pytest.mark.parametrize("routes", [(route("say"),), (Route(key="$connect", integration="api"), route("say"))])
def test_a_key_of_an_authorizer_needs_one(routes: tuple[Route, ...]) -> None:
    ((code, text),) = found(routes=routes, api_key_selection=AUTHORIZER)
    assert code == "api-key"
    assert text.startswith("chat.py:9")
    assert "$connect has none" in text
