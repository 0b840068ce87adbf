"""What a request to `gwfw local` costs beside others: `python benchmarks/http_api.py [--peers PYTHON] [--npm FOLDER]`.

Prints the server's CPU per GET, in microseconds, at 1 and at 16 connections: medians over rounds in which every server
has its turn, and the ratio to bare uvicorn (without uvicorn: to nobody). The whole of `gwfw local` counts: server,
gateway, the event and the result as JSON through the socket to the app's process, that process, and a line per request
on the console. Peers that cannot be imported are left out, serverless-offline without the folder in which npm installed it.
Nothing is asserted. Linux only.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from load import http_load, run
from processes import HERE, Server, gwfw_local, has, serving

CONNECTIONS = (1, 16)
WARM_UP_S = 2.0
AIM = "at 16 connections at most 2.0 times bare uvicorn"
UVICORN = "uvicorn, bare"
CHALICE = ("local", "--port", "{port}", "--no-autoreload")
OFFLINE = {
    "serverless-offline, Node.js": ["--param=handler=node.hello", "--param=runtime=nodejs20.x"],
    "serverless-offline, Python": [
        "--param=handler=python.hello",
        f"--param=runtime=python{sys.version_info.major}.{sys.version_info.minor}",
    ],
}
REQUEST = b"GET /hello HTTP/1.1\r\nhost: localhost\r\nuser-agent: benchmark\r\naccept: */*\r\n\r\n"


def main() -> None:
    """Print the table."""
    options = arguments()
    with (
        offline_folder(options.npm) as folder,
        serving(commands(options.peers) | offline(folder), dict.fromkeys(OFFLINE, folder or HERE)) as servers,
    ):
        for server in servers.values():
            run(http_load(server.port, REQUEST, max(CONNECTIONS), WARM_UP_S))
        found = measured(servers, options.rounds, options.seconds)
    show(found)


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="an interpreter that has the peers")
    parser.add_argument("--npm", type=Path, metavar="FOLDER", help="whose node_modules has serverless-offline")
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


@contextmanager
def offline_folder(npm: Path | None) -> Iterator[Path | None]:
    """The folder in which serverless-offline starts: it looks for its modules there."""
    if npm is None:
        print("serverless-offline: left out, --npm names no folder that has it")
        yield None
        return
    with TemporaryDirectory() as made:
        folder = Path(made)
        for file in (HERE / "peers" / "small_serverless").iterdir():
            shutil.copy(file, folder)
        (folder / "node_modules").symlink_to(npm.resolve() / "node_modules")
        yield folder


def offline(folder: Path | None) -> dict[str, list[str]]:
    """serverless-offline with a handler in each language; nothing without its folder."""
    started = ["node_modules/.bin/serverless", "offline", "--noTimeout", "--httpPort", "{port}"]
    started += ["--lambdaPort", "{other port}", "--websocketPort", "{other port}"]
    return {} if folder is None else {name: [*started, *parameters] for name, parameters in OFFLINE.items()}


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
