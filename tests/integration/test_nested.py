"""Work inside work, in process and on the server: nothing waits for something that waits for it."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

from gwfw.testing import Client

FOLDER = Path(__file__).parent / "nested"
pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("nested")]


@pytest.fixture(scope="module")
def nested() -> ModuleType:
    spec = importlib.util.spec_from_file_location("nested", FOLDER / "nested.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["nested"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def gw(nested: Any) -> Iterator[Client]:
    with Client(nested.app) as client:
        nested.CALL.append(lambda path: client.get(path).text)
        yield client
        nested.CALL.pop()


def test_in_process(gw: Client, nested: Any) -> None:
    with gw.ws() as ann, gw.ws() as bob:
        answer = gw.get("/outer/3").json()
        assert (answer["inner"], answer["sent"]) == (3, 2)
        run = gw.machine(nested.telling).wait(answer["execution"])
        assert run.states == ["tell", "again"]
        expected = [{"told": "handler", "n": 3}, {"told": "task", "n": 3}]
        assert [ann.receive(), ann.receive()] == [bob.receive(), bob.receive()] == expected


def test_in_process_from_a_message(gw: Client) -> None:
    with gw.ws() as ann:
        ann.send("ask", n=7)
        assert ann.receive() == {"told": "message", "n": 7}
        assert ann.receive() == {"told": "task", "n": 7}
    gw.machine("telling").wait()


def test_in_process_in_threads(gw: Client) -> None:
    with gw.ws() as ann, ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda n: gw.get("/outer/2").json(), range(40)))
        assert {answer["inner"] for answer in answers} == {2}
        gw.settle()
        told = Counter(ann.receive()["told"] for _ in range(80))
    assert told == {"handler": 40, "task": 40}
    assert [run.status for run in gw.machine("telling").runs] == ["SUCCEEDED"] * 40


@pytest.fixture
def served_nested(served: Callable[[Path], Any]) -> Any:
    return served(FOLDER)


def test_on_the_server(served_nested: Any) -> None:
    with asking(served_nested) as client, connect(served_nested.ws, proxy=None) as ann:
        answer = client.get("/outer/3").json()
        assert (answer["inner"], answer["sent"]) == (3, 1)
        told = {json.loads(ann.recv(timeout=60))["told"] for _ in range(2)}
        assert told == {"handler", "task"}
        ann.send('{"action":"ask","n":7}')
        told = {json.loads(ann.recv(timeout=60))["told"] for _ in range(2)}
        assert told == {"message", "task"}


def asking(served: Any) -> httpx.Client:
    limits = httpx.Limits(max_connections=None)
    return httpx.Client(trust_env=False, timeout=60, base_url=served.http, limits=limits)


def test_many_requests_in_flight_on_the_server(served_nested: Any) -> None:
    """Fewer than the server runs at a time, and more than a pool of threads would have workers."""
    with asking(served_nested) as client, ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda n: client.get("/outer/1"), range(60)))
    assert [answer.status_code for answer in answers] == [200] * 60
    assert {answer.json()["inner"] for answer in answers} == {1}


def test_more_requests_in_flight_than_handlers_may_run(served: Callable[..., Any]) -> None:
    """A request needs two handlers at a time and its tasks one more: they run out, and the answers say so at once."""
    with asking(served(FOLDER, "--concurrency", "20")) as client, ThreadPoolExecutor(40) as pool:
        statuses = Counter(pool.map(lambda n: client.get("/outer/1").status_code, range(40)))
        assert statuses.total() == 40
        assert set(statuses) <= {200, 500, 503}
        assert client.get("/outer/3").json()["inner"] == 3


def test_a_handler_that_needs_another_one_where_one_may_run(served: Callable[..., Any]) -> None:
    """It waits for nobody: what it asks for is throttled, and its own answer tells that it failed."""
    with asking(served(FOLDER, "--concurrency", "1")) as client:
        assert client.get("/outer/1").status_code == 500
        assert client.get("/inner/0").json() == 0
