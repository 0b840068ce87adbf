"""A gateway whose integrations are tables of the test: nothing is encoded, nothing performed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pytest

from gwfw.exchange import (
    Action,
    Allowed,
    Answered,
    Ask,
    Authorization,
    Denied,
    Failed,
    HttpInputs,
    HttpRequest,
    HttpResponse,
    Inputs,
    InvokeFunction,
    Outcome,
    Perform,
    Raised,
    Reply,
    Report,
    Result,
    Returned,
    Work,
)
from gwfw.gateway.core import Gateway
from gwfw.gateway.settings import GatewaySettings
from gwfw.graph.model import AppGraph, Authorizer, Cors, HttpApi, Integration, Route, Stage
from gwfw.local.ids import LocalIds
from gwfw.ports import Names, Renderer

NOW = 1_800_000_000.0
ORIGIN = "https://www.example.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo(Integration):
    """Invokes `function`; without one it answers at once."""

    kind: ClassVar[str] = "echo"
    function: str | None = "api"


class EchoSide:
    """Remembers what it was given. A returned payload is the body of a 200, a response is passed on."""

    def __init__(self) -> None:
        self.inputs: list[HttpInputs] = []
        self.at_once: Result = Answered(status=200, headers=(("content-type", "text/plain"),), body=b"at once")

    def request(self, spec: Echo, inputs: Inputs, names: Names, render: Renderer) -> Work | Result:
        assert isinstance(inputs, HttpInputs)
        self.inputs.append(inputs)
        if spec.function is None:
            return self.at_once
        return InvokeFunction(function=spec.function, payload=inputs.request.body)

    def response(self, spec: Echo, inputs: Inputs, outcome: Outcome, render: Renderer) -> Result:
        if isinstance(outcome, Failed):
            return outcome
        if isinstance(outcome, Raised):
            return Failed(reason="bad_response", detail="it raised")
        if isinstance(outcome, HttpResponse):
            return Answered(status=outcome.status, headers=outcome.headers, body=outcome.body)
        return Answered(status=200, headers=(("content-type", "application/json"),), body=outcome.payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket(Authorizer):
    """Lets pass whoever has a ticket; asks a function `steps` times before it says so."""

    kind: ClassVar[str] = "ticket"
    steps: int = 0


class TicketSide:
    """State: the tickets that were seen, in order."""

    def state(self) -> list[str]:
        return []

    def request(
        self, spec: Ticket, route: Route, inputs: Inputs, state: list[str], names: Names, now: float
    ) -> Ask | Allowed | Denied:
        assert isinstance(inputs, HttpInputs)
        ticket = inputs.request.header("ticket")
        if ticket is None:
            return Denied(status=401, headers=(("www-authenticate", "Ticket"),), detail="no ticket")
        state.append(ticket)
        return self._next(spec, route, ticket, state, 0)

    def response(
        self, spec: Ticket, route: Route, inputs: Inputs, state: list[str], work: Work, outcome: Outcome, now: float
    ) -> Ask | Allowed | Denied:
        assert isinstance(work, InvokeFunction)
        assert isinstance(inputs, HttpInputs)
        if not isinstance(outcome, Returned):
            return Denied(status=500, detail=f"{route.key}: {outcome}")
        ticket = inputs.request.header("ticket")
        assert ticket is not None
        return self._next(spec, route, ticket, state, int(work.payload) + 1)

    def _next(self, spec: Ticket, route: Route, ticket: str, state: list[str], step: int) -> Ask | Allowed | Denied:
        if step < spec.steps:
            return Ask(work=InvokeFunction(function="auth", payload=str(step).encode()), timeout_ms=1500)
        if ticket == "false":
            return Denied(status=403, detail="a false ticket")
        context = {"ticket": ticket, "seen": list(state), "scopes": list(route.scopes)}
        return Allowed(authorization=Authorization(kind="lambda", context=context, principal_id=ticket))


@dataclass(slots=True)
class House:
    """A gateway under test, with the clock at `now`."""

    gateway: Gateway
    side: EchoSide
    now: float = NOW
    performs: list[Perform] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)

    def tell(self, actions: list[Action]) -> HttpResponse | None:
        """Take the actions; the response if there is one."""
        response = None
        for action in actions:
            if isinstance(action, Perform):
                self.performs.append(action)
            elif isinstance(action, Report):
                self.reports.append(action)
            else:
                assert isinstance(action, Reply)
                assert response is None, "answered twice"
                response = action.response
        return response

    def send(self, target: str = "GET /a", *headers: tuple[str, str], **request: Any) -> HttpResponse | None:
        """Send a request such as `GET /a?b=c`; the response if it is answered at once."""
        method, _, url = target.partition(" ")
        path, _, query = url.partition("?")
        sent = HttpRequest(method=method, path=path, query=query, headers=headers, **request)
        return self.tell(self.gateway.http(1, sent, self.now))

    def ask(self, target: str = "GET /a", *headers: tuple[str, str], **request: Any) -> HttpResponse:
        """Send a request and answer its work, whatever it is, with `{}`."""
        before = len(self.performs)
        response = self.send(target, *headers, **request)
        while response is None:
            assert len(self.performs) > before, "nothing to wait for"
            before += 1
            response = self.answer(Returned(payload=b"{}"))
        return response

    def answer(self, outcome: Outcome, after: float = 0.0) -> HttpResponse | None:
        """Report the newest work's outcome, some seconds later."""
        self.now += after
        return self.tell(self.gateway.result(self.performs[-1].token, outcome, self.now))

    def advance(self, seconds: float) -> HttpResponse | None:
        """Let time pass."""
        self.now += seconds
        return self.tell(self.gateway.advance(self.now))

    @property
    def inputs(self) -> HttpInputs:
        """What the integration was given last."""
        return self.side.inputs[-1]

    @property
    def report(self) -> Report:
        """What was said about the last request."""
        return self.reports[-1]


SETTINGS = GatewaySettings(
    account_id="123456789012",
    region="us-east-1",
    stage="dev",
    http_api_id="a1b2c3d4e5",
    websocket_api_id="f6g7h8i9j0",
)
HOST = SETTINGS.host(SETTINGS.http_api_id)
CORS = Cors(
    allow_origins=(ORIGIN,),
    allow_methods=("GET", "POST"),
    allow_headers=("authorization", "x-a"),
    expose_headers=("x-api-id",),
    allow_credentials=True,
    max_age_s=300,
)


def api(
    *keys: str,
    integration: Integration | None = None,
    authorizer: Authorizer | None = None,
    **fields: Any,
) -> AppGraph:
    """The graph of an HTTP API with these routes (default: `GET /a`), all of one integration."""
    spec = integration or Echo(name="api")
    name = None if authorizer is None else authorizer.name
    routes = tuple(Route(key=key, integration=spec.name, authorizer=name) for key in keys or ("GET /a",))
    return AppGraph(
        name="app",
        http=HttpApi(routes=routes, **fields),
        integrations=(spec,),
        authorizers=() if authorizer is None else (authorizer,),
    )


class NoNames:
    """Nothing refers to anything."""

    def text(self, text: object) -> str:
        raise AssertionError(text)


Open = Callable[..., House]


@pytest.fixture
def serve() -> Open:
    """`serve(graph, **settings)`: a gateway of that graph."""

    def open_(graph: AppGraph | None = None, **settings: Any) -> House:
        side = EchoSide()
        kinds: Mapping[str, Any] = {"echo": side}
        gateway = Gateway(
            graph or api(),
            settings=replace(SETTINGS, **settings),
            kinds=kinds,
            names=NoNames(),
            render=lambda template, inputs: template,
            ids=LocalIds(1),
            authorizers={"ticket": TicketSide()},
        )
        return House(gateway, side)

    return open_


def stage(name: str | None = "$default", **fields: Any) -> Stage:
    """A stage."""
    return Stage(name=name, **fields)
