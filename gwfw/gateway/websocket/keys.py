"""API keys: where a client's key is read from, and whether it is one that is known and has not used up its plan.

An app's keys have local values, `local-` and the key's name, which are worth nothing elsewhere. It follows "API key
selection expression" of the developer guide, which names two sources, `$request.header.x-api-key` and
`$context.authorizer.usageIdentifierKey`, and "Usage plans and API keys": the gateway responses INVALID_API_KEY (403),
THROTTLED and QUOTA_EXCEEDED (429). Limits are exact here and best effort in AWS.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple

from gwfw import selection
from gwfw.exchange import WebSocketInputs
from gwfw.gateway.throttle import Bucket
from gwfw.gateway.websocket import frames
from gwfw.graph.model import ApiKey, Quota
from gwfw.readings import reader

__all__ = ["ApiKeys", "Refused", "local_value"]

_AUTHORIZER: Final = "authorizer."


def local_value(name: str) -> str:
    """The value that an app's key of that name has outside AWS."""
    return f"local-{name}"


class Refused(NamedTuple):
    """What the client is told, and why."""

    status: int
    message: str
    why: str


class ApiKeys:
    """The keys that open routes which require one: the app's own, and `values` of others, which have no limits."""

    def __init__(self, expression: str, keys: Iterable[ApiKey], values: Iterable[str]) -> None:
        self._expression = expression
        self._plans = {value: _Plan(ApiKey(name=value)) for value in values}
        self._plans |= {local_value(key.name): _Plan(key) for key in keys}
        own = ", ".join(value for value, plan in self._plans.items() if value == local_value(plan.key.name))
        self._hint = f"; the app's are {own}" if own else ""
        self._selection = selection.compile(expression)
        self.after_authorizer = any(variable.name.startswith(_AUTHORIZER) for variable in self._selection.variables)
        """The authorizer gives the key, so that it goes first."""

    def sent(self, connecting: WebSocketInputs) -> str:
        """The key that came with a handshake; empty if there is none."""
        return self._selection.evaluate(reader(connecting))

    def identifier(self, value: str) -> str:
        """What a key that was let pass is called: its id, else its name."""
        return self._plans[value].key.id or self._plans[value].key.name

    def refused(self, value: str, now: float) -> Refused | None:
        """Why this key opens nothing, None if it does; a request of its plan is used up then."""
        plan = self._plans.get(value)
        if plan is not None:
            return plan.refused(now)
        if not value:
            why = f"the route requires an API key, and {self._expression} holds none"
        else:
            why = f"the API key is not among those that are known here ({len(self._plans)} are)"
        return Refused(403, frames.FORBIDDEN, f"{why}{self._hint}")


class _Plan:
    """A key's usage plan, and what is left of it."""

    def __init__(self, key: ApiKey) -> None:
        self.key = key
        self._bucket = None if key.throttle is None else Bucket(key.throttle)
        self._period: tuple[int, ...] = ()
        self._used = 0

    def refused(self, now: float) -> Refused | None:
        if self._bucket is not None and not self._bucket.take(now):
            return Refused(429, frames.TOO_MANY_REQUESTS, f"more requests than the throttle of {self.key.name} allows")
        quota = self.key.quota
        if quota is None:
            return None
        period = _period(quota, now)
        if period != self._period:
            self._period, self._used = period, 0
        if self._used >= quota.limit:
            why = f"the API key {self.key.name} has used up its quota: {quota.limit} per {quota.period.lower()}"
            return Refused(429, frames.LIMIT_EXCEEDED, why)
        self._used += 1
        return None


def _period(quota: Quota, now: float) -> tuple[int, ...]:
    """The day, week or month that a moment is in."""
    day = datetime.fromtimestamp(now, UTC)
    if quota.period == "MONTH":
        return (day.year, day.month)
    return tuple(day.isocalendar())[: 2 if quota.period == "WEEK" else 3]
