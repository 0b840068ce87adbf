"""The authorizers of one API: who decides for a route, what each remembers, and the way to a verdict.

What an authorizer is, its kind knows (`gwfw.ports.Authorize`); it may ask for work several times. A caching authorizer
keeps its verdicts in its own state. Nothing here knows of replies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from gwfw.exchange import Action, Allowed, Ask, Denied, Inputs, Outcome
from gwfw.gateway.work import Pending
from gwfw.graph.model import AppGraph, Authorizer, Route
from gwfw.ports import AuthorizerTable, Names

__all__ = ["Authorizers", "Decided"]

Decided: TypeAlias = Callable[[Allowed | Denied, float], list[Action]]
"""What goes on with a verdict, at that time."""


class Authorizers:
    """The authorizers of a graph, with what each of them remembers. `table` holds their emulate sides by kind."""

    def __init__(self, graph: AppGraph, table: AuthorizerTable, names: Names, pending: Pending) -> None:
        self._names, self._pending = names, pending
        self._known = {spec.name: (spec, table[spec.kind], table[spec.kind].state()) for spec in graph.authorizers}

    def authorize(self, route: Route, inputs: Inputs, now: float, decided: Decided) -> list[Action]:
        """Ask the route's authorizer; `decided` is called once, perhaps before this returns."""
        assert route.authorizer is not None
        spec, side, state = self._known[route.authorizer]
        return self._go_on(spec, route, inputs, side.request(spec, route, inputs, state, self._names, now), now, decided)

    def _go_on(
        self, spec: Authorizer, route: Route, inputs: Inputs, step: Ask | Allowed | Denied, now: float, decided: Decided
    ) -> list[Action]:
        if not isinstance(step, Ask):
            return decided(step, now)
        _, side, state = self._known[spec.name]

        def then(outcome: Outcome, later: float) -> list[Action]:
            following = side.response(spec, route, inputs, state, step.work, outcome, later)
            return self._go_on(spec, route, inputs, following, later, decided)

        return [self._pending.ask(step.work, step.timeout_ms, now, then)]
