"""How long a GET takes in a test: `python benchmarks/client.py`.

Prints microseconds per call by the in-process client (event and result are JSON, as for a Lambda), and by the test clients
of chalice and FastAPI where they can be imported: medians of rounds in which every client has its turn. Nothing is asserted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from statistics import median

from processes import HERE

ROUNDS, CALLS = 21, 200
AIM = "at most 60 microseconds"


def main() -> None:
    """Print the table."""
    with ExitStack() as stack:
        calls = dict(clients(stack))
        found: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(ROUNDS):
            for name, call in calls.items():
                found[name].append(timed(call))
    print(f"{'GET, microseconds':<28}{'median':>10}{'range':>16}{'ratio':>8}")
    first = median(next(iter(found.values())))
    for name, values in found.items():
        extent = f"{min(values):.0f}-{max(values):.0f}"
        print(f"{name:<28}{median(values):>10.1f}{extent:>16}{median(values) / first:>8.1f}")
    print(f"aim: {AIM}")


def timed(call: Callable[[], int]) -> float:
    """Microseconds of one call."""
    began = time.perf_counter()
    for _ in range(CALLS):
        assert call() == 200
    return (time.perf_counter() - began) / CALLS * 1e6


def clients(stack: ExitStack) -> Iterator[tuple[str, Callable[[], int]]]:
    """A GET by each client that is there."""
    sys.path[:0] = [str(HERE / "apps"), str(HERE / "peers")]
    yield "gwfw.testing.Client", own(stack)
    for name, make in {"chalice.test.Client": chalice, "FastAPI's TestClient": fastapi}.items():
        try:
            yield name, make(stack)
        except ImportError as missing:
            print(f"{name}: left out, {missing}")


def own(stack: ExitStack) -> Callable[[], int]:
    from small import app

    from gwfw.testing.client import Client

    client = stack.enter_context(Client(app))
    return lambda: client.get("/hello").status_code


def chalice(stack: ExitStack) -> Callable[[], int]:
    from chalice import Chalice
    from chalice.test import Client

    app = Chalice(app_name="small")
    app.route("/hello")(lambda: {"hello": "world"})
    client = stack.enter_context(Client(app))
    return lambda: int(client.http.get("/hello").status_code)


def fastapi(stack: ExitStack) -> Callable[[], int]:
    from fast import app
    from fastapi.testclient import TestClient

    client = stack.enter_context(TestClient(app))
    return lambda: int(client.get("/hello").status_code)


if __name__ == "__main__":
    main()
