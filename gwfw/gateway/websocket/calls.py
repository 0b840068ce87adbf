"""Running a route's integration: what its kind asks for, waiting for the outcome, what its kind makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from gwfw.exchange import Action, Answered, Failed, Outcome, Result, WebSocketInputs
from gwfw.gateway.websocket.api import Served
from gwfw.gateway.work import Pending
from gwfw.ports import Names, Renderer

__all__ = ["Calls", "Then"]

Then: TypeAlias = Callable[[Result, float], list[Action]]
"""What goes on with the integration's result, at that time."""


class _NotRendered(Exception):
    """A mapping template failed where API Gateway answers 500."""


class Calls:
    """Runs integrations. `names` may be replaced; work under way is finished with the ones it began with."""

    def __init__(self, *, names: Names, render: Renderer, pending: Pending) -> None:
        self.names = names
        self._renderer, self._pending = render, pending

    def run(self, served: Served, inputs: WebSocketInputs, now: float, then: Then) -> list[Action]:
        """Do what the route's integration does for this event. `then` is called once, perhaps before this returns."""
        kind, spec = served.kind, served.integration
        try:
            asked = kind.request(spec, inputs, self.names, self._render)
        except _NotRendered as failure:
            return then(Failed(reason="configuration", detail=str(failure)), now)
        if isinstance(asked, Answered | Failed):
            return then(asked, now)

        def read(outcome: Outcome, at: float) -> list[Action]:
            try:
                result = kind.response(spec, inputs, outcome, self._render)
            except _NotRendered as failure:
                result = Failed(reason="configuration", detail=str(failure))
            return then(result, at)

        return [self._pending.ask(asked, spec.timeout_ms, now, read, f"integration:{spec.name}")]

    def _render(self, template: str, inputs: WebSocketInputs) -> str:
        try:
            return self._renderer(template, inputs)
        except ValueError as error:
            raise _NotRendered(f"a mapping template cannot be rendered: {error}") from error
