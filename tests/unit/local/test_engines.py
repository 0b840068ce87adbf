"""The engines on a thread of their own: answers come back on the loop, and nothing ends the thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from gwfw.errors import Unclaimed
from gwfw.exchange import AwsRequest, Failed, HttpResponse, Outcome, Perform
from gwfw.local.engines import Engines

OK = HttpResponse(status=200)


class Port:
    """Answers with what the service's name says."""

    def __init__(self) -> None:
        self.threads: set[str] = set()

    def call(self, request: AwsRequest) -> HttpResponse:
        self.threads.add(threading.current_thread().name)
        if request.service == "nobody":
            raise Unclaimed(request.service, "Do")
        if request.service == "broken":
            raise ValueError("no such thing")
        return OK


async def asked(engines: Engines, *services: str) -> list[Outcome]:
    """What becomes of requests to these services, in their order."""
    outcomes: list[Outcome] = []
    done = asyncio.Event()
    threads: list[threading.Thread] = []

    def take(outcome: Outcome) -> None:
        outcomes.append(outcome)
        threads.append(threading.current_thread())
        if len(outcomes) == len(services):
            done.set()

    for service in services:
        engines.perform(Perform(token=1, work=AwsRequest(service=service), timeout_ms=1000), take)
    await asyncio.wait_for(done.wait(), 30)
    assert set(threads) == {threading.current_thread()}
    return outcomes


def with_engines(run: Callable[[Engines, Port], object]) -> None:
    """Run a test on a loop with engines."""

    async def main() -> None:
        port = Port()
        engines = Engines(port, asyncio.get_running_loop())
        try:
            result = run(engines, port)
            if asyncio.iscoroutine(result):
                await result
        finally:
            engines.stop()

    asyncio.run(main())


def test_requests_are_answered_in_their_order_on_the_loop() -> None:
    async def run(engines: Engines, port: Port) -> None:
        first, second, third, fourth = await asked(engines, "a", "nobody", "broken", "a")
        assert (first, fourth) == (OK, OK)
        assert isinstance(second, Failed)
        assert (second.reason, "no local engine serves nobody:Do" in second.detail) == ("refused", True)
        assert third == Failed(reason="bad_response", detail="the local broken failed: ValueError: no such thing")
        assert port.threads == {"aws-engines"}

    with_engines(run)


def test_something_else_can_run_on_the_engines_thread() -> None:
    async def run(engines: Engines, port: Port) -> None:
        names: list[str] = []
        engines.run(lambda: names.append(threading.current_thread().name))
        await asked(engines, "a")
        assert names == ["aws-engines"]

    with_engines(run)


def test_an_answer_for_a_loop_that_is_closed_is_dropped() -> None:
    loop = asyncio.new_event_loop()
    loop.close()
    engines = Engines(Port(), loop)
    done = threading.Event()
    engines.perform(Perform(token=1, work=AwsRequest(service="a"), timeout_ms=1), lambda outcome: pytest.fail("called"))
    engines.run(done.set)
    engines.stop()
    assert done.wait(30)
