"""What a value has: properties (`$x.name`), methods (`$x.name(...)`) and items (`$x[0]`).

What a value does not have is None, as in Velocity; the caller prints nothing. A method that Java has and we do not is an
error, so that nothing is silently different.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from gwfw.gateway.vtl import containers, numbers, strings
from gwfw.gateway.vtl.frame import Defined
from gwfw.gateway.vtl.functions import FUNCTIONS, Functions
from gwfw.gateway.vtl.overloads import Overloads, chosen, overloads
from gwfw.gateway.vtl.payload import Input
from gwfw.gateway.vtl.values import Entry, JsonList, Loop, View

__all__ = ["CLASS", "METHODS", "assign", "call", "indexed", "known", "property_of"]

_LOOP: Final[Mapping[str, Callable[[Loop], object]]] = {
    "index": lambda loop: loop.index,
    "count": lambda loop: loop.index + 1,
    "hasNext": lambda loop: loop.has_next,
    "first": lambda loop: loop.index == 0,
    "last": lambda loop: not loop.has_next,
    "parent": lambda loop: loop.parent,
    "topmost": lambda loop: loop.topmost,
}
_PROPERTIES: Final[Mapping[type, Mapping[str, Callable[..., object]]]] = {  # maps have their members
    str: {"empty": lambda value: not value},
    list: {"empty": lambda value: not value},
    JsonList: {"empty": lambda value: not value},
    View: {"empty": lambda value: not value},
    Entry: {"key": lambda entry: entry.key, "value": lambda entry: entry.value},
    Loop: _LOOP,
    Input: {"body": lambda payload: payload.body},
}
METHODS: Final[Mapping[type, Mapping[str, Overloads]]] = {
    str: strings.METHODS,
    bool: numbers.BOOLEAN,
    int: numbers.INTEGER,
    float: numbers.FRACTION,
    Decimal: numbers.FRACTION,
    list: containers.LIST,
    JsonList: containers.JSON_LIST,
    View: containers.VIEW,
    tuple: containers.ARRAY,
    dict: containers.MAP,
    Entry: containers.ENTRY,
    Loop: overloads({"hasNext()": _LOOP["hasNext"], "isFirst()": _LOOP["first"], "isLast()": _LOOP["last"]}),
    Defined: overloads({"toString()": str}),
    Input: overloads(
        {
            "path(Object)": Input.path,
            "json(Object)": Input.json,
            "params()": Input.params,
            "params(Object)": Input.params,
        }
    ),
    Functions: overloads(
        {f"{name}(Object)": lambda value, given, function=function: function(given) for name, function in FUNCTIONS.items()}
    ),
}
"""By the value's type and the method's name."""

_MISSING: Final = frozenset(
    {
        *(
            "chars",
            "codePointAt",
            "codePoints",
            "copyValueOf",
            "format",
            "getBytes",
            "getChars",
            "intern",
            "isBlank",
            "join",
        ),
        *(
            "lines",
            "regionMatches",
            "repeat",
            "strip",
            "stripLeading",
            "stripTrailing",
            "toCharArray",
            "getClass",
            "hashCode",
        ),
        *(
            "compute",
            "computeIfAbsent",
            "computeIfPresent",
            "forEach",
            "iterator",
            "listIterator",
            "merge",
            "parallelStream",
        ),
        *("removeAll", "removeIf", "retainAll", "sort", "stream", "byteValue", "floatValue", "isNaN", "shortValue"),
        *("toBinaryString", "toHexString"),
    }
)
"""Methods of Java's types that are not available here, or that newer Java has and API Gateway perhaps not."""


CLASS: Final = ".class is the value's class in Java and not available here; a member is ['class']"


def known(name: str) -> bool:
    """Whether any value has a method of that name."""
    return any(name in table for table in METHODS.values())


def property_of(target: object, name: str) -> object:
    """The property of that name, None if there is none. Raises ValueError for `.class`, which is Java's business."""
    if name == "class":
        raise ValueError(CLASS)
    found = _PROPERTIES.get(type(target), {}).get(name)
    return None if found is None else found(target)


def call(target: object, name: str, arguments: list[object]) -> object:
    """What the method gives, None if there is no such method.

    Raises ValueError where Java throws an exception, and for a method that is not available here.
    """
    forms = METHODS.get(type(target), {}).get(name)
    if forms is None:
        if name in _MISSING:
            raise ValueError(f".{name}() is not available here")
        return None
    form = chosen(forms, arguments)
    return None if form is None else form.method(target, *arguments)


def indexed(target: object, key: object) -> object:
    """`target[key]`. A negative index counts from the end. Raises ValueError for an index that there is not."""
    if isinstance(target, dict):
        return call(target, "get", [key])
    if isinstance(target, list | tuple) and not isinstance(target, View) and type(key) is int:
        return containers.item(target, key + len(target) if key < 0 else key)
    return None


def assign(target: object, key: object, value: object) -> None:
    """`#set($target[key] = value)`, or a property; what cannot be set is ignored, as in Velocity."""
    if isinstance(target, dict):
        containers.put(target, key, value)
    elif isinstance(target, list) and type(key) is int:
        containers.replace(target, key + len(target) if key < 0 else key, value)
