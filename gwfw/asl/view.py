"""What an expression of a state may see: the data, the context object, variables, ids and randomness.

A view is made for one evaluation and never kept. It does not know states, tasks or history.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from gwfw.jsonpath import MISSING

if TYPE_CHECKING:
    from random import Random

__all__ = ["Ids", "Scope", "Sources", "View"]


class Ids(Protocol):
    """The source of every identifier of a run."""

    def uuid(self) -> str:
        """A version 4 UUID: task tokens, request ids, `States.UUID()`."""
        ...


@dataclass(frozen=True, slots=True)
class Sources:
    """What a run takes from outside: identifiers and randomness."""

    ids: Ids
    random: Random


class Scope:
    """The variables of a machine, branch or iteration; reading looks outward, setting stays inside."""

    __slots__ = ("_outer", "_sizes", "_values")

    def __init__(self, outer: Scope | None = None) -> None:
        self._values: dict[str, object] = {}
        self._sizes: dict[str, int] = {}
        self._outer = outer

    def find(self, name: str) -> object:
        """The variable's value or MISSING."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope._values:
                return scope._values[name]
            scope = scope._outer
        return MISSING

    def assign(self, values: Mapping[str, object], sizes: Mapping[str, int]) -> None:
        """Set variables, all at once; `sizes` are the bytes of each."""
        self._values.update(values)
        self._sizes.update(sizes)

    def size_with(self, sizes: Mapping[str, int]) -> int:
        """The bytes of all variables that can be read here, if these were set."""
        total = sum({**self._sizes, **sizes}.values())
        return total if self._outer is None else total + self._outer.size_with({})

    def all(self) -> dict[str, object]:
        """Every variable that can be read here."""
        return self._values if self._outer is None else {**self._outer.all(), **self._values}


@dataclass(slots=True, kw_only=True)
class View:
    """One evaluation's surroundings.

    `data` is what `$` means to JSONPath. `input`, `result` and `error` are the members of JSONata's `$states`; MISSING
    ones are left out. `context` gives the context object; `now` the epoch time.
    """

    data: object
    scope: Scope
    context: Callable[[], dict[str, object]]
    sources: Sources
    now: float
    input: object = MISSING
    result: object = MISSING
    error: object = MISSING

    def of(self, data: object) -> View:
        """The same surroundings with other data."""
        return self._with(data, self.result, self.error)

    def with_result(self, result: object) -> View:
        """The same surroundings with `$states.result`."""
        return self._with(self.data, result, self.error)

    def with_error(self, error: object) -> View:
        """The same surroundings with `$states.errorOutput`."""
        return self._with(self.data, self.result, error)

    def _with(self, data: object, result: object, error: object) -> View:
        return View(
            data=data,
            scope=self.scope,
            context=self.context,
            sources=self.sources,
            now=self.now,
            input=self.input,
            result=result,
            error=error,
        )
