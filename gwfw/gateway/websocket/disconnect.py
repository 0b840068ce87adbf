"""The end of a connection: `$disconnect` runs after it, best effort, and its result reaches nobody.

    cause                              code        reason
    the client's close frame           the frame's the frame's
    ... without a status               1005        Client-side close frame status not set
    10 idle minutes, 2 hours           1001        Going away
    DELETE @connections                1000        Connection Closed Normally
    against the protocol, too large    1002, 1003, 1007, 1009
    network loss                       1006        (none)

Codes and reasons are those of recorded events.
"""

from __future__ import annotations

from typing import Final

from gwfw.exchange import Action, CloseConnection, Failed, Result
from gwfw.gateway.websocket import failures
from gwfw.gateway.websocket.api import DISCONNECT
from gwfw.gateway.websocket.connections import Held
from gwfw.gateway.websocket.house import House
from gwfw.gateway.websocket.reports import Account

__all__ = ["DELETED", "GOING_AWAY", "NO_STATUS", "NO_STATUS_REASON", "close", "deleted", "ended", "overdue"]

NO_STATUS: Final = 1005
"""The code of a close frame without a status (RFC 6455, 7.1.5)."""
NO_STATUS_REASON: Final = "Client-side close frame status not set"
GOING_AWAY: Final = (1001, "Going away")
DELETED: Final = (1000, "Connection Closed Normally")


def overdue(house: House, held: Held, now: float) -> list[Action]:
    """Close a connection that was idle too long, or is too old."""
    code, reason = GOING_AWAY
    if held.is_old(now):
        code = house.settings.websocket.age_code
    return close(house, held, code, reason, now)


def deleted(house: House, held: Held, now: float) -> list[Action]:
    """Close a connection that the management API deleted. What the client sees was not recorded."""
    code, reason = DELETED
    seen = CloseConnection(connection_id=held.client.id, code=house.settings.websocket.delete_code, reason=reason)
    return [seen, *ended(house, held, code, reason, now)]


def close(house: House, held: Held, code: int, reason: str, now: float) -> list[Action]:
    """Close a connection, which is no longer among those that are open, from the gateway's side."""
    return [
        CloseConnection(connection_id=held.client.id, code=code, reason=reason),
        *ended(house, held, code, reason, now),
    ]


def ended(house: House, held: Held, code: int, reason: str, now: float) -> list[Action]:
    """Run `$disconnect` for a connection that is closed already."""
    stage, served = house.stage(held), house.api.routes.get(DISCONNECT)
    inputs = house.events.disconnect(held, stage.variables, now, code=code, reason=reason)
    extra = {"code": str(code), "reason": reason}
    account = Account(
        subject=DISCONNECT,
        began=now,
        connection_id=held.client.id,
        served=served,
        inputs=inputs,
        log=stage.access_log,
    )
    if served is None:
        return [account.close(200, now, extra=extra)]

    def then(result: Result, at: float) -> list[Action]:
        account.answer(result, at)
        if isinstance(result, Failed):
            explained = failures.explained(result, served.integration.timeout_ms)
            return [account.close(failures.status(result), at, explained, extra=extra)]
        return [account.close(result.status, at, result.detail, extra=extra)]

    account.ask(now)
    return house.calls.run(served, inputs, now, then)
