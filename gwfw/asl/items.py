"""What a Map iterates over, and what each iteration gets: the item itself, or `ItemSelector` applied to it. Of an object
the items are its members' values, and without a selector each iteration gets `{"Key": ..., "Value": ...}`.

`ItemSelector` is evaluated when its iteration begins, against the Map's effective input, with the item in the context
object. With `ItemBatcher` several items make the input of one child: `{"BatchInput": {...}, "Items": [...]}`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gwfw.asl import jsontext
from gwfw.asl.context import Item
from gwfw.asl.failures import StateError, runtime
from gwfw.asl.formulas import FormulaField, query_failure
from gwfw.asl.query import Expression, PlainPath
from gwfw.asl.view import View

if TYPE_CHECKING:
    from gwfw.asl.chain import Chain

__all__ = ["Batches", "ItemField", "SelectedItems"]

MAP_STATE: Final = "Map state input must be an array but was: "


@dataclass(frozen=True, slots=True)
class ItemField:
    """Where a Map's items are: `ItemsPath`, `Items` or (None) the whole input. `jsonata`: the state's language."""

    source: Expression | None
    jsonata: bool

    def items(self, view: View) -> tuple[Sequence[object], Sequence[str] | None]:
        """The items and, of an object, their keys; `view` has the effective input. Raises StateError."""
        value = view.data if self.source is None else self.source.evaluate(view)
        if isinstance(value, list):
            return value, None
        if isinstance(value, dict) and self.jsonata:
            return list(value.values()), list(value)
        raise self._no_array(value)

    def _no_array(self, value: object) -> StateError:
        if not self.jsonata:
            path = self.source.query.text if isinstance(self.source, PlainPath) else "$"
            return runtime(f'Reference path "{path}" must point to array.')
        if isinstance(self.source, FormulaField):
            return self.source.unexpected("array", value)
        return query_failure(MAP_STATE + jsontext.text(value), "Items")


class SelectedItems:
    """The items of one Map, each as its iteration gets it. `data` is the Map's effective input."""

    def __init__(
        self,
        chain: Chain,
        data: object,
        values: Sequence[object],
        keys: Sequence[str] | None,
        selector: Expression | None,
    ) -> None:
        self._chain, self._data, self._values, self._keys, self._selector = chain, data, values, keys, selector

    def __len__(self) -> int:
        return len(self._values)

    def item(self, index: int) -> Item:
        """The item of that index, as the context object shows it."""
        if self._keys is None:
            return Item(index, self._values[index])
        return Item(index, self._values[index], self._keys[index])

    def input(self, index: int, now: float) -> object:
        """What the iteration of that index gets. Raises StateError."""
        if self._selector is None:
            value = self._values[index]
            return value if self._keys is None else {"Key": self._keys[index], "Value": value}
        view = self._chain.view(now).of(self._data)
        view.context = lambda: self._chain.context_of(self.item(index))
        return self._selector.evaluate(view)


class Batches:
    """Items put together by `ItemBatcher`: as many as both limits allow, but at least one. `given` is its `BatchInput`."""

    def __init__(
        self, items: SelectedItems, now: float, *, most: float, most_bytes: float, given: object, has_given: bool
    ) -> None:
        self._given = {"BatchInput": given} if has_given else {}
        self._batches: list[list[object]] = []
        room, used = 0, 0
        for index in range(len(items)):
            value = items.input(index, now)
            size = jsontext.size(value) + 1
            if not room or used + size > most_bytes:
                self._batches.append([])
                room, used = int(most), jsontext.size({**self._given, "Items": []})
            self._batches[-1].append(value)
            room, used = room - 1, used + size

    def __len__(self) -> int:
        return len(self._batches)

    def input(self, index: int, now: float) -> object:
        """What the child of that index gets."""
        return {**self._given, "Items": self._batches[index]}
