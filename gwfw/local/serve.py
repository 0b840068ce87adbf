"""`gwfw local` from its start to its end.

The order is what makes it quick: the port is taken first, because the app's process is told it; that process is started
at once, and imports the app while the server's own modules are imported here.
"""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gwfw.errors import MissingExtra, Misuse, Problem
from gwfw.local import address
from gwfw.local.access_log import AccessLogFile
from gwfw.local.process import Command, Spawned, spawn
from gwfw.local.settings import REGION

if TYPE_CHECKING:
    import asyncio
    import socket
    from collections.abc import Callable, Mapping

    from gwfw.local.session import Session

__all__ = ["ServeOptions", "run"]

NEEDED: Final = ("httptools", "websockets", "watchfiles", "rich", "httpx", "boto3", "moto")
"""What a run imports sooner or later; asked for before anything is started."""

SOCKETS: Final = 10_240
"""Open sockets and files of a run, if the system allows them. More are refused by macOS."""

STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """What the command line says. `app` None: as the folder's pyproject.toml says; `port` 0 takes a free one.

    `reload` restarts the app's code on save, `limits` False switches API Gateway's size and time limits off, `targets` has
    the URLs of private targets by name. `real_issuers`: the issuers of JWT authorizers are asked for their keys, not the
    local one. `allow` are actions that functions may do beside their grants, `access_log` is the file that the access logs
    of all stages are appended to (None: they are not written).
    `concurrency` is how many handlers run at a time: 1000 is Lambda's default for an account and region.
    """

    app: str | None
    folder: Path
    host: str = "127.0.0.1"
    port: int = 3000
    stage: str = "dev"
    reload: bool = True
    limits: bool = True
    targets: Mapping[str, str] = field(default_factory=dict)
    real_issuers: bool = False
    allow: tuple[str, ...] = ()
    access_log: Path | None = None
    concurrency: int = 1000


def run(options: ServeOptions) -> int:
    """Serve until Ctrl-C, SIGTERM or SIGHUP, and give the exit code: 0, or 1 if the app could not be loaded and nothing
    will change that. Raises Misuse for what is wrong with the options, the port or the installation."""
    began = time.perf_counter()
    _check(options)
    with address.listen(options.host, options.port) as listening:
        command = Command(app=options.app, folder=options.folder, region=REGION, endpoint=address.url(listening))
        before = {number: signal.getsignal(number) for number in STOPPING}
        spawned = None
        try:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            spawned = spawn(command)
            return _serve(options, listening, spawned, began)
        except KeyboardInterrupt:
            return 0
        finally:
            for number, action in before.items():
                signal.signal(number, action)
            if spawned is not None:
                _reap(spawned)


def _check(options: ServeOptions) -> None:
    for module in NEEDED:
        if find_spec(module) is None:
            raise MissingExtra("local", "gwfw local", module)
    if not options.folder.is_dir():
        raise Misuse(
            Problem(code="no-folder", what="there is no such folder", received=str(options.folder), remedy="--folder PATH")
        )
    if options.concurrency < 1:
        what, remedy = "at least one handler runs at a time", "--concurrency 1000"
        raise Misuse(Problem(code="concurrency", what=what, received=str(options.concurrency), remedy=remedy))
    if options.access_log is not None:
        AccessLogFile(options.access_log).close()
    if options.app is not None:
        from gwfw.discovery import locate

        locate(options.app, options.folder)


def _serve(options: ServeOptions, listening: socket.socket, spawned: Spawned, began: float) -> int:
    import asyncio

    from gwfw.local.session import Session

    _allow_connections()

    async def serve() -> int:
        session = Session(options, listening, began=began)
        _listen_to_signals(session)
        return await session.serve(spawned)

    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(serve())


def _allow_connections() -> None:
    """Let this process have as many open sockets as the system allows it; often 1024, or 256, are allowed at first."""
    try:
        import resource
    except ImportError:  # there is no such limit on Windows
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = SOCKETS if hard == resource.RLIM_INFINITY else min(SOCKETS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The one of uvloop, where there is one (not on Windows)."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return None
    return new_event_loop


def _listen_to_signals(session: Session) -> None:
    import asyncio

    loop = asyncio.get_running_loop()
    for number in STOPPING:
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # nohup asks for that
            loop.add_signal_handler(number, session.stop)


def _reap(spawned: Spawned) -> None:
    """End the first process where nothing else could do so: the server did not come to serve."""
    spawned.socket.close()
    if spawned.process.poll() is None:
        spawned.process.kill()
        spawned.process.wait()
