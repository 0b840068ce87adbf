"""The Lambda entry: whose event it is, and what is prepared for it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gwfw.runtime import entry
from gwfw.runtime.bundle import FILE
from gwfw.runtime.entry import Dispatch, NoHandler, event_key

if TYPE_CHECKING:
    from gwfw.runtime.bundle import Bundle
    from tests.unit.conftest import Aws, Write

Event = Callable[..., dict[str, Any]]

SOURCE = """
from gwfw import Connection, Request

def show(request: Request) -> str:
    return request.path

def any_method(id: str) -> str:
    return id

def connect() -> None: ...
def disconnect(connection: Connection) -> None: ...

def say(message: dict[str, object]) -> dict[str, object]:
    return message

def charge(order: dict[str, object]) -> dict[str, object]:
    return order

def check(u: str = "ann") -> bool:
    return u == "ann"

def broken(*args: str) -> None: ...
"""


@pytest.fixture
def bundle(write: Write) -> Bundle:
    module = write(SOURCE)
    keys = {
        "http GET /show": "show",
        "http ANY /any/{id}": "any_method",
        "http $default": "show",
        "http GET /broken": "broken",
        "websocket $connect": "connect",
        "websocket $disconnect": "disconnect",
        "websocket $default": "say",
        "websocket say": "say",
        "task charge": "charge",
        "authorizer check": "check",
    }
    return {
        "version": 1,
        "app": "chat",
        "selection": "$request.body.action",
        "two_way": ["say"],
        "handlers": {key: {"module": module.__name__, "name": name, "status": 200} for key, name in keys.items()},
        "store": {"table": "sessions", "key": "id"},
    }


V1 = {"version": "1.0", "httpMethod": "GET", "requestContext": {}}


@pytest.mark.parametrize(
    ("event", "key"),
    [
        pytest.param({"routeKey": "GET /a", "requestContext": {}}, "http GET /a", id="payload 2.0"),
        pytest.param({"routeKey": "$default", "requestContext": {}}, "http $default", id="payload 2.0, default"),
        pytest.param(
            {"requestContext": {"routeKey": "$default", "connectionId": "c1"}}, "websocket $default", id="websocket"
        ),
        pytest.param({"requestContext": {"resourceId": "ANY /a/{b+}"}}, "http ANY /a/{b+}", id="payload 1.0"),
        pytest.param({"requestContext": {"resourceId": "$default"}}, "http $default", id="payload 1.0, default"),
        pytest.param(
            {"requestContext": {"resourceId": "abc12", "httpMethod": "GET", "resourcePath": "/a"}},
            "http GET /a",
            id="REST API",
        ),
    ],
)
def test_whose_event_it_is(event: dict[str, Any], key: str) -> None:
    assert event_key(event) == key


@pytest.mark.parametrize("event", [{}, {"requestContext": {}}, {"Records": []}, None, [1], "x"], ids=repr)
def test_what_is_no_event_of_an_api(event: Any) -> None:
    with pytest.raises(NoHandler, match="no event of API Gateway"):
        event_key(event)


def test_http_events(bundle: Bundle, http_event: Event) -> None:
    dispatch = Dispatch(bundle)
    assert dispatch(http_event("GET /show", rawPath="/show"), None) == {
        "statusCode": 200,
        "headers": {"content-type": "application/json"},
        "body": '"/show"',
    }
    answered: Any = dispatch({**V1, "requestContext": {"resourceId": "GET /show", "path": "/dev/show"}}, None)
    assert answered["body"] == '"/dev/show"'


def test_a_rest_resource_may_have_a_route_for_every_method(bundle: Bundle) -> None:
    context = {"resourceId": "abc12", "httpMethod": "PUT", "resourcePath": "/any/{id}"}
    answered: Any = Dispatch(bundle)({**V1, "pathParameters": {"id": "1"}, "requestContext": context}, None)
    assert answered["body"] == '"1"'


def test_websocket_events(bundle: Bundle, ws_event: Event, aws: Aws) -> None:
    from gwfw.runtime import store

    dispatch = Dispatch(bundle)
    assert dispatch(ws_event("$connect"), None) == {"statusCode": 200}
    assert list(store.connections()) == ["c1"]
    for key in ("say", "$default"):
        answered: Any = dispatch(ws_event(key, body='{"action": "say", "a": 1}'), None)
        assert answered["body"] == '{"a":1}'
    dispatch(ws_event("$disconnect"), None)
    assert list(store.connections()) == []


def test_a_task_is_named_by_its_function(bundle: Bundle) -> None:
    assert Dispatch(bundle)({"a": 1}, None, "task charge") == {"a": 1}


def test_an_authorizer_is_named_by_its_function(bundle: Bundle) -> None:
    asked = Dispatch(bundle)({"version": "2.0", "requestContext": {}}, None, "authorizer check")
    assert asked == {"isAuthorized": True, "context": {}}


@pytest.mark.parametrize(
    ("event", "handler", "key"),
    [
        ({"routeKey": "GET /gone", "requestContext": {}}, None, "http GET /gone"),
        ({"requestContext": {"routeKey": "gone", "connectionId": "c1"}}, None, "websocket gone"),
        ({}, "task gone", "task gone"),
    ],
    ids=["http", "websocket", "task"],
)
def test_an_event_for_a_handler_that_is_not_there(
    bundle: Bundle, event: dict[str, Any], handler: str | None, key: str
) -> None:
    with pytest.raises(
        NoHandler, match=f"this bundle has no handler for '{key}'; deploy the API and its functions together"
    ):
        Dispatch(bundle)(event, None, handler)


def test_a_handler_is_prepared_once(bundle: Bundle, http_event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[str] = []
    prepare = Dispatch._prepare

    def counted(self: Dispatch, key: str) -> Any:
        prepared.append(key)
        return prepare(self, key)

    monkeypatch.setattr(Dispatch, "_prepare", counted)
    dispatch = Dispatch(bundle)
    for _ in range(3):
        dispatch(http_event("GET /show", rawPath="/"), None)
    assert prepared == ["http GET /show"]


def test_a_signature_that_cannot_be_served_fails_every_time(bundle: Bundle, http_event: Event) -> None:
    from gwfw.parameters import SignatureError

    dispatch = Dispatch(bundle)
    for _ in range(2):
        with pytest.raises(SignatureError):
            dispatch(http_event("GET /broken"), None)


def test_threads_may_call_at_the_same_time(bundle: Bundle, http_event: Event) -> None:
    dispatch, barrier, answers = Dispatch(bundle), threading.Barrier(4), []

    def call() -> None:
        barrier.wait()
        answers.append(dispatch(http_event("GET /show", rawPath="/"), None))

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer["body"] for answer in answers] == ['"/"'] * 4  # type: ignore[index]  # answers are dicts


# What Lambda calls ---------------------------------------------------------------------------------------------------


@pytest.fixture
def _deployed(bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).write_text(json.dumps(bundle))
    monkeypatch.setenv("LAMBDA_TASK_ROOT", str(tmp_path))
    monkeypatch.setattr(entry, "_dispatch", None)


@pytest.mark.usefixtures("_deployed")
def test_the_function_of_the_routes(http_event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    answered: Any = entry.handler(http_event("GET /show", rawPath="/"), None)
    assert answered["statusCode"] == 200
    monkeypatch.setenv("LAMBDA_TASK_ROOT", "/nowhere")
    assert entry.handler(http_event("GET /show", rawPath="/"), None) == answered


@pytest.mark.usefixtures("_deployed")
def test_the_function_of_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GWFW_HANDLER", "task charge")
    assert entry.handler({"a": 1}, None) == {"a": 1}
