"""From a mapping to the value of its request template.

    1  the mapping's own code is read: a branch is refused, since a template has none
    2  it is called twice, with other sentinels each time; whatever looks into a symbol raises
    3  every text and number of the result is searched for sentinels; a damaged one is refused
    4  fields that pydantic checks or computes are refused when they receive one: API Gateway checks nothing
    5  both calls must give the same template

It knows results as DynamoDB attributes (`{"S": "..."}`), neither the gateway nor what VTL means.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from random import SystemRandom
from types import FunctionType
from typing import TYPE_CHECKING, Final, TypeAlias

from pydantic import BaseModel, ValidationError

from gwfw.declarations import Mark
from gwfw.errors import Problem, Refusal
from gwfw.graph.template import Expression, Value, Words, escaped
from gwfw.tracing.attributes import Attributes
from gwfw.tracing.branches import branches
from gwfw.tracing.fields import demand
from gwfw.tracing.symbols import Connecting, Source, Symbols, Untraceable

if TYPE_CHECKING:
    from gwfw.integrations.sides import Site

__all__ = ["Read", "trace"]

Read: TypeAlias = Callable[[object], Attributes]
"""Turns the mapping's result into attributes. Raises TypeError, with a sentence, for what is none."""

LENGTHS: Final = (24, 29)
"""Of the sentinels in the two calls."""

REMEDIES: Final = {"$connect": "use @ws.connect, a Lambda", "$disconnect": "use @ws.disconnect, a Lambda"}


def trace(mapping: Callable[[Connecting], object], site: Site, read: Read) -> Value:
    """The value of the template that does what the mapping does. Raises Refusal with file, line and remedy."""
    if not isinstance(mapping, FunctionType) or mapping.__code__.co_argcount != 1:
        raise _refusal(
            site,
            "mapping",
            "a mapping is a function of one argument",
            received=repr(mapping),
            allowed="(client: Connecting)",
        )
    lines = branches(mapping.__code__)
    if lines:
        what = "a mapping cannot branch or compare: a template has no conditions"
        raise _refusal(site, "mapping-branches", what, mark=Mark(mapping.__code__.co_filename, lines[0]))
    first, second = (_call(mapping, site, read, length) for length in LENGTHS)
    where = next(_differences(first, second, ""), None)
    if where is not None:
        what = f"{where} is computed from a value or differs from call to call; a template only passes values on"
        raise _refusal(site, "mapping-unsteady", what, allowed="a value as it is, text around it, and constants")
    return first


def _refusal(
    site: Site, code: str, what: str, *, mark: Mark | None = None, received: str | None = None, allowed: str | None = None
) -> Refusal:
    places = [site.place] if mark is None or mark.place(site.folder) == site.place else [site.place, mark.place(site.folder)]
    remedy = REMEDIES[site.key]
    return Refusal([Problem(code=code, what=what, places=tuple(places), received=received, allowed=allowed, remedy=remedy)])


def _call(mapping: FunctionType, site: Site, read: Read, length: int) -> Value:
    """The template's value after one call with fresh symbols."""
    symbols = Symbols(SystemRandom(), length)
    client = Connecting(symbols, mapping.__code__.co_varnames[0], opens=site.key == "$connect")
    try:
        result = mapping(client)
        attributes = read(result)
        for field, demanded in _demanding(result, symbols):
            what = f"{field} receives a value that only a client knows, and API Gateway cannot check what the field demands"
            raise _refusal(site, "mapping-constraint", what, received=demanded, allowed="a plain str or int field")
        return _value(attributes, symbols, "")
    except Untraceable as error:
        what = f"{error} is not in a template, which can pass a value on, put text around it, and nothing else"
        raise _refusal(site, "mapping-cuts", what, mark=_line(error, site.folder)) from error
    except ValidationError as error:
        what = f"{error.title} refuses a value that only a client knows, and API Gateway cannot check it"
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False))
        raise _refusal(site, "mapping-constraint", what, mark=_line(error, site.folder), received=wrong) from error
    except Refusal:
        raise
    except Exception as error:
        received = f"{type(error).__name__}: {error}"
        raise _refusal(site, "mapping", "the mapping failed", mark=_line(error, site.folder), received=received) from error


def _line(error: BaseException, folder: str) -> Mark | None:
    """The innermost line of the app's own code."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if folder and frame.filename.startswith(folder)]
    return Mark(own[-1].filename, own[-1].lineno or 0) if own else None


def _demanding(value: object, symbols: Symbols) -> Iterator[tuple[str, str]]:
    """The fields that hold a symbol and demand something of it, at any depth, with what they demand."""
    if isinstance(value, BaseModel):
        model = type(value)
        for name, field in model.model_fields.items():
            held = getattr(value, name)
            demanded = demand(model, name, field) if symbols.inside(held) else None
            if demanded is not None:
                yield f"{model.__name__}.{name}", demanded
            yield from _demanding(held, symbols)
        for name in model.model_computed_fields:
            if symbols.inside(getattr(value, name)):
                yield f"{model.__name__}.{name}", "it is computed"
    elif isinstance(value, Mapping):
        for held in value.values():
            yield from _demanding(held, symbols)
    elif isinstance(value, list | tuple | set | frozenset):
        for held in value:
            yield from _demanding(held, symbols)


def _value(attributes: Attributes, symbols: Symbols, where: str) -> Value:
    """DynamoDB's JSON with expressions in place of sentinels."""
    if isinstance(attributes, str):
        number = _number(attributes, symbols) if where.endswith(".N") else None
        return number or _words(attributes, symbols, where)
    if isinstance(attributes, list):
        return [_value(held, symbols, f"{where}[{index}]") for index, held in enumerate(attributes)]
    if isinstance(attributes, Mapping):
        return {_key(key, symbols): _value(held, symbols, f"{where}.{key}") for key, held in attributes.items()}
    return attributes


def _key(key: str, symbols: Symbols) -> str:
    if symbols.inside(key):
        raise Untraceable("a value", "the name of an attribute")
    return key


def _number(text: str, symbols: Symbols) -> Words | None:
    """The expression of a numeric attribute, `1.7E12` and `17.0` included."""
    source = symbols.numbers.get(int(Decimal(text)))
    return None if source is None or int(Decimal(text)) != Decimal(text) else (Expression(source.variable),)


def _words(text: str, symbols: Symbols, where: str) -> str | Words:
    """The text with expressions in place of sentinels. Raises Untraceable for a damaged one."""
    sources = symbols.by_text()
    if not sources:
        return text
    parts = re.split("(" + "|".join(map(re.escape, sources)) + ")", text)
    if any(core in part for part in parts[::2] for core in symbols.cores):
        raise Untraceable(where.strip("."), "a changed value")
    words = [_expression(sources[part]) if index % 2 else part for index, part in enumerate(parts)]
    kept = tuple(word for word in words if word != "")
    return text if len(parts) == 1 else kept


def _expression(source: Source) -> Expression:
    return Expression(escaped(source.variable) if source.client else source.variable)


def _differences(first: Value, second: Value, where: str) -> Iterator[str]:
    """The paths at which two values differ."""
    if isinstance(first, dict) and isinstance(second, dict) and set(first) == set(second):
        for key in first:
            yield from _differences(first[key], second[key], f"{where}.{key}" if where else key)
    elif first != second:
        yield where.split(".")[0] or "the result"
