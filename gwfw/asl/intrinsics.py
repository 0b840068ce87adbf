"""The intrinsic functions of JSONPath states: what each does with its arguments.

Every function takes the evaluated arguments and the view, and raises StateError (`States.IntrinsicFailure`) for
arguments that it cannot take. Edge values follow recordings made on AWS. The grammar of a call is in `call.py`.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gwfw.asl import jsontext
from gwfw.asl.failures import INTRINSIC, StateError
from gwfw.asl.format import format_text
from gwfw.asl.view import View

__all__ = ["FUNCTIONS", "LENGTH_LIMIT", "RANGE_LIMIT", "Function", "failure"]

LENGTH_LIMIT = 10_000
"""Characters that Base64 and Hash functions take."""
RANGE_LIMIT = 1_000
"""Members that `ArrayRange` gives at most."""
LARGEST = sys.float_info.max
"""The largest number that functions count with."""

ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}

Body = Callable[[Sequence[object], View], object]


@dataclass(frozen=True, slots=True)
class Function:
    """One intrinsic function: its body and how many arguments it takes (`most` None: any number)."""

    body: Body
    least: int
    most: int | None


def failure(cause: str) -> StateError:
    """Arguments that a function cannot take."""
    return StateError(INTRINSIC, cause, evaluated=True)


def rounded(value: object, place: str) -> int:
    """A number argument as an integer: halves are rounded up."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not -LARGEST <= value <= LARGEST:
        raise failure(f"{place} must be a number, but was: {jsontext.text(value)}")
    return value if isinstance(value, int) else math.floor(value + 0.5)


def array(value: object, place: str) -> list[object]:
    """An array argument."""
    if not isinstance(value, list):
        raise failure(f"{place} must be an array, but was: {jsontext.text(value)}")
    return value


def string(value: object, place: str) -> str:
    """A string argument."""
    if not isinstance(value, str):
        raise failure(f"{place} must be a string, but was: {jsontext.text(value)}")
    return value


def _short(value: object, place: str) -> str:
    text = string(value, place)
    if len(text) > LENGTH_LIMIT:
        raise failure(f"{place} has {len(text)} characters, but may have {LENGTH_LIMIT}")
    return text


def _format(arguments: Sequence[object], view: View) -> object:
    return format_text(string(arguments[0], "The template of States.Format"), arguments[1:])


def _string_to_json(arguments: Sequence[object], view: View) -> object:
    text = string(arguments[0], "The argument of States.StringToJson")
    if not text.strip():
        return None
    try:
        return jsontext.load(text)
    except ValueError as error:
        raise failure(f"The argument of States.StringToJson is not JSON: {error}") from error


def _json_to_string(arguments: Sequence[object], view: View) -> object:
    return jsontext.text(arguments[0])


def _array(arguments: Sequence[object], view: View) -> object:
    return list(arguments)


def _partition(arguments: Sequence[object], view: View) -> object:
    values = array(arguments[0], "The first argument of States.ArrayPartition")
    length = rounded(arguments[1], "The second argument of States.ArrayPartition")
    if length < 1:
        raise failure(f"The second argument of States.ArrayPartition must be positive, but was: {length}")
    return [values[start : start + length] for start in range(0, len(values), length)]


def _contains(arguments: Sequence[object], view: View) -> object:
    values = array(arguments[0], "The first argument of States.ArrayContains")
    return any(jsontext.equal(value, arguments[1]) for value in values)


def _range(arguments: Sequence[object], view: View) -> object:
    first, last, step = (rounded(value, "An argument of States.ArrayRange") for value in arguments)
    if not step:
        raise failure("The step of States.ArrayRange must not be 0")
    count = max(0, (last - first) // step + 1)
    if count > RANGE_LIMIT:
        raise failure(f"States.ArrayRange would give {count} values, but may give {RANGE_LIMIT}")
    return [first + index * step for index in range(count)]


def _item(arguments: Sequence[object], view: View) -> object:
    values = array(arguments[0], "The first argument of States.ArrayGetItem")
    index = rounded(arguments[1], "The second argument of States.ArrayGetItem")
    if not 0 <= index < len(values):
        raise failure(f"The index {index} of States.ArrayGetItem is outside the array of {len(values)}")
    return values[index]


def _length(arguments: Sequence[object], view: View) -> object:
    return len(array(arguments[0], "The argument of States.ArrayLength"))


def _unique(arguments: Sequence[object], view: View) -> object:
    found: list[object] = []
    for value in array(arguments[0], "The argument of States.ArrayUnique"):
        if not any(jsontext.equal(value, other) for other in found):
            found.append(value)
    return found


def _encode(arguments: Sequence[object], view: View) -> object:
    from base64 import b64encode

    return b64encode(_short(arguments[0], "The argument of States.Base64Encode").encode("utf-8", "replace")).decode()


def _decode(arguments: Sequence[object], view: View) -> object:
    from base64 import b64decode

    try:
        return b64decode(_short(arguments[0], "The argument of States.Base64Decode"), validate=True).decode()
    except ValueError as error:
        raise failure(f"The argument of States.Base64Decode is not Base64 of a text: {error}") from error


def _hash(arguments: Sequence[object], view: View) -> object:
    import hashlib

    data = arguments[0] if isinstance(arguments[0], str) else jsontext.text(arguments[0])
    name = ALGORITHMS.get(string(arguments[1], "The algorithm of States.Hash"))
    if name is None:
        raise failure(f"The algorithm of States.Hash must be one of {', '.join(ALGORITHMS)}, but was: {arguments[1]}")
    written = _short(data, "The data of States.Hash").encode("utf-8", "replace")
    return hashlib.new(name, written, usedforsecurity=False).hexdigest()


def _merge(arguments: Sequence[object], view: View) -> object:
    first, second, deep = arguments
    if not isinstance(first, dict) or not isinstance(second, dict):
        raise failure("The first two arguments of States.JsonMerge must be objects")
    if not isinstance(deep, bool):
        raise failure(f"The third argument of States.JsonMerge must be true or false, but was: {jsontext.text(deep)}")
    return _merged(first, second) if deep else {**first, **second}


def _merged(first: dict[str, object], second: dict[str, object]) -> dict[str, object]:
    merged = dict(first)
    for key, value in second.items():
        mine = merged.get(key)
        merged[key] = _merged(mine, value) if isinstance(mine, dict) and isinstance(value, dict) else value
    return merged


def _add(arguments: Sequence[object], view: View) -> object:
    return sum(rounded(value, "An argument of States.MathAdd") for value in arguments)


def _random(arguments: Sequence[object], view: View) -> object:
    start, end, *seed = (rounded(value, "An argument of States.MathRandom") for value in arguments)
    if start >= end:
        raise failure(f"The first argument of States.MathRandom must be below the second, but was: {start}")
    if not seed:
        return view.sources.random.randrange(start, end)
    from random import Random

    return Random(seed[0]).randrange(start, end)  # noqa: S311  (the language's own function, no secret)


def _split(arguments: Sequence[object], view: View) -> object:
    text = string(arguments[0], "The first argument of States.StringSplit")
    signs = string(arguments[1], "The second argument of States.StringSplit")
    for sign in signs[1:]:
        text = text.replace(sign, signs[0])
    return [piece for piece in (text.split(signs[0]) if signs else [text]) if piece]


def _uuid(arguments: Sequence[object], view: View) -> object:
    return view.sources.ids.uuid()


FUNCTIONS = {
    "States.Format": Function(_format, 1, None),
    "States.StringToJson": Function(_string_to_json, 1, 1),
    "States.JsonToString": Function(_json_to_string, 1, 1),
    "States.Array": Function(_array, 0, None),
    "States.ArrayPartition": Function(_partition, 2, 2),
    "States.ArrayContains": Function(_contains, 2, 2),
    "States.ArrayRange": Function(_range, 3, 3),
    "States.ArrayGetItem": Function(_item, 2, 2),
    "States.ArrayLength": Function(_length, 1, 1),
    "States.ArrayUnique": Function(_unique, 1, 1),
    "States.Base64Encode": Function(_encode, 1, 1),
    "States.Base64Decode": Function(_decode, 1, 1),
    "States.Hash": Function(_hash, 2, 2),
    "States.JsonMerge": Function(_merge, 3, 3),
    "States.MathAdd": Function(_add, 2, 2),
    "States.MathRandom": Function(_random, 2, 3),
    "States.StringSplit": Function(_split, 2, 2),
    "States.UUID": Function(_uuid, 0, 0),
}
