"""What WebSockets cost in `gwfw local` beside a floor: `python benchmarks/websocket_api.py [--connections N]`.

Prints for each server, as medians over rounds in which it was started anew: memory per held connection, CPU per echoed
message with 64 clients that each have one message in flight, and how long a broadcast takes, as one POST to
`@connections` for each connection over 8 connections. In `gwfw local` an echo is an invocation of a two-way route's
handler in the app's process. The floor is an ASGI app on uvicorn (`websockets-sansio`) that echoes by itself; without
uvicorn there is none. Nothing is asserted. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from statistics import median
from urllib.parse import quote

from load import Socket, connect, post, run
from processes import Server, gwfw_local, has, serving

ACTIVE, POSTERS = 64, 8
MESSAGE = json.dumps({"text": "x" * 64}, separators=(",", ":")).encode()
GWFW, FLOOR = "gwfw local", "uvicorn, bare"
PATHS = {GWFW: "/dev", FLOOR: "/"}
FIGURES = ("KiB a connection", "CPU us an echo", "broadcast ms", "CPU us a post")
AIMS = "at most 25 KiB a connection, echo at most 2 times the floor, broadcast at most 2 times the floor"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="an interpreter that has uvicorn")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0, help="of echoing")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    servers = commands(options.peers)
    found: dict[str, list[tuple[float, ...]]] = {name: [] for name in servers}
    for _ in range(options.rounds):
        for name, command in servers.items():
            with serving({name: command}) as started:
                found[name].append(run(figures(started[name], PATHS[name], options.connections, options.seconds)))
    show(found, options.connections)


def commands(python: str) -> dict[str, Sequence[str]]:
    """The servers that can be started."""
    found: dict[str, Sequence[str]] = {GWFW: gwfw_local()}
    if has(python, "uvicorn", "websockets"):
        uvicorn = [python, "-m", "uvicorn", "--port", "{port}", "--log-level", "critical", "--ws", "websockets-sansio"]
        found[FLOOR] = [*uvicorn, "--ws-per-message-deflate", "false", "bare:app"]
    else:
        print(f"{FLOOR}: left out, {python} cannot import uvicorn and websockets")
    return found


async def figures(server: Server, path: str, connections: int, seconds: float) -> tuple[float, ...]:
    """The four figures of one round."""
    (first,) = await connect(server.port, path, 1)
    await first.ask(MESSAGE)
    await asyncio.sleep(1)  # what is imported or made beside the first message
    before = server.memory_kib()
    sockets = [first, *await connect(server.port, path, connections - 1)]
    held = (server.memory_kib() - before) / (connections - 1)
    echo = await echoed(server, sockets[:ACTIVE], seconds)
    ids = [json.loads(await socket.ask(b'{"text":"whoami"}'))["id"] for socket in sockets]
    took, cost = await broadcast(server, path, sockets, ids)
    lost = [socket.lost for socket in sockets if socket.lost]
    if lost:
        raise SystemExit(f"{len(lost)} connections were lost: {lost[0]}")
    for socket in sockets:
        socket.transport.close()
    return held, echo, took, cost


async def echoed(server: Server, sockets: Sequence[Socket], seconds: float) -> float:
    """Microseconds of CPU per message."""
    number, until = 0, time.perf_counter() + seconds

    async def talk(socket: Socket) -> None:
        nonlocal number
        while time.perf_counter() < until:
            answer = await socket.ask(MESSAGE)
            if json.loads(answer) != json.loads(MESSAGE):
                raise SystemExit(f"no echo: {answer!r}")
            number += 1

    before = server.cpu_s()
    await asyncio.gather(*(talk(socket) for socket in sockets))
    return (server.cpu_s() - before) / max(number, 1) * 1e6


async def broadcast(server: Server, path: str, sockets: Sequence[Socket], ids: Sequence[str]) -> tuple[float, float]:
    """Milliseconds until everybody has heard, and microseconds of the server's CPU per post."""
    everybody = asyncio.Event()
    missing = len(sockets)

    def heard(text: bytes) -> None:
        nonlocal missing
        missing -= 1
        if not missing:
            everybody.set()

    for socket in sockets:
        socket.heard = heard
    paths = [f"{path.rstrip('/')}/@connections/{quote(own, safe='')}" for own in ids]
    before, began = server.cpu_s(), time.perf_counter()
    await asyncio.gather(*(post(server.port, paths[number::POSTERS], MESSAGE) for number in range(POSTERS)))
    await everybody.wait()
    return (time.perf_counter() - began) * 1e3, (server.cpu_s() - before) / len(ids) * 1e6


def show(found: Mapping[str, Sequence[tuple[float, ...]]], connections: int) -> None:
    """The table, with the aims."""
    print(f"{f'{connections} connections':<24}" + "".join(f"{name:>20}{'ratio':>8}" for name in FIGURES))
    floor = found.get(FLOOR)
    for name, rounds in found.items():
        line = f"{name:<24}"
        for number in range(len(FIGURES)):
            value = median(one[number] for one in rounds)
            ratio = f"{value / median(one[number] for one in floor):.2f}" if floor else "-"
            line += f"{value:>20.1f}{ratio:>8}"
        print(line)
    print(f"aims: {AIMS}")


if __name__ == "__main__":
    main()
