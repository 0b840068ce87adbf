"""`$connect`: what happens between a client's handshake and the open socket, in this order.

    1  the stage                     unknown: 403, a URL of more than 4096 characters: 414
    2  the route's throttle          429
    3  the API key, where required   missing or unknown: 403, used up: 429 (after the authorizer, where that gives the key)
    4  the authorizer                no identity source: 401, denied: 403, `Unauthorized`: 401, failed: 500
    5  the integration               2xx: go on, other: that status; failed: 502, no answer in time: 504, wrong: 500
    6  Accept                        with the sub-protocol that the integration chose, and nothing else of its answer

Without a `$connect` route the socket opens. The connection exists from step 6 on: management calls before it are Gone. It
follows "Manage connected users and client apps" of the developer guide and experiments with live APIs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from gwfw.exchange import (
    Accept,
    Action,
    Allowed,
    Answered,
    Connection,
    Denied,
    Failed,
    Headers,
    HttpRequest,
    HttpResponse,
    Reply,
    Result,
    Token,
)
from gwfw.gateway.websocket import failures, frames
from gwfw.gateway.websocket.api import CONNECT, Served, ServedStage
from gwfw.gateway.websocket.connections import Held
from gwfw.gateway.websocket.house import House
from gwfw.gateway.websocket.keys import Refused
from gwfw.gateway.websocket.limits import URL_CHARACTERS
from gwfw.gateway.websocket.reports import Account

__all__ = ["Handshake"]

PROTOCOL: Final = "sec-websocket-protocol"
DENIALS: Final[Mapping[int, str]] = {401: "Unauthorized", 403: frames.FORBIDDEN, 500: frames.INTERNAL_SERVER_ERROR}


class Handshake:
    """One client's handshake. `begin` is called once; Accept or Reply with its token follows, now or later."""

    def __init__(self, house: House, token: Token, request: HttpRequest, now: float) -> None:
        self._house, self._token = house, token
        host = request.header("host") or house.settings.host(house.settings.websocket_api_id)
        stage = house.api.addresses.stage(host, request.path)
        client = Connection(
            id=house.events.request_id(),
            connected_at=now,
            source_ip=request.source_ip,
            user_agent=request.header("user-agent"),
            headers=request.headers,
            query=request.query,
        )
        self._held = Held(client=client, stage=stage or "", domain_name=host, last_active=now)
        self._account = Account(subject=CONNECT, began=now, connection_id=client.id if stage is not None else None)
        self._path = request.path
        self._characters = len(request.path) + len(request.query) + 1

    def begin(self, now: float) -> list[Action]:
        """Take the first step, and every further one that needs no answer from outside."""
        house, stage = self._house, self._house.api.stages.get(self._held.stage)
        if house.settings.limits and self._characters > URL_CHARACTERS:
            return self._refuse(
                414, "URI Too Long", now, f"the URL has {self._characters} characters, {URL_CHARACTERS} are allowed"
            )
        if stage is None:
            return self._refuse(403, frames.FORBIDDEN, now, self._lost())
        self._inputs = house.events.connect(self._held, stage.variables, now)
        self._account.inputs, self._account.log = self._inputs, stage.access_log
        served = house.api.routes.get(CONNECT)
        if served is None:
            if not house.within_account(now):
                return self._refuse(429, frames.TOO_MANY_REQUESTS, now, "more requests than the account's throttle allows")
            return self._open(None, now)
        self._account.served = served
        return self._admit(served, stage, now)

    def _lost(self) -> str:
        stages = ", ".join(f"/{name}" for name in self._house.api.stages) or "this app has no WebSocket API"
        return f"no stage is at {self._path}: {stages}"

    # May it open? ----------------------------------------------------------------------------------------------------

    def _admit(self, served: Served, stage: ServedStage, now: float) -> list[Action]:
        house = self._house
        if not house.admits(stage, CONNECT, now):
            return self._refuse(429, frames.TOO_MANY_REQUESTS, now, "more handshakes than the throttle of $connect allows")
        if not house.api.keys.after_authorizer and (wrong := self._wrong_key(served, now)):
            return self._refuse(wrong.status, wrong.message, now, wrong.why)
        if served.route.authorizer is None:
            return self._authorized(served, now)

        def decided(verdict: Allowed | Denied, at: float) -> list[Action]:
            if isinstance(verdict, Denied):
                self._account.authorizer_error = verdict.detail
                return self._refuse(verdict.status, DENIALS[verdict.status], at, verdict.detail, verdict.headers)
            self._held.client = replace(self._held.client, authorization=verdict.authorization)
            self._account.inputs = self._inputs = replace(self._inputs, connection=self._held.client)
            return self._authorized(served, at)

        return house.authorizers.authorize(served.route, self._inputs, now, decided)

    def _authorized(self, served: Served, now: float) -> list[Action]:
        if self._house.api.keys.after_authorizer and (wrong := self._wrong_key(served, now)):
            return self._refuse(wrong.status, wrong.message, now, wrong.why)
        return self._integrate(served, now)

    def _wrong_key(self, served: Served, now: float) -> Refused | None:
        """Why the route that asks for a key stays closed; a key that opens it is known to the event."""
        if not served.route.api_key_required:
            return None
        keys = self._house.api.keys
        value = keys.sent(self._inputs)
        wrong = keys.refused(value, now)
        if wrong is None:
            self._account.inputs = self._inputs = replace(self._inputs, api_key=value, api_key_id=keys.identifier(value))
        return wrong

    def _integrate(self, served: Served, now: float) -> list[Action]:
        def then(result: Result, at: float) -> list[Action]:
            self._account.answer(result, at)
            if isinstance(result, Failed):
                explained = failures.explained(result, served.integration.timeout_ms)
                return self._refuse(failures.status(result), failures.text(result), at, explained)
            return self._open(result, at) if 200 <= result.status < 300 else self._decline(result, at)

        self._account.ask(now)
        return self._house.calls.run(served, self._inputs, now, then)

    # The three ends --------------------------------------------------------------------------------------------------

    def _open(self, answer: Answered | None, now: float) -> list[Action]:
        held, house = self._held, self._house
        held.last_active = now
        held.api_key = house.api.keys.sent(self._inputs)
        house.connections.add(held)
        headers = () if answer is None else answer.headers
        chosen = next((value for name, value in headers if name.lower() == PROTOCOL), None)
        accept = Accept(token=self._token, connection_id=held.client.id, subprotocol=chosen)
        return [accept, self._account.close(101, now, "" if answer is None else answer.detail)]

    def _decline(self, answer: Answered, now: float) -> list[Action]:
        """The integration's own refusal: its status, and nothing else. One that cannot end a handshake is malformed."""
        status = answer.status if answer.status >= 300 else 502
        error = answer.detail or f"$connect answered {answer.status}: the connection does not open"
        return [Reply(token=self._token, response=HttpResponse(status=status)), self._account.close(status, now, error)]

    def _refuse(self, status: int, message: str, now: float, error: str, headers: Headers = ()) -> list[Action]:
        """The gateway's own refusal."""
        body = json.dumps({"message": message}, separators=(",", ":")).encode()
        response = HttpResponse(status=status, headers=(("content-type", "application/json"), *headers), body=body)
        report = self._account.close(status, now, error or message, message=message)
        return [Reply(token=self._token, response=response), report]
