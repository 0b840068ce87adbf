"""`$input`: the payload of a template, as text and as JSON, and the parameters of the request.

A payload that does not look like an object or a list is a text of its own (`hello`), as for the parser behind the paths.
What such a path does not find is null, which prints as nothing.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Final, NoReturn, TypeAlias

from gwfw import jsonpath
from gwfw.gateway.vtl.printing import json_text, text
from gwfw.gateway.vtl.values import JsonList

__all__ = ["Input", "Params", "parsed"]

Params: TypeAlias = Mapping[str, Mapping[str, object]]
"""`{"path": {...}, "querystring": {...}, "header": {...}}`."""

EXACT_DIGITS: Final = 18
"""Longer numbers with a fraction are kept digit by digit."""

EMPTY: Final = "{}"
"""What a template gets where there is no payload."""


class Input:
    """The value of `$input`."""

    def __init__(self, body: str | None, params: Params) -> None:
        self.body = body or EMPTY
        self._params = params

    @cached_property
    def _document(self) -> object:
        return parsed(self.body)

    def path(self, path: object) -> object:
        """What the path finds; None where it leads nowhere. Raises ValueError for what is no path or no JSON."""
        found = self._found(path)
        return None if found is jsonpath.MISSING else found

    def json(self, path: object) -> str:
        """The same as JSON text: `""` where the path leads nowhere."""
        found = self._found(path)
        return '""' if found is jsonpath.MISSING else json_text(found)

    def _found(self, path: object) -> object:
        written = text(path)
        found = jsonpath.compile(written if written.startswith("$") else f"$.{written}").get(self._document)
        return JsonList(found) if type(found) is list else found

    def params(self, name: object = None) -> object:
        """All parameters; or that one's value, searched in path, query string and headers, None if it is not there.

        A header is found whatever the case of its name.
        """
        if name is None:
            return {kind: dict(self._params.get(kind, {})) for kind in ("path", "querystring", "header")}
        wanted = text(name)
        for kind in ("path", "querystring", "header"):
            found = self._params.get(kind, {}).get(wanted)
            if found is not None:
                return found
        lower = wanted.lower()
        return next((value for key, value in self._params.get("header", {}).items() if key.lower() == lower), None)


def parsed(document: str) -> object:
    """The value of a JSON text. Raises ValueError for a broken object or list."""
    try:
        return _lists(json.loads(document, strict=False, parse_float=_fraction, parse_constant=_refuse))
    except ValueError as error:
        stripped = document.strip(" \t\r\n")
        if stripped.startswith(("{", "[")):
            raise ValueError(f"the payload is not JSON: {error}") from error
        return stripped


def _fraction(digits: str) -> float | Decimal:
    return float(digits) if len(digits) <= EXACT_DIGITS else Decimal(digits)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _lists(value: object) -> object:
    """The value with its lists as those of JSON texts."""
    if isinstance(value, dict):
        return {key: _lists(held) for key, held in value.items()}
    if isinstance(value, list):
        return JsonList([_lists(held) for held in value])
    return value
