"""A client's message: which route it selects, and what the client is told.

A binary message closes with 1003, one above 128 KB with 1009. Otherwise the client gets, whatever the route response says:

    Forbidden                   no route and no `$default`, or no API key where the route requires one
    Too Many Requests           the route's bucket is empty, or that of the API key
    Limit Exceeded              the API key's quota is used up
    Bad request body            the route's model refuses the message
    Internal server error       the integration failed
    Endpoint request timed out  the integration did not answer in time
    the integration's body      on a two-way route, if there is one; nothing otherwise

It follows "Working with routes for WebSocket APIs" of the developer guide and recorded transcripts.
"""

from __future__ import annotations

from dataclasses import replace

from gwfw.exchange import Action, Failed, Result, SendFrame
from gwfw.gateway.websocket import failures, frames, limits
from gwfw.gateway.websocket.api import CONNECT, DISCONNECT, Served
from gwfw.gateway.websocket.connections import Held
from gwfw.gateway.websocket.disconnect import close
from gwfw.gateway.websocket.house import House
from gwfw.gateway.websocket.reports import Account

__all__ = ["received"]


def received(house: House, held: Held, data: str | bytes, now: float) -> list[Action]:
    """Serve a message of an open connection."""
    held.last_active = now
    if isinstance(data, bytes):
        return _closed(house, held, 1003, "Binary frames are not supported", now)
    if house.settings.limits and limits.size(data) > limits.MESSAGE_BYTES:
        return _closed(house, held, 1009, limits.message_too_big(), now)
    served = house.api.select(data)
    if served is None:
        return _forbidden(house, held, now)
    return _Message(house, held, served, data, now).serve(now)


def _closed(house: House, held: Held, code: int, reason: str, now: float) -> list[Action]:
    house.connections.remove(held.client.id)
    account = Account(subject="message", began=now, connection_id=held.client.id)
    return [account.close(400, now, f"{reason}: closed with {code}"), *close(house, held, code, reason, now)]


def _forbidden(house: House, held: Held, now: float) -> list[Action]:
    account = Account(subject="message", began=now, connection_id=held.client.id)
    text = frames.error(frames.FORBIDDEN, held.client.id, house.events.request_id())
    keys = ", ".join(key for key in house.api.routes if key not in (CONNECT, DISCONNECT)) or "no route of messages"
    error = f"{house.api.selection} of this message selects none of: {keys}"
    return [SendFrame(connection_id=held.client.id, text=text), account.close(403, now, error)]


class _Message:
    """One message on its route."""

    def __init__(self, house: House, held: Held, served: Served, text: str, now: float) -> None:
        self._house, self._held, self._served = house, held, served
        self._stage = house.stage(held)
        route = served.route
        self._inputs = house.events.message(
            held, self._stage.variables, now, route_key=route.key, body=text, two_way=route.two_way
        )
        self._account = Account(
            subject=route.key,
            began=now,
            connection_id=held.client.id,
            served=served,
            inputs=self._inputs,
            log=self._stage.access_log,
        )

    def serve(self, now: float) -> list[Action]:
        """Throttle, key, model, integration."""
        house, route = self._house, self._served.route
        if not house.admits(self._stage, route.key, now):
            error = f"more messages for {route.key} than its throttle allows"
            return self._refuse(frames.TOO_MANY_REQUESTS, 429, error, now)
        if route.api_key_required:
            if (wrong := house.api.keys.refused(self._held.api_key, now)) is not None:
                return self._refuse(wrong.message, wrong.status, wrong.why, now)
            identifier = house.api.keys.identifier(self._held.api_key)
            self._inputs = replace(self._inputs, api_key=self._held.api_key, api_key_id=identifier)
            self._account.inputs = self._inputs
        if (invalid := self._served.models.refused(self._inputs)) is not None:
            return self._invalid(invalid, now)
        self._account.ask(now)
        return house.calls.run(self._served, self._inputs, now, self._end)

    def _end(self, result: Result, now: float) -> list[Action]:
        self._account.answer(result, now)
        if isinstance(result, Failed):
            explained = failures.explained(result, self._served.integration.timeout_ms)
            return self._refuse(failures.text(result), failures.status(result), explained, now)
        report = self._account.close(result.status, now, result.detail)
        body = result.body or b""
        if not self._inputs.two_way or not (body or self._house.settings.websocket.empty_reply):
            return [report]
        return [*self._send(body.decode("utf-8", "replace"), now), report]

    def _invalid(self, why: str, now: float) -> list[Action]:
        self._account.validation_error = why
        assert self._inputs.message_id is not None
        text = frames.bad_body(self._held.client.id, self._inputs.message_id)
        error = f"the model of {self._served.route.key} refuses the message: {why}"
        return [*self._send(text, now), self._account.close(400, now, error, message=frames.BAD_BODY)]

    def _refuse(self, message: str, status: int, error: str, now: float) -> list[Action]:
        text = frames.error(message, self._held.client.id, self._inputs.request_id)
        return [*self._send(text, now), self._account.close(status, now, error, message=message)]

    def _send(self, text: str, now: float) -> list[Action]:
        """Send to the client if it is still there."""
        connection_id = self._held.client.id
        if self._house.connections.get(connection_id) is None:
            return []
        self._held.last_active = now
        return [SendFrame(connection_id=connection_id, text=text)]
