"""Physical names and endpoints: from a context, from the environment, or none."""

from __future__ import annotations

import json
import threading

import pytest

from gwfw.errors import NotBound
from gwfw.runtime.bindings import VARIABLE, bind, current, parse

FORM = {
    "table": {"books": "T"},
    "machine": {"fulfil": "arn"},
    "websocket": "https://x/dev",
    "store": "sessions",
    "store_key": "id",
    "region": "eu-west-1",
    "endpoint": "http://127.0.0.1:1",
    "credentials": ["id", "secret"],
    "parallel": 3,
}


def test_the_json_form() -> None:
    bound = parse(FORM)
    assert bound.name("table", "books") == "T"
    assert bound.name("machine", "fulfil") == "arn"
    assert (bound.websocket, bound.store, bound.store_key) == ("https://x/dev", "sessions", "id")
    assert (bound.region, bound.endpoint, bound.credentials) == ("eu-west-1", "http://127.0.0.1:1", ("id", "secret"))
    assert bound.parallel == 3


def test_what_is_absent_is_as_the_environment_says() -> None:
    bound = parse({})
    assert (bound.websocket, bound.store, bound.region, bound.endpoint, bound.credentials) == (None,) * 5
    assert bound.parallel == 16


@pytest.mark.parametrize("kind", ["table", "queue"])
def test_a_name_that_is_not_bound(kind: str) -> None:
    with pytest.raises(NotBound, match=f"{kind} 'films' is not bound"):
        parse(FORM).name(kind, "films")


def test_nothing_is_bound_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert current().names == {}


def test_a_context_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, json.dumps({"store": "environment"}))
    assert current().store == "environment"
    assert current() is current()
    with bind(parse({"store": "outer"})) as outer:
        assert current() is outer
        with bind(parse({"store": "inner"})):
            assert current().store == "inner"
        assert current().store == "outer"
    monkeypatch.setenv(VARIABLE, json.dumps({"store": "changed"}))
    assert current().store == "changed"
    monkeypatch.delenv(VARIABLE)
    assert current().store is None


def test_threads_of_a_lambda_function_see_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, json.dumps({"store": "environment"}))
    found: list[str | None] = []
    thread = threading.Thread(target=lambda: found.append(current().store))
    thread.start()
    thread.join()
    assert found == ["environment"]
