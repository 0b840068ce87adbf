"""The Protocols through which everything outside is reached. Standard library only; no behaviour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from gwfw.exchange import AwsRequest, HttpResponse, Inputs, Outcome, Result, WebSocketInputs, Work
from gwfw.graph.model import Integration, Text

__all__ = ["AwsPort", "Clock", "Emulate", "Ids", "LambdaPort", "Names", "Renderer"]

SpecT = TypeVar("SpecT", bound=Integration, contravariant=True)


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
    """Renders a mapping template for a WebSocket event; raises ValueError where API Gateway answers 500."""

    def __call__(self, template: str, inputs: WebSocketInputs) -> str: ...  # noqa: D102


class Emulate(Protocol[SpecT]):
    """The `emulate` side of a kind: two pure functions, as a module `gwfw/integrations/<kind>/emulate.py`.

    `request` says what is to be done for these inputs (Work), or gives the Result at once. `response` turns what the
    driver reported into the gateway's result. Neither does I/O or reads a clock.
    """

    def request(self, spec: SpecT, inputs: Inputs, names: Names, render: Renderer) -> Work | Result: ...  # noqa: D102
    def response(self, spec: SpecT, inputs: Inputs, outcome: Outcome) -> Result: ...  # noqa: D102


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
