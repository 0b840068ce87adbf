"""The management API: POST, GET and DELETE `/{stage}/@connections/{connection id}`.

    POST    200, the body is sent as one message       above 128 KB: 413 PayloadTooLargeException
    GET     200, when it connected and was last active
    DELETE  204, the client is closed
    any     410 GoneException for a connection that is not open (or not yet: its `$connect` still runs)
            400 BadRequestException for what can be no connection id
            429 LimitExceededException above the account's limit
            403 for another path, stage or method, and, where that is checked, for one that is not signed

SDKs know errors by the header `x-amzn-ErrorType`. It follows the service model `apigatewaymanagementapi`; the sentences
in the bodies are not documented.
"""

from __future__ import annotations

import json
import re
from typing import Final

from gwfw.exchange import Action, HttpRequest, HttpResponse, Reply, SendFrame, Token
from gwfw.gateway.websocket import disconnect
from gwfw.gateway.websocket.addresses import connection_path
from gwfw.gateway.websocket.connections import Held
from gwfw.gateway.websocket.house import House
from gwfw.gateway.websocket.limits import MESSAGE_BYTES
from gwfw.gateway.websocket.reports import Account
from gwfw.graph.times import iso

__all__ = ["manage"]

_ID: Final = re.compile(r"[A-Za-z0-9_-]{15}=")
_JSON: Final = ("content-type", "application/json")


def manage(house: House, token: Token, request: HttpRequest, now: float) -> list[Action]:
    """Serve a management call. Reply with this token is among the actions."""
    return _Call(house, token, request, now).serve()


class _Call:
    """One management call; it is answered at once."""

    def __init__(self, house: House, token: Token, request: HttpRequest, now: float) -> None:
        self._house, self._token, self._request, self._now = house, token, request, now
        self._found = connection_path(request.path)
        self._account = Account(
            subject=f"{request.method} @connections", began=now, connection_id=self._found[1] if self._found else None
        )

    def serve(self) -> list[Action]:
        request = self._request
        host = request.header("host") or ""
        stage = self._house.api.addresses.stage(host, self._found[0]) if self._found else None
        serve = _METHODS.get(request.method)
        if self._found is None or stage is None or serve is None:
            return self._forbid()
        check = self._house.settings.unsigned
        if check is not None and (why := check(request)) is not None:
            return self._refuse(403, "ForbiddenException", "Forbidden", why)
        if not self._house.within_account(self._now):
            what = "Too Many Requests"
            return self._refuse(429, "LimitExceededException", what, "more requests than the account's throttle allows")
        connection_id = self._found[1]
        if not _ID.fullmatch(connection_id):
            what = f"Invalid connectionId: {connection_id}"
            return self._refuse(400, "BadRequestException", what, what)
        held = self._house.connections.get(connection_id)
        if held is None or held.stage != stage:
            return self._refuse(410, "GoneException", None, "no such connection is open (any more, or yet)")
        return serve(self, held)

    def _post(self, held: Held) -> list[Action]:
        size = len(self._request.body)
        if self._house.settings.limits and size > MESSAGE_BYTES:
            what = f"Payload is {size} bytes, at most {MESSAGE_BYTES} are allowed"
            return self._refuse(413, "PayloadTooLargeException", what, what)
        held.last_active = self._now
        text = self._request.body.decode("utf-8", "replace")
        return [SendFrame(connection_id=held.client.id, text=text), *self._answer(HttpResponse(status=200))]

    def _get(self, held: Held) -> list[Action]:
        identity = {"sourceIp": held.client.source_ip}
        if held.client.user_agent is not None:
            identity["userAgent"] = held.client.user_agent
        told = {
            "connectedAt": iso(held.client.connected_at),
            "identity": identity,
            "lastActiveAt": iso(held.last_active),
        }
        return self._answer(HttpResponse(status=200, headers=(_JSON,), body=_encoded(told)))

    def _delete(self, held: Held) -> list[Action]:
        self._house.connections.remove(held.client.id)
        return [*self._answer(HttpResponse(status=204)), *disconnect.deleted(self._house, held, self._now)]

    def _forbid(self) -> list[Action]:
        stages = ", ".join(f"/{stage}/@connections/{{id}}" for stage in self._house.api.stages) or "no WebSocket API"
        why = f"{self._request.method} {self._request.path} is no management call of this app: {stages}"
        return self._refuse(403, "ForbiddenException", "Forbidden", why)

    def _answer(self, response: HttpResponse) -> list[Action]:
        return [Reply(token=self._token, response=response), self._account.close(response.status, self._now)]

    def _refuse(self, status: int, kind: str, message: str | None, error: str) -> list[Action]:
        """Refuse, with an empty body where there is no message."""
        headers = (("x-amzn-errortype", kind), *((_JSON,) if message else ()))
        body = _encoded({"message": message}) if message else b""
        response = HttpResponse(status=status, headers=headers, body=body)
        return [Reply(token=self._token, response=response), self._account.close(status, self._now, error)]


_METHODS: Final = {"POST": _Call._post, "GET": _Call._get, "DELETE": _Call._delete}


def _encoded(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")
