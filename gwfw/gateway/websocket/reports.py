"""What the console and the access log are told of connections, messages and management calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gwfw.exchange import Answered, Failed, Report, Result, WebSocketInputs
from gwfw.gateway.websocket.access_log import AccessLog, Outcome
from gwfw.gateway.websocket.api import Served

__all__ = ["Account"]


@dataclass(slots=True, kw_only=True)
class Account:
    """One thing that is being served since `began` (epoch seconds), filled in on its way; `close` makes its report."""

    subject: str
    began: float
    connection_id: str | None = None
    served: Served | None = None
    inputs: WebSocketInputs | None = None
    log: AccessLog | None = None
    asked: float | None = None
    answered: float | None = None
    result: Result | None = None
    authorizer_error: str = ""
    validation_error: str = ""

    def ask(self, now: float) -> None:
        """The integration is asked now."""
        self.asked = now

    def answer(self, result: Result, now: float) -> None:
        """The integration has answered."""
        self.result, self.answered = result, now

    def close(
        self, status: int, now: float, error: str = "", *, message: str = "", extra: Mapping[str, str] | None = None
    ) -> Report:
        """The report. `error` is the developer's explanation, `message` what the client reads of the gateway's own."""
        return Report(
            api="websocket",
            subject=self.subject,
            route_key=None if self.served is None else self.served.route.key,
            status=status,
            duration_ms=(now - self.began) * 1000,
            integration=None if self.served is None else self.served.integration.name,
            connection_id=self.connection_id,
            error=error or None,
            extra=extra or {},
            access_log=self._line(status, message),
        )

    def _line(self, status: int, message: str) -> str | None:
        if self.log is None or self.inputs is None:
            return None
        failed = self.result if isinstance(self.result, Failed) else None
        return self.log.line(
            self.inputs,
            Outcome(
                status=status,
                integration_status=self.result.status if isinstance(self.result, Answered) else None,
                integration_latency_ms=self._latency_ms,
                integration_error=None if failed is None else failed.detail or failed.reason,
                authorizer_error=self.authorizer_error or None,
                validation_error=self.validation_error or None,
                error=message or None,
            ),
        )

    @property
    def _latency_ms(self) -> int | None:
        if self.asked is None or self.answered is None:
            return None
        return int((self.answered - self.asked) * 1000)
