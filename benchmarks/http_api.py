"""What a request to `gwfw local` costs beside others: `python benchmarks/http_api.py [--peers PYTHON]`.

Prints the server's CPU per GET, in microseconds, at 1 and at 16 connections: medians over rounds in which every server
has its turn, and the ratio to bare uvicorn (without uvicorn: to nobody). The whole of `gwfw local` counts: server,
gateway, the event and the result as JSON through the socket to the app's process, that process, and a line per request
on the console. Peers that cannot be imported are left out. Nothing is asserted. Linux only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from random import Random
from statistics import median

from load import http_load, run
from processes import Server, gwfw_local, has, serving

CONNECTIONS = (1, 16)
AIM = "at 16 connections at most 2.0 times bare uvicorn"
UVICORN = "uvicorn, bare"
CHALICE = ("local", "--port", "{port}", "--no-autoreload")
REQUEST = b"GET /hello HTTP/1.1\r\nhost: localhost\r\nuser-agent: benchmark\r\naccept: */*\r\n\r\n"


def main() -> None:
    """Print the table."""
    options = arguments()
    with serving(commands(options.peers)) as servers:
        for server in servers.values():
            costs(server, 4, 0.5)
        found = measured(servers, options.rounds, options.seconds)
    show(found)


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="an interpreter that has the peers")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each turn")
    return parser.parse_args()


def commands(python: str) -> dict[str, list[str]]:
    """The servers that can be started; the others are named."""
    uvicorn = [python, "-m", "uvicorn", "--port", "{port}", "--log-level", "critical"]
    peers = {
        UVICORN: (("uvicorn",), [*uvicorn, "bare:app"]),
        "FastAPI on uvicorn": (("uvicorn", "fastapi"), [*uvicorn, "fast:app"]),
        "chalice local": (("chalice",), [python, "-c", "from chalice.cli import main; main()", *CHALICE]),
    }
    found = {"gwfw local": gwfw_local()}
    for name, (modules, command) in peers.items():
        if has(python, *modules):
            found[name] = command
        else:
            print(f"{name}: left out, {python} cannot import {' and '.join(modules)}")
    return found


def measured(servers: Mapping[str, Server], rounds: int, seconds: float) -> dict[tuple[str, int], list[float]]:
    """Microseconds of CPU per request, by server and number of connections."""
    found: dict[tuple[str, int], list[float]] = {(name, number): [] for name in servers for number in CONNECTIONS}
    order, random = list(found), Random(1)
    for _ in range(rounds):
        random.shuffle(order)
        for name, number in order:
            found[name, number].append(costs(servers[name], number, seconds))
    return found


def costs(server: Server, connections: int, seconds: float) -> float:
    """Microseconds of CPU per request in one turn."""
    before = server.cpu_s()
    answered = run(http_load(server.port, REQUEST, connections, seconds))
    return (server.cpu_s() - before) / answered * 1e6


def show(found: Mapping[tuple[str, int], list[float]]) -> None:
    """The table, with the aim."""
    print(
        f"{'CPU per GET, microseconds':<28}" + "".join(f"{f'{n} conn.':>10}{'(range)':>14}{'ratio':>8}" for n in CONNECTIONS)
    )
    for name in dict.fromkeys(name for name, _ in found):
        line = f"{name:<28}"
        for number in CONNECTIONS:
            values, floor = found[name, number], found.get((UVICORN, number))
            ratio = f"{median(values) / median(floor):.2f}" if floor else "-"
            line += f"{median(values):>10.1f}{f'{min(values):.0f}-{max(values):.0f}':>14}{ratio:>8}"
        print(line)
    print(f"aim: {AIM}")


if __name__ == "__main__":
    main()
