"""Functions that select or compare, read once: `lambda order: order.total` is `$.total`, `... > 100` a rule of a choice.

The function gets a symbol instead of a value. It may take attributes and items of it and compare them with constants;
conditions are joined with `&`, `|`, `~`. Whatever needs the value itself raises `Unreadable`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

__all__ = ["Rule", "Symbol", "Unreadable", "expression", "hints", "path", "rule", "takes"]

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_STEPS: Final = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\['((?:[^'\\]|\\.)+)'\]")
_COMPARISONS: Final = {"<": "LessThan", "<=": "LessThanEquals", ">": "GreaterThan", ">=": "GreaterThanEquals"}


class Unreadable(TypeError):
    """What a state machine cannot do with a value; the message is a sentence for the developer."""


class Rule:
    """A condition, as a rule of a Choice state without its `Next`."""

    def __init__(self, form: Mapping[str, object]) -> None:
        self.form = form

    def __and__(self, other: object) -> Rule:
        return Rule({"And": [self.form, _condition(other).form]})

    def __or__(self, other: object) -> Rule:
        return Rule({"Or": [self.form, _condition(other).form]})

    def __invert__(self) -> Rule:
        return Rule({"Not": self.form})

    def __bool__(self) -> bool:
        raise Unreadable("a condition is not known here: join conditions with &, | and ~, not with and, or, not, in")


class Symbol:
    """A value that only the running state machine knows. `model` is its type, where that is known."""

    __slots__ = ("_model", "_path")

    def __init__(self, path: str, model: object = None) -> None:
        self._path, self._model = path, model

    def __getattr__(self, name: str) -> Symbol:
        if name.startswith("__"):
            raise AttributeError(name)
        key, model = _member(self._model, name)
        return Symbol(self._path + _step(key), model)

    def __getitem__(self, name: str | int) -> Symbol:
        given: object = name
        if not isinstance(given, str | int) or isinstance(given, bool):
            raise Unreadable(f"an item is named by a text or a number, not by {name!r}")
        return Symbol(self._path + _step(name))

    def __eq__(self, other: object) -> Rule:  # type: ignore[override]
        return self._compare("Equals", other)

    def __ne__(self, other: object) -> Rule:  # type: ignore[override]
        return ~self._compare("Equals", other)

    def __lt__(self, other: object) -> Rule:
        return self._compare(_COMPARISONS["<"], other)

    def __le__(self, other: object) -> Rule:
        return self._compare(_COMPARISONS["<="], other)

    def __gt__(self, other: object) -> Rule:
        return self._compare(_COMPARISONS[">"], other)

    def __ge__(self, other: object) -> Rule:
        return self._compare(_COMPARISONS[">="], other)

    __hash__ = None  # type: ignore[assignment]

    def startswith(self, text: str) -> Rule:
        """Whether the text begins so."""
        return Rule({"Variable": self._path, "StringMatches": f"{_literal(text)}*"})

    def endswith(self, text: str) -> Rule:
        """Whether the text ends so."""
        return Rule({"Variable": self._path, "StringMatches": f"*{_literal(text)}"})

    def __bool__(self) -> bool:
        raise Unreadable(f"{self._path} is not known here: compare it, and join conditions with &, | and ~")

    def __iter__(self) -> Any:
        raise Unreadable(f"{self._path} is not known here and cannot be looked through; use sfn.map, or a task")

    def __call__(self, *arguments: object) -> Any:
        """Refused: a value that is not known has no methods."""
        raise Unreadable(f"{self._path} is not known here and has no methods; compute it in a task")

    def _compare(self, operator: str, other: object) -> Rule:
        if isinstance(other, Symbol):
            kind = _kind(self._model) or _kind(other._model)
            if kind is None:
                what = f"it is not known whether {self._path} and {other._path} are texts or numbers"
                raise Unreadable(f'{what}; write the rule: {{"Variable": "{self._path}", "Numeric{operator}Path": ...}}')
            return Rule({"Variable": self._path, f"{kind}{operator}Path": other._path})
        if other is None or isinstance(other, bool):
            if operator != "Equals":
                raise Unreadable(f"{other!r} can only be compared by == and !=")
            return Rule({"Variable": self._path, **({"IsNull": True} if other is None else {"BooleanEquals": other})})
        kind = _kind(type(other))
        if kind is None:
            raise Unreadable(f"{self._path} can be compared with texts, numbers, times, booleans and None, not {other!r}")
        return Rule({"Variable": self._path, f"{kind}{operator}": _constant(other)})


def path(function: Callable[[Any], object], model: object = None) -> str:
    """The path that the function selects. Raises Unreadable."""
    selected = _asked(function, model)
    if not isinstance(selected, Symbol):
        raise Unreadable(f"it must select a part of its argument, and gives {selected!r}")
    return selected._path


def expression(path: str, root: str = "$states.input") -> str:
    """A path in JSONata: `$states.input.order.lines[0]` for `$.order.lines[0]`. Raises Unreadable for one that searches."""
    from gwfw.resources.table.expressions import member

    if path.startswith("{%") and path.endswith("%}"):
        return f"({path[2:-2].strip()})"
    if not path.startswith("$") or _STEPS.sub("", path) != "$":
        raise Unreadable(f"{path} does not name one part of what comes")
    written = root
    for plain, number, quoted in _STEPS.findall(path):
        name = plain or re.sub(r"\\(.)", r"\1", quoted)
        written = f"{written}[{number}]" if number else member(written, name)
    return written


def rule(function: Callable[[Any], object], model: object = None) -> Mapping[str, object]:
    """The rule that the function describes. Raises Unreadable."""
    return _condition(_asked(function, model)).form


def takes(function: object) -> object:
    """The type of a function's only argument, where it says it."""
    return next(iter({name: hint for name, hint in hints(function).items() if name != "return"}.values()), None)


def hints(function: object) -> Mapping[str, object]:
    """The types of a function's arguments and of its result, as far as they can be found."""
    try:
        return get_type_hints(function)
    except (NameError, TypeError, AttributeError):
        return {}


def _asked(function: Callable[[Any], object], model: object) -> object:
    """What the function gives for a symbol. Raises Unreadable, also for whatever it raises itself."""
    try:
        return function(Symbol("$", model))
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(f"its argument is not known here, and it needs the value: {error}") from error


def _condition(value: object) -> Rule:
    if isinstance(value, Symbol):
        return Rule({"Variable": value._path, "BooleanEquals": True})
    if not isinstance(value, Rule):
        raise Unreadable(f"it must compare a part of its argument, and gives {value!r}")
    return value


def _step(name: str | int) -> str:
    if isinstance(name, int):
        return f"[{name}]"
    if _PLAIN.fullmatch(name):
        return f".{name}"
    escaped = name.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{escaped}']"


def _member(model: object, name: str) -> tuple[str, object]:
    """The JSON name and the type of a model's field. Raises Unreadable for a field that a known model has not."""
    fields = getattr(model, "model_fields", None)
    if fields is None:
        return name, None
    if name not in fields:
        raise Unreadable(f"{getattr(model, '__name__', model)} has no field {name!r}")
    field = fields[name]
    return field.serialization_alias or field.alias or name, field.annotation


def _kind(annotation: object) -> str | None:
    """The word for a type in the names of operators."""
    plain = _without_none(annotation)
    if not isinstance(plain, type) or issubclass(plain, bool):
        return None
    if issubclass(plain, datetime.datetime):
        return "Timestamp"
    return "Numeric" if issubclass(plain, int | float) else "String" if issubclass(plain, str) else None


def _without_none(annotation: object) -> object:
    """`int` of `int | None`; anything else as it is."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    members = [member for member in get_args(annotation) if member is not type(None)]
    return members[0] if len(members) == 1 else annotation


def _constant(value: object) -> object:
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            raise Unreadable(f"the time {value} has no time zone")
        return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
    return value


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("*", "\\*")
