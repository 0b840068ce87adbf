"""The app's process: `python -m gwfw.local.worker FD [APP]`, started by `gwfw local` in the app's folder.

It imports and freezes the app, sends the manifest (or why not), and then runs invocations, none behind another that takes
long. It ends when the socket ends. Output of handlers goes to the inherited stdout and stderr. Ctrl-C in the terminal is for
`gwfw local`, so it is ignored here; programs that handlers start get it as usual.
"""

from __future__ import annotations

import os
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
from gwfw.local.threads import Call, Threads
from gwfw.local.wire import Kind, Message, Unpacker, pack

if TYPE_CHECKING:
    from gwfw.graph.model import AppGraph

__all__ = ["Worker", "main"]


class Worker:
    """The end of the socket in the app's process.

    The answers of quick invocations that were run one after the other are sent in one piece, within a moment.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._socket, self._sending = sock, threading.Lock()
        self._unpacker = Unpacker()
        self._invocation: Invocation | None = None
        self._unsent: deque[bytes] = deque()

    def send(self, message: Message) -> None:
        """Send from any thread. Nothing happens if `gwfw local` is gone."""
        self._unsent.append(pack(message))
        self._flush()

    def _flush(self) -> None:
        if not self._unsent:
            return
        with self._sending:
            data = b"".join([self._unsent.popleft() for _ in range(len(self._unsent))])
            try:
                self._socket.sendall(data)
            except OSError:
                return  # the reading end notices and ends the process

    def serve(self, bound: Callable[[str], Invocation]) -> None:
        """Run what comes until the socket ends. `bound` gives the app's code for the pattern of its functions' ARNs."""
        self._bound = bound
        Threads(self._read, self._flush).serve()

    def _read(self) -> list[Call] | None:
        """The invocations that come next; None if the socket has ended."""
        try:
            data = self._socket.recv(1 << 16)
        except ConnectionError:
            return None  # `gwfw local` was killed
        return [call for message in self._unpacker.feed(data) if (call := self._taken(message))] if data else None

    def _taken(self, message: Message) -> Call | None:
        if message.kind is Kind.BIND:
            os.environ["GWFW_BINDINGS"] = message.payload.decode()
            self._invocation = self._bound(message.name)
        elif self._invocation is not None:
            return partial(self._invoke, self._invocation, message)
        return None

    def _invoke(self, invocation: Invocation, message: Message) -> None:
        outcome = invocation.run(message.name, message.payload)
        kind = Kind.RETURNED if isinstance(outcome, Returned) else Kind.RAISED
        self._unsent.append(pack(Message(kind, message.id, "", outcome.payload)))


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
