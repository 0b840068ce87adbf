"""Parameter-mapping expressions of HTTP APIs, compiled once and evaluated per request.

    $request.header.n  $request.querystring.n  $request.path.n  $request.path  $request.body  $request.body.<path>
    $context.v  $stageVariables.v  ${request.path.a}/${request.path.b} (templates)  anything else: static text
    $response.header.n  $response.body  $response.body.<path>  (in response mappings only)

It knows requests (`HttpInputs`) and nothing of integrations: who maps decides what an unresolvable value means. It
follows "Transforming API requests and responses" of the HTTP API developer guide; the `$context` variables are in
`gwfw.graph.http_context`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from gwfw.exchange import Answered, Headers, HttpInputs
from gwfw.graph.headers import read_text
from gwfw.graph.http_context import variable
from gwfw.graph.jsonpath import MISSING, JsonPath
from gwfw.graph.query import pairs

__all__ = ["BODY_LIMIT_BYTES", "Evaluator", "ResponseEvaluator", "compile_expression", "compile_response_expression", "text"]

Evaluator: TypeAlias = Callable[[HttpInputs], str | None]
"""Gives the value for one request, or None if the source is not there (a missing header, a body without that member)."""

ResponseEvaluator: TypeAlias = Callable[[HttpInputs, Answered], str | None]
"""The same for a request and the integration's answer."""

BODY_LIMIT_BYTES = 100 * 1024
"""`$request.body.<path>` reads bodies up to this size; in a longer one nothing is found."""

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_MEANT = re.compile(r"\$[A-Za-z]")
"""What is meant to be a source: `$requst.header.x` would otherwise be sent as a text."""
_ROOTS = ("$request.", "$response.", "$context.", "$stageVariables.")


@lru_cache(maxsize=4096)
def compile_expression(expression: str) -> Evaluator:
    """The evaluator of a request mapping's value. Raises ValueError for a source that does not exist."""
    if _VARIABLE.search(expression):
        return _template(expression, _source)
    if expression.startswith(_ROOTS):
        return _source(expression[1:])
    return _static(expression)


@lru_cache(maxsize=4096)
def compile_response_expression(expression: str) -> ResponseEvaluator:
    """The evaluator of a response mapping's value. Raises ValueError for a source that does not exist."""
    if _VARIABLE.search(expression):
        return _template(expression, _response_source)
    if expression.startswith(_ROOTS):
        return _response_source(expression[1:])
    return _static(expression)


def text(value: object) -> str:
    """A JSON value as mapped text: strings as they are, everything else as compact JSON."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _static(expression: str) -> Callable[..., str | None]:
    if _MEANT.match(expression):
        raise ValueError(f"{expression!r} is no source: $request.…, $context.… or $stageVariables.… is one")
    return lambda *_: expression


def _template(expression: str, compile_source: Callable[[str], Callable[..., str | None]]) -> Callable[..., str | None]:
    pieces = _VARIABLE.split(expression)
    literals, sources = pieces[::2], [compile_source(source) for source in pieces[1::2]]

    def evaluate(*arguments: HttpInputs | Answered) -> str | None:
        parts = [literals[0]]
        for source, literal in zip(sources, literals[1:], strict=True):
            value = source(*arguments)
            if value is None:
                return None
            parts += (value, literal)
        return "".join(parts)

    return evaluate


# Sources of a request ------------------------------------------------------------------------------------------------


def _source(source: str) -> Evaluator:
    root, _, rest = source.partition(".")
    if root == "context":
        return variable(rest)
    if root == "stageVariables" and rest:
        return lambda inputs: dict(inputs.stage_variables).get(rest)
    part, name = _parted(rest)
    if root == "request" and (part in _REQUEST if name else part in ("body", "path")):
        return _REQUEST[part](name)
    raise ValueError(f"${source} is no source: $request.header|querystring|path|body, $context or $stageVariables")


def _parted(rest: str) -> tuple[str, str]:
    """`body.user.name` and `body[0].name` as `body` and the path behind it."""
    if rest.startswith("body["):
        return "body", rest[4:]
    part, _, name = rest.partition(".")
    return part, name


def _header(name: str) -> Evaluator:
    wanted = name.lower()
    return lambda inputs: _joined(inputs.request.headers, wanted)


def _joined(headers: Headers, wanted: str) -> str | None:
    values = [value for key, value in headers if key.lower() == wanted]
    return read_text(",".join(values)) if values else None


def _querystring(name: str) -> Evaluator:
    def evaluate(inputs: HttpInputs) -> str | None:
        values = [value for key, value in pairs(inputs.request.query) if key == name]
        return ",".join(values) if values else None

    return evaluate


def _path(name: str) -> Evaluator:
    if not name:
        return lambda inputs: inputs.route_path
    return lambda inputs: inputs.path_parameters.get(name)


def _body(path: str) -> Evaluator:
    if not path:
        return lambda inputs: inputs.request.body.decode("utf-8", "replace")
    compiled = JsonPath.parse(path)
    return lambda inputs: _found(compiled, inputs.request.body)


def _found(path: JsonPath, body: bytes) -> str | None:
    if len(body) > BODY_LIMIT_BYTES:
        return None
    try:
        found = path.find(json.loads(body))
    except (ValueError, RecursionError):
        return None
    return None if found is MISSING or found is None else text(found)


_REQUEST: dict[str, Callable[[str], Evaluator]] = {
    "header": _header,
    "querystring": _querystring,
    "path": _path,
    "body": _body,
}


# Sources of a response -----------------------------------------------------------------------------------------------


def _response_source(source: str) -> ResponseEvaluator:
    root, _, rest = source.partition(".")
    part, name = _parted(rest)
    if root == "response" and part == "header" and name:
        wanted = name.lower()
        return lambda inputs, answered: _joined(answered.headers, wanted)
    if root == "response" and part == "body":
        return _response_body(name)
    if root == "response":
        raise ValueError(f"${source} is no source: $response.header.<name> and $response.body are")
    if root == "context" and rest in ("integrationStatus", "integration.status"):
        return lambda inputs, answered: str(answered.status)
    evaluate = _source(source)
    return lambda inputs, answered: evaluate(inputs)


def _response_body(path: str) -> ResponseEvaluator:
    if not path:
        return lambda inputs, answered: (answered.body or b"").decode("utf-8", "replace")
    compiled = JsonPath.parse(path)
    return lambda inputs, answered: _found(compiled, answered.body or b"")
