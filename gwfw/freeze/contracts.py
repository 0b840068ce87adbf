"""What handlers take and give, frozen: JSON Schemas of their parameters, bodies and results.

Schemas are pydantic's, of types that JSON itself has written here, so that an app without models needs no pydantic. Their
text is canonical: equal signatures give equal bytes. A type that pydantic has no schema for may be served all the same;
its schema then allows everything and says so.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from gwfw.annotations import NONE, many, members, plain, unwrap
from gwfw.graph.model import Contract, Function, Handler, RequestParameter
from gwfw.parameters import MISSING
from gwfw.runtime.http_routes import EMPTY, as_json
from gwfw.signature import is_response

if TYPE_CHECKING:
    from gwfw.freeze.grants import Code
    from gwfw.parameters import Parameter, Signature

__all__ = ["contract", "with_contracts"]

Mode: TypeAlias = Literal["validation", "serialization"]
Schema: TypeAlias = dict[str, Any]

JSON: Final = "application/json"
BYTES: Final = "application/octet-stream"

PLAIN: Final[Mapping[object, Schema]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dict: {"type": "object"},
    list: {"type": "array"},
    object: {},
    MISSING: {},
}
"""Schemas of what needs no pydantic."""


def with_contracts(functions: Iterable[Function], codes: Iterable[Code]) -> tuple[Function, ...]:
    """The functions, each handler with the contract of its code; one whose code is not known has none."""
    stating = [code for code in codes if code.handler.source not in ("asgi", "wsgi")]
    known = {(code.handler.source, code.handler.key): code for code in stating}

    def stated(handler: Handler) -> Handler:
        code = known.get((handler.source, handler.key))
        if code is None:
            return handler
        return replace(handler, contract=contract(code.signature, status=handler.status, documented=code.code))

    return tuple(
        replace(function, handlers=tuple(stated(handler) for handler in function.handlers)) for function in functions
    )


def contract(signature: Signature, *, status: int = 200, documented: object = None) -> Contract:
    """The contract of a signature. `status` is that of a successful answer, `documented` the function with the docstring."""
    body = signature.body
    raw = body is not None and plain(body.annotation) is bytes
    given = members(signature.returns)
    return Contract(
        parameters=tuple(_parameter(each) for each in signature.parameters if each.origin in _PLACES),
        body=None if body is None else _text({} if raw else _schema(body.annotation, "validation")),
        body_type=BYTES if raw else JSON,
        body_required=body is None or body.required,
        responses=() if status in EMPTY else tuple(_responses(signature.returns)),
        open=any(member is MISSING or is_response(member) for member in given),
        summary=_summary(documented),
    )


_PLACES: Final[Mapping[str, Literal["path", "query", "header", "cookie"]]] = {
    "path": "path",
    "query": "query",
    "header": "header",
    "cookie": "cookie",
}


def _parameter(parameter: Parameter) -> RequestParameter:
    """None and a default stand for a parameter that is not there: neither can be sent."""
    schema = _without_null(_schema(parameter.annotation, "validation"))
    if parameter.default is not MISSING and parameter.default is not None:
        schema = {**schema, "default": _default(parameter)}
    if many(parameter.annotation) is not None and parameter.required:
        schema = {**schema, "minItems": 1}
    return RequestParameter(
        place=_PLACES[parameter.origin], name=parameter.alias, schema=_text(schema), required=parameter.required
    )


def _default(parameter: Parameter) -> object:
    try:
        json.dumps(parameter.default)
    except (TypeError, ValueError):
        return str(getattr(parameter.default, "value", parameter.default))
    return parameter.default


def _without_null(schema: Schema) -> Schema:
    alternatives = schema.get("anyOf")
    if not isinstance(alternatives, list) or {"type": "null"} not in alternatives:
        return schema
    left = [each for each in alternatives if each != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**left[0], **rest} if len(left) == 1 else {"anyOf": left, **rest}


def _responses(returns: object) -> Iterable[tuple[str, str]]:
    """The bodies of a successful answer by media type; those of a Response are its own."""
    given = members(returns)
    written = as_json(returns)
    if written is not NONE:
        yield JSON, _text(_schema(written, "serialization"))
    if bytes in given:
        yield BYTES, _text({})


def _schema(annotation: object, mode: Mode) -> Schema:
    if isinstance(annotation, type) or annotation is MISSING:
        known = PLAIN.get(annotation)
        if known is not None:
            return known
    from pydantic import TypeAdapter
    from pydantic.json_schema import GenerateJsonSchema

    class Canonical(GenerateJsonSchema):
        """Equal types give equal schemas. A default that is no JSON is left out without a warning."""

        ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012 -- pydantic's own form

        def encode_default(self, dft: Any) -> Any:
            """A set's members in one order, whatever their hashes are."""
            encoded = super().encode_default(dft)
            return sorted(encoded, key=json.dumps) if isinstance(dft, set | frozenset) else encoded

    form: Any = annotation
    try:
        found, shared = TypeAdapter.json_schemas(
            [("it", mode, TypeAdapter[object](form))], by_alias=True, schema_generator=Canonical
        )
    except Exception as error:  # whatever a type's own hooks raise: it is served nevertheless
        return {"description": f"a type without a JSON Schema ({type(error).__name__})"}
    return {**found["it", mode], **shared}


def _text(schema: Schema) -> str:
    return json.dumps(schema, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _summary(documented: object) -> str:
    text = getattr(unwrap(documented), "__doc__", None)
    return inspect.cleandoc(text).partition("\n")[0] if text else ""
