"""Request models: JSON Schemas (draft 4) that a message must fulfil before its route's integration is asked.

The one module that knows the validator, which is imported with the first message that needs it. Which model counts, the
route's model selection expression says; without one it is `$default`. A message for which there is no model, and one
that is no JSON, is refused. It follows "Set up request validation" of the developer guide.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from gwfw import selection
from gwfw.exchange import WebSocketInputs
from gwfw.graph.model import Route
from gwfw.jsonpath import MISSING
from gwfw.readings import reader

__all__ = ["Models", "wrong"]

Check: TypeAlias = Callable[[object], str | None]
"""Why a value does not fulfil a schema, None if it does."""

DEFAULT: Final = "$default"


class Models:
    """The models of one route."""

    def __init__(self, route: Route) -> None:
        self._schemas: Mapping[str, str] = dict(route.models)
        self._selection = None if route.model_selection is None else selection.compile(route.model_selection)
        self._checks: dict[str, Check] = {}

    def refused(self, inputs: WebSocketInputs) -> str | None:
        """Why the message is refused, None if it is not."""
        if not self._schemas:
            return None
        value = selection.parsed(inputs.body or "")
        if value is MISSING:
            return "it is no JSON"
        key = DEFAULT if self._selection is None else self._selection.evaluate(reader(inputs))
        key = key if key in self._schemas else DEFAULT
        if key not in self._schemas:
            return f"no model is selected: {', '.join(self._schemas)}"
        if key not in self._checks:
            self._checks[key] = _check(json.loads(self._schemas[key]))
        return self._checks[key](value)


def wrong(schema: str) -> str | None:
    """Why a text cannot be a model, None if it can."""
    try:
        value = json.loads(schema)
    except ValueError as error:
        return f"it is no JSON: {error}"
    outside = sorted({ref for ref in _references(value) if not ref.startswith("#")})
    if outside:
        return f"it refers to what is not in it: {', '.join(outside)}"
    validator = _validator()
    meta = validator(validator.META_SCHEMA, format_checker=validator.FORMAT_CHECKER)
    problem = next(iter(meta.iter_errors(value)), None)
    return None if problem is None else _said(problem)


def _check(schema: object) -> Check:
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    validator = _validator()(schema, registry=Registry())  # an empty one: nothing is fetched

    def check(value: object) -> str | None:
        try:
            problem = next(iter(validator.iter_errors(value)), None)
        except (Unresolvable, RecursionError, ArithmeticError, re.error) as error:
            return f"the model cannot be applied: {error}"
        return None if problem is None else _said(problem)

    return check


def _validator() -> Any:  # the library has no types
    from jsonschema import Draft4Validator  # type: ignore[import-untyped]

    return Draft4Validator


def _said(problem: Any) -> str:
    """`$.v: 'nan' is not of type 'number'`."""
    return f"{problem.json_path}: {problem.message}"


def _references(schema: object) -> list[str]:
    """Every `$ref` in a schema."""
    if isinstance(schema, list):
        return [ref for part in schema for ref in _references(part)]
    if not isinstance(schema, dict):
        return []
    own = schema.get("$ref")
    return [own] if isinstance(own, str) else [ref for part in schema.values() for ref in _references(part)]
