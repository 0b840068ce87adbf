"""Parameter mapping of HTTP APIs: what an integration's mappings make of a request, and of the integration's answer.

Every source is read from the original; then `remove`, `overwrite` and `append` are applied in this order. A mapping whose
source is not there, or gives what HTTP cannot carry, changes nothing. It follows "Transforming API requests and responses".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar
from urllib.parse import quote

from gwfw.exchange import Answered, Headers, HttpInputs
from gwfw.graph.headers import wire_text
from gwfw.graph.mapping import Evaluator, ResponseEvaluator, compile_expression, compile_response_expression
from gwfw.graph.mapping_keys import MappingKey
from gwfw.graph.query import decode_query

__all__ = ["RequestMapping", "ResponseMapping"]

EvaluatorT = TypeVar("EvaluatorT", bound=Callable[..., str | None])

_ORDER: Final = {"remove": 0, "overwrite": 1, "append": 2}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class _Rule(Generic[EvaluatorT]):
    key: MappingKey
    evaluate: EvaluatorT


class RequestMapping:
    """The request parameters of an integration, compiled. Raises ValueError for a key or a value that is none."""

    def __init__(self, parameters: Iterable[tuple[str, str]]) -> None:
        rules = [_Rule(MappingKey.request(key), _value(key, value, compile_expression)) for key, value in parameters]
        self._rules: list[_Rule[Evaluator]] = sorted(rules, key=lambda rule: _ORDER[rule.key.change])
        self._maps_host = any(rule.key.part == "header" and rule.key.name == "host" for rule in rules)

    def apply(self, inputs: HttpInputs) -> HttpInputs:
        """The inputs that the integration gets. The client's `Host` gives way where `Host` is mapped."""
        values = [(rule.key, rule.evaluate(inputs)) for rule in self._rules]
        request, path = inputs.request, inputs.mapped_path
        headers, query = request.headers, request.query
        if self._maps_host:
            headers = _without(headers, "host")
        for key, value in values:
            if value is None:
                continue
            if key.part == "header":
                headers = _changed(headers, key, value)
            elif key.part == "querystring":
                query = _changed_query(query, key, value)
            else:
                path = value if value.startswith("/") else f"/{value}"
        return replace(inputs, request=replace(request, headers=headers, query=query), mapped_path=path)


class ResponseMapping:
    """The response parameters for one status of an integration, compiled. Raises ValueError as RequestMapping does."""

    def __init__(self, parameters: Iterable[tuple[str, str]]) -> None:
        compiled = [
            _Rule(MappingKey.response(key), _value(key, value, compile_response_expression)) for key, value in parameters
        ]
        self._rules: list[_Rule[ResponseEvaluator]] = sorted(compiled, key=lambda rule: _ORDER[rule.key.change])

    def apply(self, inputs: HttpInputs, answered: Answered) -> Answered:
        """The answer that the client gets. A status that is none (200 to 599) changes nothing."""
        values = [(rule.key, rule.evaluate(inputs, answered)) for rule in self._rules]
        headers, status = answered.headers, answered.status
        for key, value in values:
            if value is None:
                continue
            if key.part == "header":
                headers = _changed(headers, key, value)
            elif len(value) == 3 and value.isascii() and value.isdigit() and 200 <= int(value) <= 599:
                status = int(value)
        return replace(answered, status=status, headers=headers)


def _value(key: str, value: str, compile_value: Callable[[str], EvaluatorT]) -> EvaluatorT:
    return compile_value("" if key.startswith("remove:") else value)


def _changed(headers: Headers, key: MappingKey, value: str) -> Headers:
    if key.change == "remove":
        return _without(headers, key.name)
    if _CONTROL.search(value):
        return headers
    kept = headers if key.change == "append" else _without(headers, key.name)
    return (*kept, (key.name, wire_text(value.strip(" \t"))))


def _without(headers: Headers, name: str) -> Headers:
    return tuple([header for header in headers if header[0].lower() != name])


def _changed_query(query: str, key: MappingKey, value: str) -> str:
    """The query string; what is not mapped stays as it was sent."""
    parts = [part for part in query.split("&") if part]
    if key.change != "append":
        parts = [part for part in parts if decode_query(part.partition("=")[0]) != key.name]
    if key.change != "remove":
        parts.append(f"{quote(key.name, safe='')}={quote(value, safe='', errors='replace')}")
    return "&".join(parts)
