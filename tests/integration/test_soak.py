"""Many WebSockets at a time on `gwfw local`: everybody gets what is theirs, whatever the others do.

Among the clients, which the websockets library provides, are stalled ones, which read nothing while they are sent more
than a connection may hold, and some that vanish. `GWFW_SOAK=5000` takes more clients than CI does; `-s` shows the account.
"""

from __future__ import annotations

import asyncio
import os
import resource
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import pytest
from websockets.asyncio.client import ClientConnection, connect

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("soak")]

CLIENTS = int(os.environ.get("GWFW_SOAK", "300"))
STALLED = 10
ROUNDS = 4
FLOOD = 500
"""Posts of 32 KB to each stalled client at most: more than the kernel's buffers and the 1 MiB that the server holds."""

PATIENCE_S = 60 + CLIENTS / 20
AT_A_TIME = 50
POSTERS = 8

APP = """
from typing import Any

from gwfw import App, Connection

app = App("soak")


@app.ws.default
def echo(message: dict[str, Any], connection: Connection) -> dict[str, Any]:
    return {**message, "id": connection.id}
"""

MEMORY_KIB_EACH = 40
MEMORY_KIB_STALLED = 2048
MEMORY_KIB = 40_000
"""What the server may grow by: with each connection, with each stalled one, and anyhow (what is imported on use)."""


@dataclass(eq=False)
class Someone:
    """A client, with what it got: answers to its own tokens, and news."""

    socket: ClientConnection
    id: str = ""
    answers: list[str] = field(default_factory=list)
    news: list[str] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        """Note everything that comes."""
        async for text in self.socket:
            assert isinstance(text, str)
            if text.startswith("news "):
                self.news.append(text)
            else:
                self.answers.append(text)
            self.heard.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until enough has come."""
        while not condition():
            self.heard.clear()
            await self.heard.wait()

    async def ask(self, token: str) -> None:
        """Send a token and wait for its answer."""
        number = len(self.answers) + 1
        await self.socket.send(f'{{"token":"{token}"}}')
        await self.until(lambda: len(self.answers) >= number)


async def each(calls: Iterable[Callable[[], Awaitable[None]]]) -> None:
    """Call all of them, so many at a time."""
    gate = asyncio.Semaphore(AT_A_TIME)

    async def one(call: Callable[[], Awaitable[None]]) -> None:
        async with gate:
            await call()

    async with asyncio.TaskGroup() as tasks:
        for call in calls:
            tasks.create_task(one(call))


class Soak:
    """The clients of a server, the account of what they did, and the server's memory."""

    def __init__(self, url: str, pid: int) -> None:
        self._url, self._pid = urlsplit(url), pid
        self.account: Counter[str] = Counter()
        self._listening: list[asyncio.Task[None]] = []
        self._people: list[Someone] = []

    async def opened(self, number: int) -> list[Someone]:
        """That many clients, which know their ids."""
        found: list[Someone] = []

        async def one() -> None:
            socket = await connect(
                self._url.geturl(), compression=None, ping_interval=None, open_timeout=PATIENCE_S, max_queue=1
            )
            someone = Someone(socket)
            self._people.append(someone)
            await socket.send('{"token":"who"}')
            text = str(await socket.recv())
            someone.id = text.rpartition('"id":"')[2].removesuffix('"}')
            found.append(someone)

        await each([one] * number)
        return found

    def listen(self, people: Iterable[Someone]) -> None:
        """Let them read."""
        self._listening += [asyncio.create_task(someone.listen()) for someone in people]

    async def talk(self, people: Iterable[Someone], sent: dict[Someone, list[str]]) -> None:
        """Everybody sends a token of their own and gets the answer to it."""

        def asking(someone: Someone) -> Callable[[], Awaitable[None]]:
            token = uuid4().hex
            sent[someone].append(f'{{"token":"{token}","id":"{someone.id}"}}')
            self.account["messages"] += 1
            return lambda: someone.ask(token)

        await each([asking(someone) for someone in people])

    async def post(self, people: list[Someone], text: str, name: str) -> dict[Someone, int]:
        """Post a text to all of them, and note the statuses."""
        statuses: dict[Someone, int] = {}

        async def some(part: list[Someone]) -> None:
            reader, writer = await asyncio.open_connection(self._url.hostname, self._url.port)
            for someone in part:
                statuses[someone] = await self._post(reader, writer, someone.id, text)
            writer.close()
            await writer.wait_closed()

        async with asyncio.TaskGroup() as tasks:
            for number in range(POSTERS):
                tasks.create_task(some(people[number::POSTERS]))
        self.account.update(f"{name}, {status}" for status in statuses.values())
        return statuses

    async def _post(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, id_: str, text: str) -> int:
        path = f"{self._url.path}/@connections/{quote(id_, safe='')}"
        head = f"POST {path} HTTP/1.1\r\nhost: {self._url.netloc}\r\ncontent-length: {len(text)}\r\n\r\n"
        writer.write(head.encode() + text.encode())
        answered = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        await reader.readexactly(int(answered.partition("content-length:")[2].partition("\r\n")[0] or 0))
        return int(answered.split(" ", 2)[1])

    def memory_kib(self) -> int:
        """What the server's process holds."""
        lines = Path(f"/proc/{self._pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])

    async def close(self) -> None:
        """Let everybody vanish."""
        for someone in self._people:
            someone.socket.transport.abort()
        await asyncio.gather(
            *self._listening, *(someone.socket.wait_closed() for someone in self._people), return_exceptions=True
        )


async def play(soak: Soak) -> None:
    (first,) = await soak.opened(1)
    before = soak.memory_kib()
    people = [first, *await soak.opened(CLIENTS - 1)]
    held = (soak.memory_kib() - before) / (CLIENTS - 1)
    stalled, vanishing, steady = people[:STALLED], people[STALLED : 2 * STALLED], people[2 * STALLED :]
    sent: dict[Someone, list[str]] = {someone: [] for someone in people}
    posted: dict[Someone, list[str]] = {someone: [] for someone in people}
    soak.listen([*steady, *vanishing])

    async def flood() -> None:
        """More than the stalled ones can hold."""
        open_ = list(stalled)
        for number in range(FLOOD):
            text = f"news {number} ".ljust(32_000, "x")
            for someone, status in (await soak.post(open_, text, "posted to stalled clients")).items():
                if status == 200:
                    posted[someone].append(text)
                else:
                    open_.remove(someone)

    async def news(receivers: list[Someone], number: int) -> None:
        text = f"news {number} {uuid4().hex}"
        assert set((await soak.post(receivers, text, "posted to readers")).values()) == {200}
        for someone in receivers:
            posted[someone].append(text)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(flood())
        await soak.talk([*steady, *vanishing], sent)
        await news([*steady, *vanishing], 0)
    for someone in vanishing:
        someone.socket.transport.abort()
    for number in range(1, ROUNDS):
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(soak.talk(steady, sent))
            tasks.create_task(news(steady, number))
    assert set((await soak.post(vanishing, "news", "posted to the vanished")).values()) == {410}
    grown = soak.memory_kib() - before
    soak.listen(stalled)
    for someone in [*steady, *stalled]:
        await someone.until(lambda someone=someone: len(someone.news) >= len(posted[someone]))  # type: ignore[misc]
    lost = sum(someone.socket.close_code is not None for someone in [*steady, *stalled])
    soak.account.update(
        {"lost": lost, "clients": CLIENTS, "KiB for each held": round(held), "MiB more at last": grown >> 10}
    )
    print(dict(soak.account))
    assert not lost
    for someone in [*steady, *stalled]:
        assert someone.answers == sent[someone]
        assert someone.news == posted[someone]
    assert soak.account["posted to stalled clients, 429"] == STALLED
    assert grown < CLIENTS * MEMORY_KIB_EACH + STALLED * MEMORY_KIB_STALLED + MEMORY_KIB


@pytest.fixture
def open_files() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.usefixtures("open_files")
def test_everybody_gets_what_is_theirs(tmp_path: Path, local: Callable[..., Any]) -> None:
    (tmp_path / "app.py").write_text(APP)
    running = local(tmp_path, "--no-reload").ready()

    async def whole() -> None:
        soak = Soak(running.ws, running.process.pid)
        try:
            async with asyncio.timeout(PATIENCE_S):
                await play(soak)
        finally:
            await soak.close()

    asyncio.run(whole())
    assert running.end() == 0
