"""Java's methods by name and the types of their arguments, as tables that read like Java's documentation.

A method is found if there is one of that name that takes these arguments; otherwise it does not exist, which is no error in
a template: the call prints nothing. null goes where an object goes, and then fails as in Java.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from gwfw.gateway.vtl.operators import is_number

__all__ = ["Method", "Overload", "Overloads", "chosen", "overloads"]

Method: TypeAlias = Callable[..., object]
"""Called with the value and the arguments. Raises ValueError where Java throws an exception."""


@dataclass(frozen=True, slots=True)
class Overload:
    """One form of a method."""

    takes: tuple[str, ...]
    method: Method


Overloads: TypeAlias = tuple[Overload, ...]

_KINDS: Final[Mapping[str, Callable[[object], bool]]] = {
    "Object": lambda value: True,
    "String": lambda value: value is None or isinstance(value, str),
    "int": lambda value: type(value) is int and -(2**31) <= value < 2**31,
    "Number": is_number,
    "List": lambda value: value is None or isinstance(value, list),
    "Map": lambda value: value is None or isinstance(value, dict),
}
"""Which values are taken for a parameter of that type."""


def overloads(table: Mapping[str, Method]) -> Mapping[str, Overloads]:
    """`{"substring(int)": ...}` by name."""
    found: dict[str, Overloads] = {}
    for signature, method in table.items():
        name, _, rest = signature.partition("(")
        takes = tuple(kind for kind in rest.rstrip(")").split(",") if kind)
        found[name] = (*found.get(name, ()), Overload(takes, method))
    return found


def chosen(forms: Overloads, arguments: list[object]) -> Overload | None:
    """The first form that takes these arguments, None if there is none.

    Raises ValueError for null where Java needs an object, and for arguments to a method without any, as Velocity does.
    """
    for form in forms:
        if len(form.takes) != len(arguments):
            continue
        pairs = tuple(zip(form.takes, arguments, strict=True))
        if all(_KINDS[kind](given) for kind, given in pairs):
            if any(given is None and kind != "Object" for kind, given in pairs):
                raise ValueError("an argument is null")
            return form
    if arguments and any(not form.takes for form in forms):
        raise ValueError("it takes no arguments")
    return None
