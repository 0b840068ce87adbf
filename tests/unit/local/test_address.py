"""The listening socket."""

from __future__ import annotations

import errno
import socket
from typing import Any

import pytest

from gwfw.errors import Misuse
from gwfw.local import address


def test_free_port() -> None:
    with address.listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        assert address.url(listening) == f"http://127.0.0.1:{port}"
        assert address.url(listening, "ws") == f"ws://127.0.0.1:{port}"
        with socket.create_connection(("127.0.0.1", port), timeout=10):
            pass


class Bound:
    """A socket that is bound to an address."""

    def __init__(self, host: str) -> None:
        self._host = host

    def getsockname(self) -> tuple[str, int]:
        return self._host, 3000


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:3000"),
        ("::", "http://[::1]:3000"),
        ("::1", "http://[::1]:3000"),
        ("192.0.2.1", "http://192.0.2.1:3000"),
    ],
)
def test_url(host: str, url: str) -> None:
    bound: Any = Bound(host)
    assert address.url(bound) == url


@pytest.mark.parametrize("port", [-1, 65536])
def test_no_port(port: int) -> None:
    with pytest.raises(Misuse, match=r"\[bad-port\]"):
        address.listen("127.0.0.1", port)


def test_busy_port() -> None:
    with address.listen("127.0.0.1", 0) as first, pytest.raises(Misuse) as caught:
        address.listen("127.0.0.1", first.getsockname()[1])
    assert caught.value.problem.code == "port-in-use"
    assert caught.value.problem.remedy == "gwfw local --port 0"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(OSError(errno.EACCES, "no"), "port-not-allowed", id="rights"),
        pytest.param(OSError(errno.EADDRNOTAVAIL, "not here"), "bad-host", id="other-machine"),
        pytest.param(socket.gaierror("what?"), "bad-host", id="unknown-name"),
    ],
)
def test_address_that_cannot_be_had(monkeypatch: pytest.MonkeyPatch, error: OSError, code: str) -> None:
    class Refusing(socket.socket):
        def bind(self, _: object) -> None:
            raise error

    monkeypatch.setattr("socket.socket", Refusing)
    with pytest.raises(Misuse) as caught:
        address.listen("::1", 80)
    assert caught.value.problem.code == code
