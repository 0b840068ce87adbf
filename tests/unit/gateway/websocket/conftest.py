"""The WebSocket half of a gateway whose integrations and authorizers are tables of the test: nothing is performed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar, TypeVar

import pytest

from gwfw.exchange import (
    Accept,
    Action,
    Allowed,
    Answered,
    Ask,
    Authorization,
    CloseConnection,
    Failed,
    HttpRequest,
    HttpResponse,
    Inputs,
    InvokeFunction,
    Outcome,
    Perform,
    Reply,
    Report,
    Result,
    Returned,
    SendFrame,
    Verdict,
    WebSocketInputs,
    Work,
)
from gwfw.gateway.settings import GatewaySettings
from gwfw.gateway.throttle import Bucket
from gwfw.gateway.websocket.side import WebSocketSide
from gwfw.gateway.work import Pending
from gwfw.graph.model import AppGraph, Authorizer, Integration, Route, Stage, WebSocketApi
from gwfw.ports import Names, Renderer

ActionT = TypeVar("ActionT", bound=Action)

NOW = 1_800_000_000.0
SETTINGS: dict[str, Any] = {
    "account_id": "123456789012",
    "region": "us-east-1",
    "stage": "dev",
    "http_api_id": "a1b2c3d4e5",
    "websocket_api_id": "f6g7h8i9j0",
}


class NumberedIds:
    """The Ids port: `id000000000001=` and so on."""

    def __init__(self) -> None:
        self._count = count(1)

    def request_id(self) -> str:
        return f"id{next(self._count):013}="

    def uuid(self) -> str:
        raise AssertionError("nobody needs one")

    def hex(self, length: int) -> str:
        return "0" * length


class PlainNames:
    """The Names port: nothing refers to anything."""

    def text(self, text: object) -> str:
        raise AssertionError("nobody needs one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script(Integration):
    """`work`: it asks a function; `at_once` is its result without asking; `template`: it renders that first."""

    kind: ClassVar[str] = "script"
    at_once: Result | None = None
    template: str | None = None
    answer_template: str | None = None


class ScriptSide:
    """Remembers what it was given. A returned payload is `{"status": 200, "headers": [], "body": null}`."""

    def __init__(self) -> None:
        self.inputs: list[WebSocketInputs] = []

    def request(self, spec: Script, inputs: Inputs, names: Names, render: Renderer) -> Work | Result:
        assert isinstance(inputs, WebSocketInputs)
        self.inputs.append(inputs)
        if spec.template is not None:
            render(spec.template, inputs)
        return spec.at_once or InvokeFunction(function=spec.name, payload=b"")

    def response(self, spec: Script, inputs: Inputs, outcome: Outcome, render: Renderer) -> Result:
        assert isinstance(inputs, WebSocketInputs)
        if spec.answer_template is not None:
            render(spec.answer_template, inputs)
        if isinstance(outcome, Failed):
            return outcome
        assert isinstance(outcome, Returned)
        value = json.loads(outcome.payload)
        body = value.get("body")
        headers = tuple((name, text) for name, text in value.get("headers", ()))
        return Answered(
            status=value.get("status", 200),
            headers=headers,
            body=None if body is None else body.encode("utf-8", "surrogatepass"),
            detail=value.get("detail", ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Authorizer):
    """Gives `verdict`, after asking a function if `asks`."""

    kind: ClassVar[str] = "gate"
    verdict: Verdict
    asks: bool = False


class GateSide:
    def state(self) -> None:
        return None

    def request(self, spec: Gate, route: Route, inputs: Inputs, state: None, names: Names, now: float) -> Ask | Verdict:
        if spec.asks:
            return Ask(work=InvokeFunction(function="gate", payload=b""), timeout_ms=1000)
        return spec.verdict

    def response(
        self, spec: Gate, route: Route, inputs: Inputs, state: None, work: Work, outcome: Outcome, now: float
    ) -> Ask | Verdict:
        return spec.verdict


def rendered(template: str, inputs: WebSocketInputs) -> str:
    """The Renderer port: templates are constants, but for one that fails."""
    if template == "broken":
        raise ValueError("a lone $")
    return template


@dataclass(slots=True)
class Bench:
    """A WebSocket side under test, with the clock at `now`; what it said is sorted by `tell`."""

    side: WebSocketSide
    script: ScriptSide
    pending: Pending
    now: float = NOW
    said: list[Action] = field(default_factory=list)

    def tell(self, actions: list[Action]) -> list[Action]:
        """Take the actions as the latest."""
        self.said = actions
        return actions

    def only(self, kind: type[ActionT]) -> ActionT:
        """The one action of that type that was said last."""
        (found,) = self.all(kind)
        return found

    def all(self, kind: type[ActionT]) -> list[ActionT]:
        """The actions of that type that were said last."""
        return [action for action in self.said if isinstance(action, kind)]

    @property
    def asks(self) -> bool:
        """Whether the last thing was one piece of work that an integration asked for."""
        return len(self.all(Perform)) == 1

    @property
    def report(self) -> Report:
        return self.only(Report)

    @property
    def frames(self) -> list[str]:
        return [action.text for action in self.all(SendFrame)]

    def upgrade(self, target: str = "/dev", *headers: tuple[str, str]) -> list[Action]:
        """A handshake with token 7."""
        path, _, query = target.partition("?")
        request = HttpRequest(method="GET", path=path, query=query, headers=headers, source_ip="192.0.2.1")
        return self.tell(self.side.upgrade(7, request, self.now))

    def open(self, target: str = "/dev", *headers: tuple[str, str]) -> str:
        """A connection that opened; work that `$connect` asks for is answered with 200."""
        self.upgrade(target, *headers)
        while self.all(Perform):
            self.answer()
        return self.only(Accept).connection_id

    def answer(self, outcome: Outcome | None = None, *, after: float = 0.0, **value: object) -> list[Action]:
        """Report the outcome of the work that was asked for last: `value` as what the function returned."""
        self.now += after
        outcome = outcome or Returned(payload=json.dumps(value).encode())
        return self.tell(self.pending.result(self.all(Perform)[-1].token, outcome, self.now))

    def message(self, connection_id: str, data: str | bytes) -> list[Action]:
        return self.tell(self.side.message(connection_id, data, self.now))

    def manage(self, method: str, path: str, body: bytes = b"", *, host: str = "localhost") -> HttpResponse:
        """A management call; its response."""
        request = HttpRequest(method=method, path=path, headers=(("Host", host),), body=body)
        self.tell(self.side.manage(9, request, self.now))
        reply = self.only(Reply)
        assert reply.token == 9
        return reply.response

    def advance(self, seconds: float) -> list[Action]:
        """Let time pass."""
        self.now += seconds
        return self.tell([*self.pending.advance(self.now), *self.side.advance(self.now)])

    @property
    def closed(self) -> tuple[int, str]:
        close = self.only(CloseConnection)
        return close.code, close.reason


def graph(
    *routes: Route | str,
    integrations: tuple[Script, ...] = (),
    gate: Gate | None = None,
    stages: tuple[Stage, ...] = (Stage(name=None),),
    **api: Any,
) -> AppGraph:
    """A WebSocket API; a route that is a text has the integration `fn`."""
    made = tuple(Route(key=route, integration="fn") if isinstance(route, str) else route for route in routes)
    return AppGraph(
        name="app",
        websocket=WebSocketApi(routes=made, stages=stages, **api),
        integrations=(Script(name="fn"), *integrations),
        authorizers=() if gate is None else (gate,),
    )


def side(script: ScriptSide, pending: Pending, made: AppGraph, settings: dict[str, Any]) -> WebSocketSide:
    """The side under test; `settings` go before the usual ones."""
    kinds: dict[str, Any] = {"script": script}  # the table's type is of any spec, the script's of its own
    given = GatewaySettings(**SETTINGS | settings)
    return WebSocketSide(
        made,
        settings=given,
        account=None if given.account_throttle is None else Bucket(given.account_throttle),
        kinds=kinds,
        names=PlainNames(),
        render=rendered,
        ids=NumberedIds(),
        pending=pending,
        authorizers={"gate": GateSide()},
    )


Make = Callable[..., Bench]


@pytest.fixture
def make() -> Make:
    """`make("join", Route(...), settings={"limits": False}, ...)`: a bench for such a graph, or for one that is given."""

    def make(
        *routes: Route | str, given: AppGraph | None = None, settings: dict[str, Any] | None = None, **api: Any
    ) -> Bench:
        script, pending = ScriptSide(), Pending(count(1))
        made = given or graph(*routes, **api)
        return Bench(side=side(script, pending, made, settings or {}), script=script, pending=pending)

    return make


ALLOWED = Allowed(authorization=Authorization(kind="lambda", context={"tier": "gold"}, principal_id="user-1"))
