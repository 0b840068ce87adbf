"""The values of templates, as Java has them: which Python type stands for which, and the few that Python lacks.

String      str                       Integer, Long, BigInteger   int (an Integer if it fits 32 bits)
Boolean     bool                      Double                      float
null        None                      BigDecimal                  Decimal (a long number of a JSON text)
ArrayList   list                      json-smart's JSONArray      JsonList
Map         dict                      keySet, values, entrySet    View of texts, values, or Entries
String[]    tuple
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Entry", "JsonList", "Loop", "View"]


class JsonList(list[object]):
    """A list from a JSON text: printed as JSON, where a list of the template is printed as `[a, b]`."""

    __slots__ = ()


class View(list[object]):
    """The keys, values or entries of a map: can be looped over and counted, has no `get`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of a map, from `entrySet()`."""

    key: object
    value: object


@dataclass(slots=True)
class Loop:
    """`$foreach` of a loop that is at item `index` (the first is 0)."""

    parent: object
    index: int = 0
    has_next: bool = False

    @property
    def topmost(self) -> Loop:
        """The outermost loop around this one."""
        loop = self
        while isinstance(loop.parent, Loop):
            loop = loop.parent
        return loop
