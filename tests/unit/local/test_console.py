"""What is printed."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from gwfw.exchange import Ended, Report
from gwfw.graph.model import AppGraph, Consumer, Function, Handler, HttpApi, Route, WebSocketApi
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.local.console import Console

HANDLERS = (
    Handler(source="http", key="GET /books/{id}", module="library", name="read_book"),
    Handler(source="websocket", key="say", module="library", name="say"),
)
GRAPH = AppGraph(
    name="library",
    http=HttpApi(routes=(Route(key="GET /books/{id}", integration="lambda api"),)),
    websocket=WebSocketApi(routes=(Route(key="say", integration="lambda api"),)),
    integrations=(LambdaProxy(name="lambda api", function="api"),),
    functions=(Function(name="api", handlers=HANDLERS),),
)
CONSUMING = replace(
    GRAPH,
    functions=(
        *GRAPH.functions,
        Function(name="queue-jobs", handlers=(Handler(source="queue", key="jobs", module="library", name="work"),)),
    ),
    consumers=(Consumer(queue="jobs", function="queue-jobs"),),
)
SERVED = Report(api="http", subject="GET /books/1?token=secret", route_key="GET /books/{id}", status=200, duration_ms=3.4)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(stream: io.StringIO | None = None) -> tuple[Console, io.StringIO]:
    stream = stream or io.StringIO()
    return Console(stream, clock=lambda: 0.0), stream


def test_start() -> None:
    console, stream = printed()
    console.started(GRAPH, ["http://127.0.0.1:3000/", "ws://127.0.0.1:3000/dev"], 411.6, reload=True)
    assert stream.getvalue().splitlines() == [
        "library  gwfw local, ready in 412 ms",
        "",
        "  http GET /books/{id}                 λ read_book",
        "  ws   say                             λ say",
        "",
        "  http://127.0.0.1:3000/",
        "  ws://127.0.0.1:3000/dev",
        "  restarts on save, Ctrl-C stops",
    ]


def test_app_without_routes_says_so() -> None:
    console, stream = printed()
    console.started(AppGraph(name="empty"), [], 1.0, reload=False)
    assert "no routes" in stream.getvalue()
    assert "restarts" not in stream.getvalue()


def lines(*reports: Report) -> list[str]:
    console, stream = printed()
    console.started(GRAPH, [], 1.0, reload=False)
    before = len(stream.getvalue())
    for report in reports:
        console.served(report)
    return [line.partition("  ")[2] for line in stream.getvalue()[before:].splitlines()]


def test_request_line_has_the_target_and_no_query() -> None:
    assert lines(SERVED) == ["GET /books/1                   200      3 ms  λ read_book"]


@pytest.mark.parametrize(
    ("report", "start"),
    [
        pytest.param(replace(SERVED, api="websocket", subject="say", route_key="say"), "ws say  ", id="message"),
        pytest.param(replace(SERVED, api="websocket", subject="POST @connections"), "POST @connections  ", id="management"),
    ],
)
def test_websocket_lines(report: Report, start: str) -> None:
    assert lines(report)[0].startswith(start)


def test_integration_stands_in_for_an_unknown_target() -> None:
    assert lines(replace(SERVED, route_key=None, integration="http GET /old"))[0].endswith("http GET /old")


def test_work_that_nobody_waited_for() -> None:
    taken = Ended(kind="queue", name="jobs", result="2 of 2 taken", duration_ms=3.4)
    failed = Ended(kind="machine", name="fulfil", result="FAILED", duration_ms=1203.0, failed=True, error="TooMuch: \x1b[1m")
    console, stream = printed()
    console.started(CONSUMING, [], 1.0, reload=False)
    before = len(stream.getvalue())
    console.served(taken, failed)
    assert [line.partition("  ")[2] for line in stream.getvalue()[before:].splitlines()] == [
        "queue jobs                     2 of 2 taken      3 ms  λ work",
        "machine fulfil                 FAILED         1203 ms",
        "        TooMuch: \\x1b[1m",
    ]


def test_error_is_explained_below() -> None:
    first, second, third = lines(replace(SERVED, status=503, error="timed out\nafter 29 s\x1b[2J"))
    assert "503" in first
    assert second.strip() == "timed out"
    assert third.strip() == "after 29 s\\x1b[2J"


def test_what_a_client_sends_is_harmless() -> None:
    (line,) = lines(replace(SERVED, subject="GET /\x1b]0;evil\x07\u202e"))
    assert line.startswith("GET /\\x1b]0;evil\\x07\\u202e")


def test_reload() -> None:
    console, stream = printed()
    console.reloaded(GRAPH, 180.2, ["library.py"], changed=False)
    console.reloaded(GRAPH, 180.2, [], changed=True)
    first, second, *routes = stream.getvalue().splitlines()
    assert first.endswith("reload library.py  180 ms")
    assert second.endswith("reload started again  180 ms")
    assert any("read_book" in line for line in routes)


def test_refusal_with_its_remedy() -> None:
    console, stream = printed()
    console.refused("library.py:3  @http.get\nmissing parentheses\x1b[0m", "save a file")
    console.waiting(["http://127.0.0.1:3000/"])
    assert stream.getvalue().splitlines() == [
        "library.py:3  @http.get",
        "missing parentheses\\x1b[0m",
        "  save a file",
        "  http://127.0.0.1:3000/ answers 503 until then",
    ]


def test_note() -> None:
    console, stream = printed()
    console.note("the app's process ended")
    assert stream.getvalue().endswith("  the app's process ended\n")


@pytest.fixture
def colour(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.mark.usefixtures("colour")
def test_terminal_gets_colours_and_no_markup() -> None:
    console, stream = printed(Terminal())
    console.served(replace(SERVED, subject="GET /[bold]:smile:"))
    assert "\x1b[32m200\x1b[0m" in stream.getvalue()
    assert "GET /[bold]:smile:" in stream.getvalue()


@pytest.mark.usefixtures("colour")
@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_terminal_that_wants_no_colours(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    console, stream = printed(Terminal())
    console.served(SERVED)
    assert "\x1b" not in stream.getvalue()


@pytest.mark.parametrize(("status", "colour_code"), [(200, "32"), (404, "33"), (503, "1;31")])
@pytest.mark.usefixtures("colour")
def test_status_has_its_colour(status: int, colour_code: str) -> None:
    console, stream = printed(Terminal())
    console.served(replace(SERVED, status=status))
    assert f"\x1b[{colour_code}m{status}\x1b[0m" in stream.getvalue()
