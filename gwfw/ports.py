"""The Protocols through which everything outside is reached. Standard library only; no behaviour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias, TypeVar

from gwfw.exchange import Ask, AwsRequest, HttpResponse, Inputs, Outcome, Result, Verdict, WebSocketInputs, Work
from gwfw.graph.model import Authorizer, Integration, Route, Text

__all__ = [
    "Authorize",
    "AuthorizerTable",
    "AwsPort",
    "Clock",
    "Emulate",
    "Ids",
    "KindTable",
    "LambdaPort",
    "Names",
    "Renderer",
]

SpecT = TypeVar("SpecT", bound=Integration, contravariant=True)
AuthorizerT = TypeVar("AuthorizerT", bound=Authorizer, contravariant=True)
StateT = TypeVar("StateT")


class Clock(Protocol):
    """The gateway's and the machines' clock."""

    def now(self) -> float:
        """Epoch seconds."""
        ...


class Ids(Protocol):
    """Source of every identifier, so that tests can name them in advance."""

    def request_id(self) -> str:
        """16 characters, URL-safe base64 with `=` at the end, as API Gateway's request, message and connection ids."""
        ...

    def uuid(self) -> str:
        """A version 4 UUID: execution names, Lambda request ids."""
        ...

    def hex(self, length: int) -> str:
        """That many hexadecimal digits: trace ids."""
        ...


class Names(Protocol):
    """Resolves references of the graph to the names of this run."""

    def text(self, text: Text) -> str:
        """The text with every `Ref` replaced. Raises KeyError for a reference that the graph does not hold."""
        ...


class Renderer(Protocol):
    """Renders a mapping template for a WebSocket event; raises ValueError where API Gateway answers 500.

    `inputs.body` is what `$input` reads: for a response template it is the integration's response.
    """

    def __call__(self, template: str, inputs: WebSocketInputs) -> str: ...  # noqa: D102


class Emulate(Protocol[SpecT]):
    """The `emulate` side of a kind: two pure functions, as a module `gwfw/integrations/<kind>/emulate.py`.

    `request` says what is to be done for these inputs (Work), or gives the Result at once. `response` turns what the
    driver reported into the gateway's result. Neither does I/O or reads a clock.
    """

    def request(self, spec: SpecT, inputs: Inputs, names: Names, render: Renderer) -> Work | Result: ...  # noqa: D102
    def response(self, spec: SpecT, inputs: Inputs, outcome: Outcome, render: Renderer) -> Result: ...  # noqa: D102


class LambdaPort(Protocol):
    """Runs the app's functions. Events and results are JSON bytes; no object is shared with user code."""

    def invoke(self, function: str, payload: bytes, timeout_ms: int, done: Callable[[Outcome], None]) -> None:
        """Start one invocation; `done` is called once, from any thread, with Returned, Raised or Failed."""
        ...


class AwsPort(Protocol):
    """Answers requests to AWS services from local engines."""

    def call(self, request: AwsRequest) -> HttpResponse:
        """The service's answer. Raises Unclaimed where nothing local serves the request."""
        ...


KindTable = Mapping[str, Emulate[Integration]]
"""The emulate sides by kind, handed to the gateway by its driver."""


class Authorize(Protocol[AuthorizerT, StateT]):
    """The `emulate` side of a kind of authorizer: functions of a module `gwfw/authorizers/<kind>/emulate.py`.

    `state` makes what one authorizer of one gateway remembers (keys, cached verdicts); the gateway keeps it and hands it
    to every call, until the graph is replaced. `request` decides at once (a Verdict) or asks for work; `response` gets
    what became of the `work` that was asked for, and decides or asks again (a JWT authorizer for the issuer's document,
    then for its keys). `route` is the request's, for its scopes. `now` is the gateway's clock in epoch seconds; neither
    function does I/O, reads a clock or raises.
    """

    def state(self) -> StateT: ...  # noqa: D102
    def request(  # noqa: D102
        self, spec: AuthorizerT, route: Route, inputs: Inputs, state: StateT, names: Names, now: float
    ) -> Ask | Verdict: ...
    def response(  # noqa: D102
        self, spec: AuthorizerT, route: Route, inputs: Inputs, state: StateT, work: Work, outcome: Outcome, now: float
    ) -> Ask | Verdict: ...


AuthorizerTable: TypeAlias = Mapping[str, Authorize[Any, Any]]
"""The authorizers' emulate sides by kind. Each kind has specs and state of its own; the gateway looks into neither."""
