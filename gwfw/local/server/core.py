"""What the server asks of the emulator, as a Protocol, and the stand-in while no app could be loaded.

Every method is sans-I/O: it is told what happened and when, and returns actions. Tokens of `http`, `upgrade`, `manage`
and `aws` are the driver's; a Perform carries the emulator's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gwfw.exchange import Action, AwsRequest, HttpRequest, HttpResponse, Outcome, Reply, Report, Token

__all__ = ["Core", "Unloaded"]


class Core(Protocol):
    """The emulator as the driver sees it. Times are epoch seconds."""

    @property
    def next_deadline(self) -> float | None:
        """When `advance` has something to do, if nothing happens before."""
        ...

    def http(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]: ...  # noqa: D102
    def upgrade(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]: ...  # noqa: D102
    def message(self, connection_id: str, data: str | bytes, now: float) -> Sequence[Action]: ...  # noqa: D102
    def lost(self, connection_id: str, code: int, reason: str, now: float) -> Sequence[Action]: ...  # noqa: D102
    def manage(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]: ...  # noqa: D102
    def aws(self, token: Token, request: AwsRequest, now: float) -> Sequence[Action]: ...  # noqa: D102
    def result(self, token: Token, outcome: Outcome, now: float) -> Sequence[Action]: ...  # noqa: D102
    def advance(self, now: float) -> Sequence[Action]: ...  # noqa: D102


class Unloaded:
    """Answers 503 to everything until the app could be loaded for the first time; the console has told why."""

    next_deadline: float | None = None

    def http(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        """503."""
        return self._refuse(token, f"{request.method} {request.path}")

    def upgrade(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        """503."""
        return self._refuse(token, f"{request.method} {request.path}")

    def manage(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        """503."""
        return self._refuse(token, f"{request.method} {request.path}")

    def aws(self, token: Token, request: AwsRequest, now: float) -> Sequence[Action]:
        """503."""
        return self._refuse(token, f"{request.method} {request.path}")

    def message(self, connection_id: str, data: str | bytes, now: float) -> Sequence[Action]:
        """Nothing: there are no connections."""
        return ()

    def lost(self, connection_id: str, code: int, reason: str, now: float) -> Sequence[Action]:
        """Nothing: there are no connections."""
        return ()

    def result(self, token: Token, outcome: Outcome, now: float) -> Sequence[Action]:
        """Nothing: no work was asked for."""
        return ()

    def advance(self, now: float) -> Sequence[Action]:
        """Nothing: no time-outs run."""
        return ()

    def _refuse(self, token: Token, subject: str) -> Sequence[Action]:
        response = HttpResponse(
            status=503, headers=(("content-type", "application/json"),), body=b'{"message":"Service Unavailable"}'
        )
        report = Report(
            api="http",
            subject=subject,
            route_key=None,
            status=503,
            duration_ms=0.0,
            error="the app could not be loaded yet (the problems are above); it is tried again on the next save",
        )
        return Reply(token=token, response=response), report
