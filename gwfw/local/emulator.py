"""The emulator: the gateway, the state machines and the way between services, as one sans-I/O core.

It is told what happened and when, and returns actions; it never blocks, never calls out, and only one thread at a time
may touch it. A service's request goes by its signature: `execute-api` to the gateway's management API, `states` to the
machines, `lambda` to the app's functions, anything else to the driver, which has the engines; a request to one of the
app's own APIs goes to the gateway, whoever makes it. Tokens that come in are the driver's, positive numbers; what is asked
from inside has negative ones. Work is known to the driver by tokens of the emulator's, which the gateway uses itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count
from typing import Final, Literal, TypeAlias

from gwfw.authorizers import catalogue as authorizers
from gwfw.exchange import (
    Action,
    AwsRequest,
    CallAws,
    CallHttp,
    HttpRequest,
    HttpResponse,
    InvokeFunction,
    Outcome,
    Perform,
    Reply,
    Token,
)
from gwfw.gateway import vtl
from gwfw.gateway.core import Gateway
from gwfw.gateway.work import earliest
from gwfw.graph.model import AppGraph
from gwfw.integrations import catalogue
from gwfw.local import dispatch, identity, lambdas
from gwfw.local.consumers import Consumers
from gwfw.local.ids import LocalIds
from gwfw.local.lambdas import Functions
from gwfw.local.names import LocalNames
from gwfw.local.permissions import Permissions
from gwfw.local.settings import LocalSettings
from gwfw.local.states import Machines
from gwfw.ports import Ids, Names

__all__ = ["Emulator"]

Room: TypeAlias = Literal["driver", "gateway", "machines", "consumers", "nobody"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Who asked, under which token of its own, and, where a service was asked, what."""

    room: Room
    token: Token
    request: AwsRequest | None = None


class Emulator:
    """Gateway, machines and dispatch of an app's graph. Times are epoch seconds.

    `ids` makes every identifier (default: random ones); `names` resolves the graph's references (default: names that
    carry app and stage).
    """

    def __init__(
        self, graph: AppGraph, *, settings: LocalSettings, ids: Ids | None = None, names: Names | None = None
    ) -> None:
        self.settings = settings
        self._inner, self._work = count(-1, -1), count(1)
        ids = ids or LocalIds()
        self._gateway = Gateway(
            graph,
            settings=settings.gateway(),
            kinds=catalogue.emulators(),
            names=names or LocalNames(graph, settings),
            render=vtl.render,
            ids=ids,
            authorizers=authorizers.emulators(),
            tokens=self._work,
        )
        self.machines = Machines(graph, settings=settings, ids=ids)
        self._consumers = Consumers(graph, settings)
        self._functions = Functions(graph, settings)
        self.permissions = Permissions(graph, settings)
        self._asked: dict[Token, Origin] = {}
        self._performed: dict[Token, Origin] = {}

    # What the driver tells -------------------------------------------------------------------------------------------

    def http(self, token: Token, request: HttpRequest, now: float) -> list[Action]:
        """A request to the HTTP API. Reply follows."""
        return self._from_gateway(self._gateway.http(token, request, now), now)

    def upgrade(self, token: Token, request: HttpRequest, now: float) -> list[Action]:
        """A WebSocket handshake. Accept or Reply follows."""
        return self._from_gateway(self._gateway.upgrade(token, request, now), now)

    def message(self, connection_id: str, data: str | bytes, now: float) -> list[Action]:
        """A client's message."""
        return self._from_gateway(self._gateway.message(connection_id, data, now), now)

    def lost(self, connection_id: str, code: int, reason: str, now: float) -> list[Action]:
        """A connection that its client or the network closed."""
        return self._from_gateway(self._gateway.lost(connection_id, code, reason, now), now)

    def manage(self, token: Token, request: HttpRequest, now: float) -> list[Action]:
        """A request to the management API (`@connections`). Reply follows."""
        principal = identity.principal(request.headers)
        if principal is not None:
            refused = self.permissions.refusal(principal, dispatch.management(request))
            if refused is not None:
                return [Reply(token=token, response=refused.response), refused.report]
        return self._from_gateway(self._gateway.manage(token, request, now), now)

    def aws(self, token: Token, request: AwsRequest, now: float) -> list[Action]:
        """A request to an AWS service. Reply follows."""
        return self._route(
            Origin("driver", token, request), request, _AWS_TIMEOUT_MS, now, identity.principal(request.headers)
        )

    def result(self, token: Token, outcome: Outcome, now: float) -> list[Action]:
        """What became of a Perform."""
        origin = self._performed.pop(token, None)
        if origin is None:
            return self._from_gateway(self._gateway.result(token, outcome, now), now)
        if origin.request is not None and origin.request.service == "lambda":
            outcome = lambdas.answer(outcome)
        said = self._report(origin, outcome, now)
        if origin.request is not None and origin.request.service == "sqs" and origin.room != "consumers":
            said += self._from("consumers", self._consumers.asked(origin.request, now), now)
        return said

    def advance(self, now: float) -> list[Action]:
        """Time has passed: time-outs, idle connections, waiting states."""
        return [
            *self._from_gateway(self._gateway.advance(now), now),
            *self._from_machines(self.machines.advance(now), now),
            *self._from("consumers", self._consumers.advance(now), now),
        ]

    @property
    def next_deadline(self) -> float | None:
        """When `advance` has something to do, if nothing happens before."""
        return earliest(self._gateway.next_deadline, self.machines.next_deadline, self._consumers.next_deadline)

    def replace(self, graph: AppGraph) -> None:
        """After a reload: routes and machines change; connections stay, running executions end on their old definition."""
        self._gateway.replace(graph, LocalNames(graph, self.settings))
        self.machines.replace(graph)
        self._consumers.replace(graph)
        self._functions = Functions(graph, self.settings)
        self.permissions.replace(graph)

    def is_background(self, token: Token) -> bool:
        """Whether the Perform of that token is work for which no client waits, such as a state machine's."""
        origin = self._performed.get(token)
        return origin is not None and origin.room in ("machines", "consumers", "nobody")

    # What the rooms say ----------------------------------------------------------------------------------------------

    def _from_gateway(self, actions: Iterable[Action], now: float) -> list[Action]:
        return self._from("gateway", actions, now)

    def _from_machines(self, actions: Iterable[Action], now: float) -> list[Action]:
        return self._from("machines", actions, now)

    def _from(self, room: Room, actions: Iterable[Action], now: float) -> list[Action]:
        said: list[Action] = []
        for action in actions:
            if isinstance(action, Perform):
                said += self._perform(room, action, now)
            elif isinstance(action, Reply) and action.token < 0:
                said += self._report(self._asked.pop(action.token), action.response, now)
            else:
                said.append(action)
        return said

    def _perform(self, room: Room, action: Perform, now: float) -> list[Action]:
        work = action.work
        if isinstance(work, CallAws):
            work = dispatch.called(work, self.settings)
        if isinstance(work, AwsRequest):
            return self._route(Origin(room, action.token, work), work, action.timeout_ms, now, action.principal)
        if isinstance(work, CallHttp) and (asked := dispatch.own_request(work, self.settings)) is not None:
            token = self._ask(room, action.token)
            tell = self._gateway.http if asked.api == "http" else self._gateway.manage
            return self._from_gateway(tell(token, asked.request, now), now)
        if room == "gateway":
            return [action]
        return [Perform(token=self._expect(Origin(room, action.token)), work=work, timeout_ms=action.timeout_ms)]

    def _route(
        self, origin: Origin, request: AwsRequest, timeout_ms: int, now: float, principal: str | None
    ) -> list[Action]:
        refused = None if principal is None else self.permissions.refusal(principal, request)
        if refused is not None:
            return [*self._report(origin, refused.response, now), refused.report]
        if request.service == "lambda":
            return self._invoke(origin, request, now)
        if request.service not in ("states", "execute-api"):
            if request.service == "events" and dispatch.operation(request) == "PutRule":
                self.machines.announce()
            return [Perform(token=self._expect(origin), work=request, timeout_ms=timeout_ms)]
        token = next(self._inner)
        self._asked[token] = origin
        if request.service == "states":
            return self._from_machines(self.machines.request(token, request, now), now)
        return self._from_gateway(self._gateway.manage(token, dispatch.http_request(request), now), now)

    def _invoke(self, origin: Origin, request: AwsRequest, now: float) -> list[Action]:
        work = self._functions.invocation(request)
        if not isinstance(work, InvokeFunction):
            return self._report(origin, work or dispatch.unclaimed(request), now)
        how, timeout_ms = lambdas.mode(request), self._functions.timeout_ms(work.function)
        if how == "RequestResponse":
            return [Perform(token=self._expect(replace(origin, request=request)), work=work, timeout_ms=timeout_ms)]
        accepted = self._report(origin, lambdas.accepted(how), now)
        if how == "DryRun":
            return accepted
        return [*accepted, Perform(token=self._expect(Origin("nobody", 0)), work=work, timeout_ms=timeout_ms)]

    def _report(self, origin: Origin, outcome: Outcome, now: float) -> list[Action]:
        """Tell whoever asked. The driver wants a response; the rooms take outcomes as they are."""
        if origin.room == "gateway":
            return self._from_gateway(self._gateway.result(origin.token, outcome, now), now)
        if origin.room == "consumers":
            return self._from("consumers", self._consumers.result(origin.token, outcome, now), now)
        if origin.room == "machines":
            return self._from_machines(self.machines.result(origin.token, outcome, now), now)
        if origin.room == "nobody":
            return []
        if origin.request is not None:
            outcome = dispatch.answer(origin.request, outcome)
        assert isinstance(outcome, HttpResponse)
        return [Reply(token=origin.token, response=outcome)]

    def _ask(self, room: Room, token: Token) -> Token:
        own = next(self._inner)
        self._asked[own] = Origin(room, token)
        return own

    def _expect(self, origin: Origin) -> Token:
        token = next(self._work)
        self._performed[token] = origin
        return token


_AWS_TIMEOUT_MS: Final = 60_000
"""How long an SDK's request may take: the default read time-out of botocore."""
