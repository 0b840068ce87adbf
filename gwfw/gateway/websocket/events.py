"""The inputs of the three events of a connection, in the form that kinds are told. Every event has ids of its own."""

from __future__ import annotations

from typing import Literal, TypeAlias

from gwfw.exchange import WebSocketInputs
from gwfw.gateway.settings import GatewaySettings
from gwfw.gateway.websocket.connections import Held
from gwfw.ports import Ids

__all__ = ["Events"]

Variables: TypeAlias = tuple[tuple[str, str], ...]
"""The variables of the connection's stage."""


class Events:
    """Makes the inputs for the events of one gateway."""

    def __init__(self, settings: GatewaySettings, ids: Ids) -> None:
        self._settings, self._ids = settings, ids

    def connect(self, held: Held, variables: Variables, now: float) -> WebSocketInputs:
        """CONNECT: a handshake has come; `held` is the connection that may open."""
        return self._event("CONNECT", held, variables, now, route_key="$connect")

    def message(
        self, held: Held, variables: Variables, now: float, *, route_key: str, body: str, two_way: bool
    ) -> WebSocketInputs:
        """MESSAGE: the client has sent a text."""
        return self._event(
            "MESSAGE",
            held,
            variables,
            now,
            route_key=route_key,
            two_way=two_way,
            body=body,
            message_id=self._ids.request_id(),
        )

    def disconnect(self, held: Held, variables: Variables, now: float, *, code: int, reason: str) -> WebSocketInputs:
        """DISCONNECT: the connection has ended, with that close code and reason."""
        return self._event("DISCONNECT", held, variables, now, route_key="$disconnect", code=code, reason=reason)

    def request_id(self) -> str:
        """An id for a message of which no event is made."""
        return self._ids.request_id()

    def _event(
        self,
        event_type: Literal["CONNECT", "MESSAGE", "DISCONNECT"],
        held: Held,
        variables: Variables,
        now: float,
        *,
        route_key: str,
        two_way: bool = False,
        body: str | None = None,
        message_id: str | None = None,
        code: int | None = None,
        reason: str | None = None,
    ) -> WebSocketInputs:
        return WebSocketInputs(
            event_type=event_type,
            connection=held.client,
            api_id=self._settings.websocket_api_id,
            account_id=self._settings.account_id,
            region=self._settings.region,
            domain_name=held.domain_name,
            stage=held.stage,
            stage_variables=variables,
            route_key=route_key,
            request_id=self._ids.request_id(),
            time=now,
            trace_id=f"1-{int(now):08x}-{self._ids.hex(24)}",
            two_way=two_way,
            body=body,
            message_id=message_id,
            disconnect_code=code,
            disconnect_reason=reason,
        )
