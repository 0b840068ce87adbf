"""The functions that Step Functions adds to JSONata, and those of JSONata's own that read a clock or randomness.

They are called with the arguments as evaluated: None for undefined, the library's own mark for null. `$eval` is taken
away: as in AWS, calling it is calling nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from gwfw.asl import jsontext
from gwfw.asl.jsonata_library import Functions, JException, Jsonata, Utils
from gwfw.asl.view import View

__all__ = ["library", "seeded"]

ALGORITHMS: Final = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
RANGE_LIMIT: Final = 1_000_000

Implementation = Callable[[View, list[object]], object]


def library(view: View) -> dict[str, object]:
    """The functions as variables of one evaluation."""
    return {name: Jsonata.JLambda(_bound(body, view)) for name, body in _FUNCTIONS.items()} | {"eval": None}


def seeded(seed: int) -> float:
    """The first `nextDouble()` of `java.util.Random(seed)`."""
    mask = (1 << 48) - 1
    state = (seed ^ 0x5DEECE66D) & mask
    first = state = (state * 0x5DEECE66D + 0xB) & mask
    second = (state * 0x5DEECE66D + 0xB) & mask
    return float(((first >> 22) << 27) + (second >> 21)) / float(1 << 53)


def _bound(body: Implementation, view: View) -> Callable[..., object]:
    return lambda *arguments: body(view, list(arguments))


def _at(arguments: list[object], index: int) -> object:
    return arguments[index] if index < len(arguments) else None


def _number(value: object) -> float | None:
    """A number argument; None for undefined. Anything else is a mistake in the expression."""
    if value is None:
        return None
    if not jsontext.is_number(value):
        raise JException("D3030", -1, value)
    assert isinstance(value, int | float)
    return value


def _text(value: object, name: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise JException("T0410", -1, 1, name)


def _partition(view: View, arguments: list[object]) -> object:
    values, length = _at(arguments, 0), _number(_at(arguments, 1))
    if values is None or length is None:
        return None
    members = list(values) if isinstance(values, list) else [values]
    size = int(length)
    if size < 1 or not members:
        return None
    return [members[start : start + size] for start in range(0, len(members), size)]


def _range(view: View, arguments: list[object]) -> object:
    first, last, step = (_number(_at(arguments, index)) for index in range(3))
    if first is None or last is None or step is None or step == 0 or (last - first) * step < 0:
        return None
    count = int((last - first) / step) + 1
    if count > RANGE_LIMIT:
        raise JException("D2014", -1, count)
    return Utils.create_sequence_from_iter(first + index * step for index in range(count))


def _hash(view: View, arguments: list[object]) -> object:
    text, name = _text(_at(arguments, 0), "hash"), _text(_at(arguments, 1), "hash")
    if text is None or name is None:
        return None
    if name not in ALGORITHMS:
        raise JException("D3137", -1, f"The hash algorithm must be one of {', '.join(ALGORITHMS)}, but was: {name}")
    return hashlib.new(ALGORITHMS[name], text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _random(view: View, arguments: list[object]) -> object:
    seed = _number(_at(arguments, 0))
    return view.sources.random.random() if seed is None else seeded(int(seed))


def _uuid(view: View, arguments: list[object]) -> object:
    return view.sources.ids.uuid()


def _parse(view: View, arguments: list[object]) -> object:
    text = _text(_at(arguments, 0), "parse")
    if text is None:
        return None
    try:
        value = jsontext.load(text)
    except ValueError as error:
        raise JException("D3137", -1, f"The argument of $parse is not JSON: {error}") from error
    return Utils.NULL_VALUE if value is None else value


def _millis(view: View, arguments: list[object]) -> object:
    return int(view.now * 1000)


def _now(view: View, arguments: list[object]) -> object:
    return Functions.datetime_from_millis(
        int(view.now * 1000), _text(_at(arguments, 0), "now"), _text(_at(arguments, 1), "now")
    )


def _shuffle(view: View, arguments: list[object]) -> object:
    values = _at(arguments, 0)
    if not isinstance(values, list):
        return values
    members = list(values)
    view.sources.random.shuffle(members)
    return members


_FUNCTIONS: Final[dict[str, Implementation]] = {
    "partition": _partition,
    "range": _range,
    "hash": _hash,
    "random": _random,
    "uuid": _uuid,
    "parse": _parse,
    "millis": _millis,
    "now": _now,
    "shuffle": _shuffle,
}
