"""The gateway of a case, as both drivers want their core: ids and addresses of the schema, services left to the stubs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any, cast

from gwfw.exchange import Action, AwsRequest, CallAws, HttpRequest, Outcome, Perform, Token
from gwfw.gateway.core import Gateway
from gwfw.gateway.settings import GatewaySettings
from gwfw.graph.model import AppGraph
from gwfw.local import dispatch
from gwfw.local.ids import LocalIds
from gwfw.local.names import LocalNames
from gwfw.local.settings import LocalSettings
from gwfw.ports import Authorize, AuthorizerTable, Emulate, KindTable

__all__ = ["HOST", "Core"]

SETTINGS = GatewaySettings(
    account_id="123456789012",
    region="us-east-1",
    stage="dev",
    http_api_id="a1b2c3d4e5",
    websocket_api_id="f6g7h8i9j0",
)
HOST = SETTINGS.host(SETTINGS.http_api_id)
SOURCE_IP = "203.0.113.9"


class Core:
    """Both drivers' core. Every request comes from the schema's address."""

    def __init__(self, graph: AppGraph) -> None:
        self.settings = SETTINGS
        self._gateway = Gateway(
            graph,
            settings=SETTINGS,
            kinds=_kinds(graph),
            names=LocalNames(graph, LocalSettings(app=graph.name)),
            render=lambda template, inputs: template,
            ids=LocalIds(),
            authorizers=_authorizers(graph),
        )

    @property
    def next_deadline(self) -> float | None:
        """When something times out."""
        return self._gateway.next_deadline

    def http(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        """A request."""
        return _served(self._gateway.http(token, replace(request, source_ip=SOURCE_IP), now))

    def manage(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        """There is no WebSocket API whose connections could be managed: a request like any other."""
        return self.http(token, request, now)

    def aws(self, token: Token, request: AwsRequest, now: float) -> Sequence[Action]:
        """There are no services to ask: a request that is signed for one is one to the API."""
        return self.http(
            token,
            HttpRequest(
                method=request.method,
                path=request.path,
                query=request.query,
                headers=request.headers,
                body=request.body,
            ),
            now,
        )

    def upgrade(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        """There is no WebSocket API."""
        return self._gateway.upgrade(token, request, now)

    def message(self, connection_id: str, data: str | bytes, now: float) -> Sequence[Action]:
        """There are no connections."""
        return self._gateway.message(connection_id, data, now)

    def lost(self, connection_id: str, code: int, reason: str, now: float) -> Sequence[Action]:
        """There are no connections."""
        return self._gateway.lost(connection_id, code, reason, now)

    def result(self, token: Token, outcome: Outcome, now: float) -> Sequence[Action]:
        """What became of a Perform."""
        return _served(self._gateway.result(token, outcome, now))

    def advance(self, now: float) -> Sequence[Action]:
        """Time has passed."""
        return _served(self._gateway.advance(now))

    def is_background(self, token: Token) -> bool:
        """A client waits for all work."""
        return False


def _kinds(graph: AppGraph) -> KindTable:
    kinds = {spec.kind for spec in graph.integrations}
    return {kind: cast("Emulate[Any]", import_module(f"gwfw.integrations.{kind}.emulate")) for kind in kinds}


def _authorizers(graph: AppGraph) -> AuthorizerTable:
    kinds = {spec.kind for spec in graph.authorizers}
    return {kind: cast("Authorize[Any, Any]", import_module(f"gwfw.authorizers.{kind}.emulate")) for kind in kinds}


def _served(actions: Iterable[Action]) -> list[Action]:
    """The actions, with calls of services in the form that drivers carry out."""
    return [
        replace(action, work=_request(action.work))
        if isinstance(action, Perform) and isinstance(action.work, CallAws)
        else action
        for action in actions
    ]


def _request(work: CallAws) -> AwsRequest:
    return dispatch.called(work, LocalSettings(app="case"))
