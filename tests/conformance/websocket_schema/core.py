"""The gateway of a case, as both drivers want their core: the schema's ids, services left to the stand-ins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any, cast

from gwfw.exchange import Action, AwsRequest, CallAws, HttpRequest, Outcome, Perform, Token
from gwfw.gateway.core import Gateway
from gwfw.gateway.vtl import render
from gwfw.graph.model import AppGraph
from gwfw.local import dispatch
from gwfw.local.ids import LocalIds
from gwfw.local.names import LocalNames
from gwfw.local.settings import LocalSettings
from gwfw.ports import Authorize, AuthorizerTable, Emulate, KindTable
from tests.conformance.websocket_schema.given import Given

__all__ = ["Core"]


class Core:
    """Both drivers' core."""

    def __init__(self, given: Given) -> None:
        self.settings = given.settings
        self._local = LocalSettings(app=given.graph.name, stage=given.settings.stage, region=given.settings.region)
        self._gateway = Gateway(
            given.graph,
            settings=given.settings,
            kinds=_kinds(given.graph),
            names=LocalNames(given.graph, self._local),
            render=render,
            ids=LocalIds(),
            authorizers=_authorizers(given.graph),
        )

    @property
    def next_deadline(self) -> float | None:
        """When something is due."""
        return self._gateway.next_deadline

    def http(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        """There is no HTTP API."""
        return self._gateway.http(token, request, now)

    def upgrade(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        """A handshake."""
        return self._carried(self._gateway.upgrade(token, request, now))

    def message(self, connection_id: str, data: str | bytes, now: float) -> Sequence[Action]:
        """A message."""
        return self._carried(self._gateway.message(connection_id, data, now))

    def lost(self, connection_id: str, code: int, reason: str, now: float) -> Sequence[Action]:
        """An end."""
        return self._carried(self._gateway.lost(connection_id, code, reason, now))

    def manage(self, token: Token, request: HttpRequest, now: float) -> Sequence[Action]:
        """A management call."""
        return self._carried(self._gateway.manage(token, request, now))

    def aws(self, token: Token, request: AwsRequest, now: float) -> Sequence[Action]:
        """Handlers and SDKs call the management API only."""
        assert request.service == "execute-api", request.service
        return self.manage(token, dispatch.http_request(request), now)

    def result(self, token: Token, outcome: Outcome, now: float) -> Sequence[Action]:
        """What became of a Perform."""
        return self._carried(self._gateway.result(token, outcome, now))

    def advance(self, now: float) -> Sequence[Action]:
        """Time has passed."""
        return self._carried(self._gateway.advance(now))

    def is_background(self, token: Token) -> bool:
        """A client waits for all work."""
        return False

    def _carried(self, actions: Iterable[Action]) -> list[Action]:
        """The actions, with calls of services in the form that drivers carry out."""
        return [
            replace(action, work=dispatch.called(action.work, self._local))
            if isinstance(action, Perform) and isinstance(action.work, CallAws)
            else action
            for action in actions
        ]


def _kinds(graph: AppGraph) -> KindTable:
    kinds = {spec.kind for spec in graph.integrations}
    return {kind: cast("Emulate[Any]", import_module(f"gwfw.integrations.{kind}.emulate")) for kind in kinds}


def _authorizers(graph: AppGraph) -> AuthorizerTable:
    kinds = {spec.kind for spec in graph.authorizers}
    return {kind: cast("Authorize[Any, Any]", import_module(f"gwfw.authorizers.{kind}.emulate")) for kind in kinds}
