"""The models that a WebSocket route validates messages by: from `validate=` to JSON Schemas of draft 4.

Schemas of types are pydantic's (2020-12). What draft 4 writes in another way is translated, what it cannot say is refused:
it ignores words that it does not know, and a model that lets pass what it seems to refuse helps nobody. Words that say
nothing about validity go, `format` among them, which no document says API Gateway looks at. It follows JSON Schema's draft 4
and "Data models for REST APIs" of the developer guide, which holds for both sorts of API.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gwfw.errors import Place, Problem, Refusal
from gwfw.runtime.bodies import selected_name

if TYPE_CHECKING:
    from gwfw.declarations import Route

__all__ = ["draft_4", "models"]

Schema: TypeAlias = dict[str, Any]

DEFAULT: Final = "$default"
DRAFT_4: Final = "http://json-schema.org/draft-04/schema#"
LENGTH: Final = 32_768
"""Characters of a model's schema."""

SAYS_NOTHING: Final = frozenset(
    ("$comment", "$schema", "$id", "contentEncoding", "contentMediaType", "default", "deprecated", "description")
) | {"discriminator", "example", "examples", "format", "id", "readOnly", "title", "writeOnly"}
AS_IT_IS: Final = frozenset(
    ("maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength", "minProperties", "minimum")
) | {"multipleOf", "pattern", "required", "type", "uniqueItems"}
OR_BOOLEAN: Final = frozenset(("additionalItems", "additionalProperties"))
OF_A_SCHEMA: Final = frozenset(("items", "not"))
OF_A_LIST: Final = frozenset(("allOf", "anyOf", "oneOf"))
OF_NAMES: Final = frozenset(("$defs", "definitions", "dependencies", "patternProperties", "properties"))
SAID_WITH: Final = {"additionalProperties": "propertyNames", "items": "prefixItems"}
"""Words that another one, if it is there, takes along."""


class _CannotSay(ValueError):
    """Draft 4 has no words for that."""


def models(route: Route, key: str, selection: str, place: Place) -> tuple[tuple[str, str], ...]:
    """The models of a route, sorted by key. `selection` is the API's. Raises Refusal."""
    if route.validate is None:
        if route.model_selection is None:
            return ()
        raise _refusal("model_selection= selects among the models of validate=", place, remedy="add validate={...}")
    if key in ("$connect", "$disconnect"):
        raise _refusal(f"only messages are validated, and {key} has none", place, remedy="leave validate= out")
    given: object = {DEFAULT: route.validate}
    if route.model_selection is not None:
        given = route.validate
        if not isinstance(given, Mapping) or not given or not all(isinstance(name, str) for name in given):
            what, allowed = "a model selection expression selects among several models", 'validate={"short": Say}'
            raise _refusal(what, place, received=repr(given), allowed=allowed, remedy="give each of them by its value")
    assert isinstance(given, Mapping)
    free = tuple(filter(None, map(selected_name, (selection, route.model_selection or ""))))
    return tuple((name, _model(given[name], free, place)) for name in sorted(given))


def _model(given: object, free: tuple[str, ...], place: Place) -> str:
    try:
        schema = draft_4(_schema(given), free)
    except _CannotSay as error:
        remedy = "loosen it for validate=, with a model of its own, and let the handler check the rest"
        raise _refusal(
            f"a model of draft 4 cannot say that: {error}", place, received=_shown(given), remedy=remedy
        ) from None
    except Exception as error:  # whatever pydantic says about a type
        allowed, remedy = "a pydantic model, a type with a JSON Schema, or a JSON Schema", "validate=Say"
        what = f"messages cannot be validated by this: {type(error).__name__}"
        raise _refusal(what, place, received=_shown(given), allowed=allowed, remedy=remedy) from error
    text = json.dumps(schema, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    if len(text) > LENGTH:
        what, received = "a model is too long for API Gateway", f"{len(text)} characters"
        raise _refusal(what, place, received=received, allowed=f"at most {LENGTH}", remedy="validate less of the message")
    return text


def _schema(given: object) -> Schema:
    if isinstance(given, Mapping):
        schema: Schema = json.loads(json.dumps(given))
        return schema
    if isinstance(given, FunctionType):
        raise TypeError("a function is no type")
    from pydantic import TypeAdapter

    form: Any = given
    return TypeAdapter[object](form).json_schema(by_alias=True)


def _shown(given: object) -> str:
    return getattr(given, "__name__", None) or repr(given)[:80]


# Draft 4 -------------------------------------------------------------------------------------------------------------


def draft_4(schema: Schema, free: tuple[str, ...] = ()) -> Schema:
    """The same schema in the words of draft 4.

    A message may always have the members `free`, which name its route or its model, as handlers leave them out. Raises
    ValueError for what draft 4 cannot say.
    """
    found = _translated(schema, schema)
    target = found
    if "allOf" in found and set(found) <= {"allOf", "definitions"}:  # a model that refers to itself
        name = found["allOf"][0].get("$ref", "").rpartition("/")[2]
        target = found.get("definitions", {}).get(name, found)
    if free and target.get("additionalProperties") is False:
        target["properties"] = {name: {} for name in free} | target.get("properties", {})
    return {"$schema": DRAFT_4, **found}


def _translated(schema: Schema, root: Schema) -> Schema:
    found: Schema = {}
    for word, value in schema.items():
        if word in SAYS_NOTHING or SAID_WITH.get(word) in schema:
            continue
        for name, said in _word(word, value, schema, root):
            found[name] = [*found.get("allOf", ()), *said] if name == "allOf" else said
    return _nullable(found)


def _word(word: str, value: Any, schema: Schema, root: Schema) -> Iterator[tuple[str, Any]]:
    """What one word of a schema is in draft 4."""
    if word in AS_IT_IS:
        yield word, value
    elif word in OR_BOOLEAN:
        yield word, value if isinstance(value, bool) else _part(value, root)
    elif word in OF_A_SCHEMA:
        yield word, [_part(each, root) for each in value] if isinstance(value, list) else _part(value, root)
    elif word in OF_A_LIST:
        yield word, [_part(each, root) for each in value]
    elif word in OF_NAMES:
        yield word.replace("$defs", "definitions"), {name: _part(each, root) for name, each in value.items()}
    elif word in ("const", "enum"):
        yield from _among([value] if word == "const" else value)
    elif word in ("exclusiveMinimum", "exclusiveMaximum"):
        yield from _exclusive(word, value, schema)
    elif word == "prefixItems":
        rest = schema.get("items", True)
        yield "items", [_part(each, root) for each in value]
        yield "additionalItems", rest if isinstance(rest, bool) else _part(rest, root)
    elif word == "propertyNames":
        yield from _names(_resolved(value, root), schema, root)
    elif word == "$ref":
        yield "allOf", [{"$ref": value.replace("#/$defs/", "#/definitions/", 1)}]
    else:
        raise _CannotSay(word)


def _part(value: Any, root: Schema) -> Any:
    if isinstance(value, bool):
        return {} if value else {"not": {}}
    if not isinstance(value, dict):
        return value
    found = _translated(value, root)
    alone = found["allOf"][0] if list(found) == ["allOf"] and len(found["allOf"]) == 1 else {}
    return alone if list(alone) == ["$ref"] else found


def _among(values: list[Any]) -> Iterator[tuple[str, Any]]:
    """One of some values. CloudFormation takes no null in a template, so that null is told by its type."""
    others = [value for value in values if value is not None]
    if len(others) == len(values):
        yield "enum", values
    elif others:
        yield "allOf", [{"anyOf": [{"enum": others}, {"type": "null"}]}]
    else:
        yield "allOf", [{"type": "null"}]


def _exclusive(word: str, value: Any, schema: Schema) -> Iterator[tuple[str, Any]]:
    """A bound that does not belong to the range. Integers have a next one, so that nothing depends on the word."""
    inclusive = word.replace("exclusiveM", "m")
    if isinstance(value, bool):
        yield word, value  # draft 4 itself
        return
    if schema.get("type") == "integer":
        said = {inclusive: math.floor(value) + 1 if inclusive == "minimum" else math.ceil(value) - 1}
    else:
        said = {inclusive: value, word: True}
    if inclusive in schema:
        yield "allOf", [said]
    else:
        yield from said.items()


def _names(names: Schema, schema: Schema, root: Schema) -> Iterator[tuple[str, Any]]:
    """Members whose names are among some, or are like a pattern; draft 4 says it from the other end."""
    value = _part(schema.get("additionalProperties", {}), root)
    if set(names) - SAYS_NOTHING <= {"type", "enum"} and "enum" in names:
        yield "properties", dict.fromkeys(names["enum"], value)
    elif set(names) - SAYS_NOTHING <= {"type", "pattern"} and "pattern" in names:
        yield "patternProperties", {names["pattern"]: value}
    else:
        raise _CannotSay("propertyNames")
    yield "additionalProperties", False


def _resolved(schema: Schema, root: Schema) -> Schema:
    ref = schema.get("$ref", "")
    found: Schema = root.get("$defs", {}).get(ref.removeprefix("#/$defs/"), schema)
    return found


def _nullable(schema: Schema) -> Schema:
    """`{"type": ["string", "null"]}` for a plain type or null, which every validator knows."""
    parts = schema.get("anyOf", ())
    if len(parts) != 2 or parts[1] != {"type": "null"} or "type" in schema or "enum" in parts[0]:
        return schema
    if not isinstance(parts[0].get("type"), str) or parts[0].keys() & schema.keys():
        return schema
    rest = {word: value for word, value in schema.items() if word != "anyOf"}
    return {**rest, **parts[0], "type": [parts[0]["type"], "null"]}


def _refusal(what: str, place: Place, *, received: str | None = None, allowed: str | None = None, remedy: str) -> Refusal:
    return Refusal(
        [Problem(code="request-model", what=what, places=(place,), received=received, allowed=allowed, remedy=remedy)]
    )
