"""The app's process: `python -m gwfw.local.worker FD ARN [APP]`, started by `gwfw local` in the app's folder.

It imports and freezes the app, sends the manifest (or why not), and then runs each invocation on its own thread. It ends
when the socket ends. Output of handlers goes to the inherited stdout and stderr. Ctrl-C in the terminal is for
`gwfw local`, so it is ignored here; programs that handlers start get it as usual.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import traceback
from functools import partial
from pathlib import Path

from gwfw.errors import GwfwError
from gwfw.exchange import Returned
from gwfw.local.invocation import Invocation, complain
from gwfw.local.threads import Threads
from gwfw.local.wire import Kind, Message, Unpacker, pack

__all__ = ["Worker", "main"]


class Worker:
    """The end of the socket in the app's process."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket, self._sending = sock, threading.Lock()
        self._threads = Threads()

    def send(self, message: Message) -> None:
        """Send from any thread. Nothing happens if `gwfw local` is gone."""
        data = pack(message)
        with self._sending:
            try:
                self._socket.sendall(data)
            except OSError:
                return  # the reading end notices and ends the process

    def serve(self, invocation: Invocation) -> None:
        """Run what comes until the socket ends."""
        unpacker = Unpacker()
        while data := self._socket.recv(1 << 16):
            for message in unpacker.feed(data):
                if message.kind is Kind.BIND:
                    os.environ["GWFW_BINDINGS"] = message.payload.decode()
                else:
                    self._threads.run(partial(self._invoke, invocation, message))

    def _invoke(self, invocation: Invocation, message: Message) -> None:
        outcome = invocation.run(message.name, message.payload)
        kind = Kind.RETURNED if isinstance(outcome, Returned) else Kind.RAISED
        self.send(Message(kind=kind, id=message.id, payload=outcome.payload))


def load(app: str | None, folder: Path, arn: str) -> tuple[str, Invocation]:
    """The app's manifest and its code. Raises Refusal, Misuse, and whatever importing the app raises."""
    from gwfw import discovery, manifest
    from gwfw.freeze import freeze
    from gwfw.runtime import bundle
    from gwfw.runtime.entry import Dispatch

    graph = freeze(discovery.find(app, folder)).graph
    return manifest.dump(graph), Invocation(graph, Dispatch(bundle.table(graph)), arn=arn, complain=complain)


def why(error: BaseException) -> str:
    """Why the app cannot be loaded: gwfw's own sentences, or the traceback of the app's code."""
    if isinstance(error, GwfwError):
        return str(error)
    return "".join(traceback.format_exception(error))


def main(arguments: list[str]) -> int:
    """Run until the socket ends; 1 if the app cannot be loaded."""
    descriptor, arn, app = int(arguments[0]), arguments[1], arguments[2] if len(arguments) > 2 else None
    signal.signal(signal.SIGINT, lambda *_: None)  # not SIG_IGN: programs that handlers start would inherit that
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    os.set_inheritable(descriptor, False)
    with socket.socket(fileno=descriptor) as sock:
        worker = Worker(sock)
        try:
            manifest, invocation = load(app, Path.cwd(), arn)
        except (Exception, SystemExit) as error:
            worker.send(Message(kind=Kind.REFUSED, payload=why(error).encode("utf-8", "replace")))
            return 1
        worker.send(Message(kind=Kind.LOADED, payload=manifest.encode()))
        worker.serve(invocation)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
