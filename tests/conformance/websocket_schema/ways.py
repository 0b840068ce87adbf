"""What a case does with a deployment, in either way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from gwfw.exchange import Headers, HttpResponse

__all__ = ["Opened", "Way", "management_client"]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The answer to a handshake: status, headers (names lower-case), and, if it opened, the connection's id."""

    status: int
    headers: dict[str, str]
    connection_id: str | None = None


class Way(Protocol):
    """One deployment of a case. Times are seconds; what is waited for comes within `patience`."""

    def connect(self, client: str, target: str, headers: Headers, subprotocols: Sequence[str]) -> Opened: ...
    def send(self, client: str, data: str | bytes, frame_bytes: int | None) -> None: ...
    def close(self, client: str, code: int | None, reason: str) -> None: ...
    def frame(self, client: str, patience: float) -> str | None:
        """The next text message, None if there is none."""
        ...

    def closed(self, client: str, patience: float) -> tuple[int, str] | None:
        """The close frame that the client got, None if it is open."""
        ...

    def manage(self, method: str, target: str, body: bytes) -> HttpResponse: ...
    def boto3(self, stage: str) -> Any:
        """A client of the management API."""
        ...

    def advance(self, seconds: float) -> None: ...
    def wait(self, holds: Callable[[], bool], patience: float) -> None:
        """Wait until the stand-ins have seen what `holds` asks for, `patience` at most."""
        ...

    def rest(self, seconds: float) -> None:
        """Let happen what may happen."""
        ...


def management_client(endpoint: str, region: str) -> Any:
    """boto3's, as users have it."""
    import boto3

    return boto3.client(
        "apigatewaymanagementapi",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
