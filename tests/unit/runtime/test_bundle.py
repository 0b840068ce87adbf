"""The table that goes with the code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gwfw.graph.model import AppGraph, Function, Handler, Route, Table, WebSocketApi
from gwfw.runtime.bundle import FILE, VERSION, load, table

API = Function(
    name="api",
    handlers=(
        Handler(source="websocket", key="say", module="chat", name="say"),
        Handler(source="http", key="POST /b", module="books", name="add", status=201),
        Handler(source="http", key="GET /a", module="books", name="Reader.read"),
    ),
)
TASK = Function(name="task-charge", handlers=(Handler(source="task", key="charge", module="chat", name="charge"),))


def test_an_app_without_a_websocket_api() -> None:
    assert table(AppGraph(name="chat", functions=(TASK,))) == {
        "version": 1,
        "app": "chat",
        "handlers": {"task charge": {"module": "chat", "name": "charge", "status": 200}},
        "selection": "",
        "two_way": [],
    }


def test_an_app_with_a_store() -> None:
    api = WebSocketApi(
        routes=(Route(key="ask", integration="i", two_way=True), Route(key="say", integration="i")),
        selection="$request.body.type",
        store="sessions",
    )
    resources = (Table(name="a", key="x"), Table(name="sessions", key="id"))
    written = table(AppGraph(name="chat", websocket=api, functions=(API, TASK), resources=resources))
    assert list(written["handlers"]) == ["http GET /a", "http POST /b", "task charge", "websocket say"]
    assert written["handlers"]["http POST /b"] == {"module": "books", "name": "add", "status": 201}
    assert (written["selection"], written["two_way"]) == ("$request.body.type", ["ask"])
    assert written["store"] == {"table": "sessions", "key": "id"}


def test_the_table_is_read_beside_the_code(tmp_path: Path) -> None:
    written = table(AppGraph(name="chat", functions=(API,)))
    (tmp_path / FILE).write_text(json.dumps(written))
    (tmp_path / "other.json").write_text(json.dumps({**written, "app": "other"}))
    assert load({"LAMBDA_TASK_ROOT": str(tmp_path)}) == written
    assert load({"LAMBDA_TASK_ROOT": "/", "GWFW_BUNDLE": str(tmp_path / "other.json")})["app"] == "other"


def test_a_table_of_another_release_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(json.dumps({"version": VERSION + 1}))
    with pytest.raises(RuntimeError, match=f"table {VERSION + 1}, not {VERSION}.; deploy again"):
        load({"LAMBDA_TASK_ROOT": str(tmp_path)})


def test_no_table_at_all(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load({"LAMBDA_TASK_ROOT": str(tmp_path)})
