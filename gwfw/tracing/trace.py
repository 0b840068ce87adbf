"""From a mapping to the value of its request template.

    1  the mapping's own code is read: a branch is refused, since a template has none
    2  it is called twice, with other sentinels each time; whatever looks into a symbol raises
    3  every text and number of the result is searched for sentinels; a damaged one is refused
    4  fields that pydantic checks or computes are refused when they receive one: API Gateway checks nothing
    5  both calls must give the same template

It knows results as DynamoDB attributes (`{"S": "..."}`), neither the gateway nor what VTL means.
"""

from __future__ import annotations

import os
import re
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR, CO_VARARGS, CO_VARKEYWORDS
from random import SystemRandom
from types import FunctionType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from pydantic import BaseModel, ValidationError

from gwfw.annotations import is_model
from gwfw.annotations import read as annotations_of
from gwfw.declarations import Mark
from gwfw.errors import Problem, Refusal
from gwfw.graph.template import Expression, Value, Words, escaped
from gwfw.resources.table.attributes import Attributes
from gwfw.tracing.branches import branches
from gwfw.tracing.fields import demand
from gwfw.tracing.message import Message, Unchecked
from gwfw.tracing.symbols import TRACES, Connecting, Source, Symbols, Trace, Untraceable
from gwfw.tracing.watch import Watch

if TYPE_CHECKING:
    from gwfw.integrations.sides import Site

__all__ = ["Read", "trace"]

Read: TypeAlias = Callable[[object, Symbols], Mapping[str, Attributes]]
"""Turns the mapping's result into attributes by name.

Raises TypeError, with a sentence, for what is none, and Unchecked for a field that receives what nobody checks.
"""

Arguments: TypeAlias = tuple[tuple[str, type[BaseModel] | None], ...]
"""A mapping's parameters in order: the name, and the model of a message (None: the connection)."""

REMEDIES: Final = {"$connect": "use @ws.connect, a Lambda", "$disconnect": "use @ws.disconnect, a Lambda"}
NO_FUNCTION: Final = CO_COROUTINE | CO_GENERATOR | CO_ASYNC_GENERATOR | CO_VARARGS | CO_VARKEYWORDS


def trace(mapping: Callable[..., object], site: Site, read: Read) -> Value:
    """The value of the template that does what the mapping does. Raises Refusal with file, line and remedy."""
    if not isinstance(mapping, FunctionType) or mapping.__code__.co_flags & NO_FUNCTION:
        raise _refusal(site, "mapping", "a mapping is a plain function", received=repr(mapping), allowed=_allowed(site))
    arguments = _arguments(mapping, site)
    lines = branches(mapping.__code__)
    if lines:
        raise _branch(site, Mark(mapping.__code__.co_filename, lines[0]))
    first, second = (_call(mapping, arguments, site, read, made_of) for made_of in TRACES)
    where = next(_differences(first, second, ""), None)
    if where is not None:
        what = f"{where} is computed from a value or differs from call to call; a template only passes values on"
        raise _refusal(site, "mapping-unsteady", what, allowed="a value as it is, text around it, and constants")
    return first


def _allowed(site: Site) -> str:
    return "(client: Connecting)" if site.key in REMEDIES else "(client: Connecting, message: Say), one of them or both"


def _arguments(mapping: FunctionType, site: Site) -> Arguments:
    """The parameters, told by their annotations where there is a message."""
    code = mapping.__code__
    names = code.co_varnames[: code.co_argcount]
    wrong = _refusal(
        site,
        "mapping",
        "these are not the parameters of a mapping",
        received=f"({', '.join(names)})",
        allowed=_allowed(site),
    )
    if code.co_kwonlyargcount or len(names) not in ((1,) if site.key in REMEDIES else (1, 2)):
        raise wrong
    if site.key in REMEDIES:
        return ((names[0], None),)
    try:
        annotations = annotations_of(mapping)
    except Exception as error:
        raise _refusal(
            site, "mapping", "an annotation cannot be read", received=f"{type(error).__name__}: {error}"
        ) from error
    found = tuple((name, _model(annotations.get(name))) for name in names)
    if any(model is False for _, model in found) or len({model is None for _, model in found}) != len(found):
        raise wrong
    return tuple((name, model or None) for name, model in found)


def _model(annotation: object) -> type[BaseModel] | Literal[False] | None:
    """The model of a message, None for the connection, False for anything else."""
    if annotation is Connecting:
        return None
    return annotation if isinstance(annotation, type) and is_model(annotation) else False


def _branch(site: Site, mark: Mark) -> Refusal:
    what = "a mapping cannot branch or compare: a template has no conditions"
    return _refusal(site, "mapping-branches", what, mark=mark)


def _refusal(
    site: Site, code: str, what: str, *, mark: Mark | None = None, received: str | None = None, allowed: str | None = None
) -> Refusal:
    places = [site.place] if mark is None or mark.place(site.folder) == site.place else [site.place, mark.place(site.folder)]
    remedy = REMEDIES.get(site.key, f'use @ws.route("{site.key}"), a Lambda')
    return Refusal([Problem(code=code, what=what, places=tuple(places), received=received, allowed=allowed, remedy=remedy)])


def _unchecked(site: Site, field: str, demanded: str) -> Refusal:
    what = f"{field} receives a value that only a client knows, and API Gateway cannot check what the field demands"
    return _refusal(site, "mapping-constraint", what, received=demanded, allowed="a plain str or int field")


def _call(mapping: FunctionType, arguments: Arguments, site: Site, read: Read, made_of: Trace) -> Value:
    """The template's value after one call with fresh symbols."""
    symbols = Symbols(SystemRandom(), made_of)
    given = [_argument(name, model, symbols, site) for name, model in arguments]
    watch = Watch(mapping.__code__, symbols, site.folder)
    try:
        with watch:
            result = mapping(*given)
        attributes = read(result, symbols)
    except Exception as error:
        raise _failed(error, site) from error
    if watch.branch is not None:
        raise _branch(site, watch.branch)
    if watch.clock is not None:
        what = "a mapping cannot read the clock: what it says would be frozen into the template"
        raise _refusal(site, "mapping-unsteady", what, mark=watch.clock, allowed="client.connected_at, client.request_time")
    for field, demanded in _demanding(result, symbols):
        raise _unchecked(site, field, demanded)
    try:
        return _value(attributes, symbols, "")
    except Untraceable as error:
        raise _failed(error, site) from error


def _argument(name: str, model: type[BaseModel] | None, symbols: Symbols, site: Site) -> Connecting | Message:
    if model is None:
        return Connecting(symbols, name, opens=site.key == "$connect")
    return Message(model, symbols, name, validated=model is site.validated)


def _failed(error: Exception, site: Site) -> Refusal:
    """What an exception out of a mapping says."""
    mark = _line(error, site.folder)
    if isinstance(error, Untraceable):
        what = f"{error} is not in a template, which can pass a value on, put text around it, and nothing else"
        return _refusal(site, "mapping-cuts", what, mark=mark)
    if isinstance(error, Unchecked):
        return _unchecked(site, error.field, error.demanded)
    if isinstance(error, ValidationError):
        what = f"{error.title} refuses a value that only a client knows, and API Gateway cannot check it"
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False))
        return _refusal(site, "mapping-constraint", what, mark=mark, received=wrong)
    return _refusal(site, "mapping", "the mapping failed", mark=mark, received=f"{type(error).__name__}: {error}")


def _line(error: BaseException, folder: str) -> Mark | None:
    """The innermost line of the app's own code."""
    inside = folder.rstrip(os.sep) + os.sep
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if folder and frame.filename.startswith(inside)]
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
    return b64encode(attributes).decode() if isinstance(attributes, bytes) else attributes


def _key(key: str, symbols: Symbols) -> str:
    if symbols.inside(key):
        raise Untraceable("a value", "the name of an attribute")
    return key


def _number(text: str, symbols: Symbols) -> Words | None:
    """The expression of a numeric attribute, `1.7E12` and `17.0` included."""
    source = symbols.numbers.get(int(Decimal(text)))
    return None if source is None or int(Decimal(text)) != Decimal(text) else (_expression(source),)


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
