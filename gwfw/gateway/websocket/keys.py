"""API keys: where a client's key is read from, and whether it is one that is known.

Usage plans and their quotas are not emulated: a known key is a key. It follows "API key selection expression" of the
developer guide, which names two sources: `$request.header.x-api-key` and `$context.authorizer.usageIdentifierKey`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gwfw import selection
from gwfw.exchange import WebSocketInputs
from gwfw.readings import reader

__all__ = ["ApiKeys"]

_AUTHORIZER: Final = "authorizer."


class ApiKeys:
    """The keys that open routes which require one."""

    def __init__(self, expression: str, known: Iterable[str]) -> None:
        self._expression, self._known = expression, frozenset(known)
        self._selection = selection.compile(expression)
        self.after_authorizer = any(variable.name.startswith(_AUTHORIZER) for variable in self._selection.variables)
        """The authorizer gives the key, so that it goes first."""

    def sent(self, connecting: WebSocketInputs) -> str:
        """The key that came with a handshake; empty if there is none."""
        return self._selection.evaluate(reader(connecting))

    def refused(self, key: str) -> str | None:
        """Why this key opens nothing, None if it is known."""
        if key in self._known:
            return None
        if not key:
            return f"the route requires an API key, and {self._expression} holds none"
        return f"the API key is not among those that are known here ({len(self._known)} are)"
