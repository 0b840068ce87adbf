"""Methods of java.util.List, Map and Set on Python's lists and dictionaries.

`count()` on a list that came from a JSON text is API Gateway's own.
https://docs.oracle.com/javase/8/docs/api/java/util/List.html, .../Map.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from gwfw.gateway.vtl.limits import ITEMS
from gwfw.gateway.vtl.operators import same
from gwfw.gateway.vtl.overloads import Method, Overloads, overloads
from gwfw.gateway.vtl.printing import text
from gwfw.gateway.vtl.values import Entry, View

__all__ = ["ARRAY", "ENTRY", "JSON_LIST", "LIST", "MAP", "VIEW", "item", "put", "replace"]


def item(values: list[object] | tuple[object, ...], index: int) -> object:
    """The item at that index. Raises ValueError where there is none."""
    if not 0 <= index < len(values):
        raise ValueError(f"there is no index {index} in a list of {len(values)}")
    return values[index]


def replace(values: list[object], index: int, value: object) -> object:
    """Put the value at that index; gives what was there. Raises ValueError where there is none."""
    before = item(values, index)
    values[index] = value
    return before


def put(values: dict[object, object], key: object, value: object) -> object:
    """Put the value under that key; gives what was there, or None."""
    _room(values, 1)
    before = values.get(_key(key))
    values[_key(key)] = value
    return before


def _key(key: object) -> object:
    """A key that Python can look up; lists and maps are none here."""
    if isinstance(key, list | dict):
        raise ValueError("a list or a map cannot be a key here")
    return key


def _room(values: list[object] | dict[object, object], more: int) -> None:
    if len(values) + more > ITEMS:
        raise ValueError(f"more than {ITEMS} members")


def _add(values: list[object], value: object) -> bool:
    _room(values, 1)
    values.append(value)
    return True


def _insert(values: list[object], index: int, value: object) -> None:
    _room(values, 1)
    if not 0 <= index <= len(values):
        raise ValueError(f"there is no index {index} in a list of {len(values)}")
    values.insert(index, value)


def _add_all(values: list[object], more: list[object]) -> bool:
    _room(values, len(more))
    values += list(more)
    return bool(more)


def _index_of(values: list[object], sought: object) -> int:
    return next(_places(values, sought), -1)


def _last_index_of(values: list[object], sought: object) -> int:
    return max(_places(values, sought), default=-1)


def _places(values: list[object], sought: object) -> Iterator[int]:
    """The indexes of what equals `sought`."""
    if isinstance(sought, list | dict):
        return (index for index, value in enumerate(values) if same(value, sought))
    kind = type(sought)
    return (index for index, value in enumerate(values) if type(value) is kind and value == sought)


def _contains(values: list[object], sought: object) -> bool:
    return _index_of(values, sought) >= 0


def _remove_at(values: list[object], index: int) -> object:
    before = item(values, index)
    del values[index]
    return before


def _remove(values: list[object], sought: object) -> bool:
    index = _index_of(values, sought)
    if index >= 0:
        del values[index]
    return index >= 0


def _part(values: list[object], first: int, last: int) -> list[object]:
    if not 0 <= first <= last <= len(values):
        raise ValueError(f"there is nothing from {first} to {last} in a list of {len(values)}")
    return values[first:last]


def _put_all(values: dict[object, object], more: dict[object, object]) -> None:
    _room(values, len(more))
    values.update(more)


_COUNTED: Final[Mapping[str, Method]] = {
    "size()": len,
    "isEmpty()": lambda values: not values,
    "contains(Object)": _contains,
    "toString()": text,
}

LIST: Final[Mapping[str, Overloads]] = overloads(
    {
        **_COUNTED,
        "add(Object)": _add,
        "add(int,Object)": _insert,
        "addAll(List)": _add_all,
        "clear()": lambda values: values.clear(),
        "containsAll(List)": lambda values, sought: all(_contains(values, one) for one in sought),
        "equals(Object)": same,
        "get(int)": item,
        "indexOf(Object)": _index_of,
        "lastIndexOf(Object)": _last_index_of,
        "remove(int)": _remove_at,
        "remove(Object)": _remove,
        "set(int,Object)": replace,
        "subList(int,int)": _part,
        "toArray()": tuple,
    }
)
JSON_LIST: Final[Mapping[str, Overloads]] = {**LIST, **overloads({"count()": len, "toJSONString()": text})}
VIEW: Final[Mapping[str, Overloads]] = overloads({**_COUNTED, "toArray()": tuple})
ARRAY: Final[Mapping[str, Overloads]] = overloads(
    {
        "size()": len,
        "isEmpty()": lambda values: not values,
        "get(int)": item,
        "contains(Object)": lambda values, sought: _contains(list(values), sought),
        "indexOf(Object)": lambda values, sought: _index_of(list(values), sought),
    }
)
ENTRY: Final[Mapping[str, Overloads]] = overloads(
    {"getKey()": lambda entry: entry.key, "getValue()": lambda entry: entry.value, "toString()": text}
)
MAP: Final[Mapping[str, Overloads]] = overloads(
    {
        "clear()": lambda values: values.clear(),
        "containsKey(Object)": lambda values, key: _key(key) in values,
        "containsValue(Object)": lambda values, sought: _contains(list(values.values()), sought),
        "entrySet()": lambda values: View([Entry(key, value) for key, value in values.items()]),
        "equals(Object)": same,
        "get(Object)": lambda values, key: values.get(_key(key)),
        "getOrDefault(Object,Object)": lambda values, key, other: values.get(_key(key), other),
        "isEmpty()": lambda values: not values,
        "keySet()": View,
        "put(Object,Object)": put,
        "putAll(Map)": _put_all,
        "putIfAbsent(Object,Object)": lambda values, key, value: values.get(_key(key)) or put(values, key, value),
        "remove(Object)": lambda values, key: values.pop(_key(key), None),
        "size()": len,
        "toString()": text,
        "values()": lambda values: View(values.values()),
    }
)
