"""An app graph as JSON text and back: what the bundle, the synthesizer's process and `gwfw graph --json` read.

The text is canonical: sorted keys, two blanks of indentation, a newline at the end; equal graphs give equal bytes.
Every class of the graph is written by its fields, specs and resources with their `kind`; a text with references is a list.
It follows the classes' own type hints, so a new field or kind needs no line here.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from gwfw.authorizers import catalogue as authorizers
from gwfw.errors import Misuse, Problem
from gwfw.graph.model import (
    AppGraph,
    Authorizer,
    Bus,
    Configuration,
    Integration,
    Machine,
    Queue,
    Ref,
    Stream,
    Table,
)
from gwfw.integrations import catalogue

__all__ = ["VERSION", "dump", "load"]

VERSION: Final = 1
RESOURCES: Final[Mapping[str, type]] = {
    "bus": Bus,
    "config": Configuration,
    "machine": Machine,
    "queue": Queue,
    "stream": Stream,
    "table": Table,
}


def dump(graph: AppGraph) -> str:
    """The manifest: `{"app": {...}, "gwfw": 1}`."""
    return json.dumps({"gwfw": VERSION, "app": _encode(graph)}, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def load(text: str) -> AppGraph:
    """The graph of a manifest. Raises Misuse for another version, an unknown kind, and what is no manifest at all."""
    try:
        given = json.loads(text)
    except ValueError as error:
        raise _misuse("this is not a manifest", str(error)) from error
    if not isinstance(given, dict) or set(given) != {"gwfw", "app"}:
        raise _misuse("this is not a manifest", text[:60])
    if given["gwfw"] != VERSION:
        raise _misuse("this manifest has another version", repr(given["gwfw"]))
    graph = _decode(AppGraph, given["app"], "app")
    assert isinstance(graph, AppGraph)
    return graph


def _encode(value: object) -> object:
    if isinstance(value, Ref):
        return {"ref": [value.kind, value.name, value.attribute]}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        written = {field.name: _encode(getattr(value, field.name)) for field in dataclasses.fields(value)}
        kind = getattr(value, "kind", None)
        return written if kind is None else {"kind": kind, **written}
    if isinstance(value, float) and value.is_integer():
        return int(value)  # 10 and 10.0 are equal, so they are written alike
    return [_encode(part) for part in value] if isinstance(value, tuple) else value


def _decode(hint: Any, given: Any, where: str) -> object:
    """The value of that type; `where` is its path in the manifest."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _decode_union(arguments, given, where)
    if origin is Literal:
        return given if given in arguments else _refuse(given, where)
    if origin is tuple:
        return _decode_tuple(arguments, given, where)
    if hint is Ref:
        parts = given.get("ref") if isinstance(given, dict) else None
        return Ref(*parts) if isinstance(parts, list) and len(parts) == 3 else _refuse(given, where)
    if isinstance(hint, type) and issubclass(hint, Integration) and isinstance(given, dict):
        return _decode_fields(_integration(given, where), given, where)
    if isinstance(hint, type) and issubclass(hint, Authorizer) and isinstance(given, dict):
        return _decode_fields(_authorizer(given, where), given, where)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _decode_fields(hint, given, where)
    if hint is float and type(given) is int:
        return float(given)
    return given if type(given) is hint else _refuse(given, where)


def _decode_union(hints: tuple[Any, ...], given: Any, where: str) -> object:
    if given is None and type(None) in hints:
        return None
    kinds = {kind: hint for kind, hint in RESOURCES.items() if hint in hints}
    if kinds:
        kind = given.get("kind") if isinstance(given, dict) else None
        return _decode_fields(kinds[kind], given, where) if kind in kinds else _refuse(given, where)
    chosen = Ref if isinstance(given, dict) and Ref in hints else next(hint for hint in hints if hint is not type(None))
    if chosen is Ref or Ref not in hints:
        return _decode(chosen, given, where)
    return _decode(str, given, where)


def _decode_tuple(hints: tuple[Any, ...], given: Any, where: str) -> tuple[object, ...]:
    if not isinstance(given, list) or (hints[-1] is not ... and len(given) != len(hints)):
        _refuse(given, where)
    hints = (hints[0],) * len(given) if hints[-1] is ... else hints
    pairs = enumerate(zip(hints, given, strict=True))
    return tuple(_decode(hint, part, f"{where}[{index}]") for index, (hint, part) in pairs)


def _decode_fields(cls: type, given: Any, where: str) -> object:
    hints = _hints(cls)
    if not isinstance(given, dict) or not set(given) - {"kind"} <= set(hints):
        _refuse(given, where)
    missing = sorted(name for name, (_, needed) in hints.items() if needed and name not in given)
    if missing:
        raise _misuse(f"the manifest lacks {', '.join(missing)} at {where}", json.dumps(given)[:60])
    values = {name: _decode(hints[name][0], part, f"{where}.{name}") for name, part in given.items() if name != "kind"}
    return cls(**values)


@cache
def _hints(cls: type) -> Mapping[str, tuple[Any, bool]]:
    """The type of each field, and whether it must be given."""
    hints = get_type_hints(cls)
    return {field.name: (hints[field.name], field.default is dataclasses.MISSING) for field in dataclasses.fields(cls)}


def _integration(given: Mapping[str, object], where: str) -> type[Integration]:
    kind = given.get("kind")
    return catalogue.spec(kind) if isinstance(kind, str) else _refuse(given, where)


def _authorizer(given: Mapping[str, object], where: str) -> type[Authorizer]:
    kind = given.get("kind")
    return authorizers.spec(kind) if isinstance(kind, str) else _refuse(given, where)


def _refuse(given: object, where: str) -> Any:
    raise _misuse(f"the manifest has an unknown value at {where}", json.dumps(given)[:60])


def _misuse(what: str, received: str) -> Misuse:
    remedy = "write it again with this version: gwfw graph --json"
    allowed = f"a manifest of version {VERSION}"
    return Misuse(Problem(code="manifest", what=what, received=received, allowed=allowed, remedy=remedy))
