"""The listening socket of `gwfw local`: bound first of all, because the app's environment is told the port."""

from __future__ import annotations

import errno
import socket

from gwfw.errors import Misuse, Problem

__all__ = ["listen", "url"]

_BACKLOG = 512


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on that address; port 0 takes a free one. Clients that come early wait in the backlog.

    Raises Misuse where the port is taken, not allowed or out of range, or the host is none of this machine.
    """
    if not 0 <= port <= 65535:
        raise _misuse("bad-port", "this is no port", str(port), "0 (any free port) to 65535", "gwfw local --port 3000")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
        listening.setblocking(False)
    except OSError as error:
        listening.close()
        raise _explained(error, host, port) from None
    return listening


def url(listening: socket.socket, scheme: str = "http") -> str:
    """`http://127.0.0.1:3000`, with the port that was really taken. An address that means "any" is given as loopback."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- compared, not bound
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def _explained(error: OSError, host: str, port: int) -> Misuse:
    received = f"{host}:{port}"
    if error.errno == errno.EADDRINUSE:
        return _misuse("port-in-use", "another program listens on this port", received, None, "gwfw local --port 0")
    if error.errno == errno.EACCES:
        return _misuse("port-not-allowed", "this port needs more rights than you have", received, "1024 and above", None)
    return _misuse(
        "bad-host", f"cannot listen on this address: {error.strerror or error}", received, None, "leave --host out"
    )


def _misuse(code: str, what: str, received: str, allowed: str | None, remedy: str | None) -> Misuse:
    return Misuse(Problem(code=code, what=what, received=received, allowed=allowed, remedy=remedy))
