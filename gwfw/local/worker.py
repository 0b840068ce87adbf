"""The app's process: `python -m gwfw.local.worker FD [APP]`, started by `gwfw local` in the app's folder.

It imports and freezes the app, sends the manifest (or why not), and then runs each invocation on its own thread. It ends
when the socket ends. Output of handlers goes to the inherited stdout and stderr. Ctrl-C in the terminal is for
`gwfw local`, so it is ignored here; programs that handlers start get it as usual.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gwfw.errors import GwfwError
from gwfw.exchange import Returned
from gwfw.local import identity
from gwfw.local.invocation import Invocation, complain
from gwfw.local.threads import PATIENCE_S, Threads
from gwfw.local.wire import Kind, Message, Unpacker, pack

if TYPE_CHECKING:
    from gwfw.graph.model import AppGraph

__all__ = ["Worker", "main"]


class Worker:
    """The end of the socket in the app's process.

    The answers of quick invocations that were run one after the other are sent in one piece, within `PATIENCE_S`.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._socket, self._sending = sock, threading.Lock()
        self._threads = Threads(self._flush)
        self._unsent: deque[bytes] = deque()

    def send(self, message: Message) -> None:
        """Send from any thread. Nothing happens if `gwfw local` is gone."""
        self._unsent.append(pack(message))
        self._flush()

    def _flush(self) -> None:
        with self._sending:
            data = b"".join(self._unsent.popleft() for _ in range(len(self._unsent)))
            try:
                if data:
                    self._socket.sendall(data)
            except OSError:
                return  # the reading end notices and ends the process

    def serve(self, bound: Callable[[str], Invocation]) -> None:
        """Run what comes until the socket ends. `bound` gives the app's code for the pattern of its functions' ARNs."""
        unpacker, invocation = Unpacker(), None
        while data := self._next():
            for message in unpacker.feed(data):
                if message.kind is Kind.BIND:
                    os.environ["GWFW_BINDINGS"] = message.payload.decode()
                    invocation = bound(message.name)
                elif invocation is not None:
                    self._threads.run(partial(self._invoke, invocation, message))

    def _next(self) -> bytes:
        """What comes next. Who waits for a thread until then, and what is not sent yet, does not wait long."""
        while (self._threads.waiting or self._unsent) and not self._comes(PATIENCE_S):
            self._threads.hurry()
            self._flush()
        return self._received()

    def _comes(self, seconds: float) -> bool:
        """Whether something comes, or the end, within that time."""
        return bool(select.select([self._socket], [], [], seconds)[0])

    def _received(self) -> bytes:
        try:
            return self._socket.recv(1 << 16)
        except ConnectionError:
            return b""  # `gwfw local` was killed

    def _invoke(self, invocation: Invocation, message: Message) -> None:
        outcome = invocation.run(message.name, message.payload)
        kind = Kind.RETURNED if isinstance(outcome, Returned) else Kind.RAISED
        self._unsent.append(pack(Message(kind=kind, id=message.id, payload=outcome.payload)))


def load(app: str | None, folder: Path) -> tuple[str, Callable[[str], Invocation]]:
    """The app's manifest, and its code for `serve`. Raises Refusal, Misuse, and whatever importing the app raises."""
    from gwfw import discovery, manifest
    from gwfw.freeze.freezing import freeze
    from gwfw.runtime import bundle
    from gwfw.runtime.entry import Dispatch

    frozen = freeze(discovery.find(app, folder))
    for warning in frozen.warnings:
        complain(f"warning: {warning}\n\n")
    graph = frozen.graph
    dispatch = Dispatch(bundle.table(graph))

    def bound(arn: str) -> Invocation:
        threading.Thread(target=warm, args=(graph,), name="warm", daemon=True).start()
        return Invocation(graph, dispatch, arn=arn, complain=complain)

    return manifest.dump(graph), bound


def warm(graph: AppGraph) -> None:
    """Make the AWS clients that handlers will ask for: it takes half a second, which the first request need not wait for."""
    from gwfw.runtime import aws

    if graph.functions and graph.tables:
        aws.dynamodb()
    if graph.functions and graph.websocket is not None:
        aws.management()


def why(error: BaseException) -> str:
    """Why the app cannot be loaded: gwfw's own sentences, or the traceback of the app's code."""
    if isinstance(error, GwfwError):
        return str(error)
    return "".join(traceback.format_exception(error))


def main(arguments: list[str]) -> int:
    """Run until the socket ends; 1 if the app cannot be loaded."""
    identity.install()
    descriptor, app = int(arguments[0]), arguments[1] if len(arguments) > 1 else None
    signal.signal(signal.SIGINT, lambda *_: None)  # not SIG_IGN: programs that handlers start would inherit that
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    os.set_inheritable(descriptor, False)
    with socket.socket(fileno=descriptor) as sock:
        worker = Worker(sock)
        try:
            manifest, bound = load(app, Path.cwd())
        except (Exception, SystemExit) as error:
            worker.send(Message(kind=Kind.REFUSED, payload=why(error).encode("utf-8", "replace")))
            return 1
        worker.send(Message(kind=Kind.LOADED, payload=manifest.encode()))
        worker.serve(bound)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
