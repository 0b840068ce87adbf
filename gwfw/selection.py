r"""Selection expressions of WebSocket APIs: which route, model, template or key a message, request or answer selects.

    $request.body.action    one variable            ${request.body.service}/${request.body.action}    several, with text
    action                  static text             \$default                                         an escaped `$`

Compiled once, evaluated per message. What a variable stands for is read by the caller; this module knows neither events
nor routes. It follows "WebSocket selection expressions" of the API Gateway developer guide: every result is a text, an
unresolved variable of several is empty, nothing is evaluated twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from gwfw import jsonpath
from gwfw.jsonpath import MISSING, Missing, Path

__all__ = ["Read", "Selection", "SelectionError", "Variable", "compile", "parsed", "text", "variable"]


class SelectionError(ValueError):
    """An expression that API Gateway cannot evaluate; the text says why."""


@dataclass(frozen=True, slots=True)
class Variable:
    """`request.header.x-api-key` has the root `request.header` and the name `x-api-key`.

    A variable of a body has a path instead, which is looked up in the body's JSON.
    """

    root: str
    name: str = ""
    path: Path | None = None


Read: TypeAlias = Callable[[Variable], object]
"""Gives a variable's value, or MISSING."""

BODIES: Final = ("integration.response.body", "request.body")
NAMED: Final = (
    "context",
    "integration.response.header",
    "integration.response.multivalueheader",
    "request.header",
    "request.multivalueheader",
    "request.multivaluequerystring",
    "request.querystring",
    "stageVariables",
)
ALONE: Final = ("integration.response.statuscode",)

_TOKEN: Final = re.compile(r"\\(?P<escaped>.)|\$\{(?P<wrapped>[^{}]*)\}|(?P<text>[^\\$]+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Selection:
    """A compiled expression: texts and variables in order."""

    expression: str
    parts: tuple[str | Variable, ...]

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables that occur in it."""
        return tuple(part for part in self.parts if isinstance(part, Variable))

    def evaluate(self, read: Read) -> str:
        """The selected text; what is not there is empty."""
        return "".join([part if isinstance(part, str) else text(read(part)) for part in self.parts])


@lru_cache(maxsize=1024)
def compile(expression: str) -> Selection:
    """Compile an expression. Raises SelectionError."""
    if not expression:
        raise SelectionError("an expression is not empty")
    if expression == "$default":
        return Selection(expression, (expression,))
    if expression.startswith("$") and not expression.startswith("${"):
        return Selection(expression, (variable(expression[1:]),))
    return Selection(expression, tuple(_parts(expression)))


def _parts(expression: str) -> list[str | Variable]:
    parts: list[str | Variable] = []
    position = 0
    while position < len(expression):
        match = _TOKEN.match(expression, position)
        if match is None:
            raise SelectionError(rf"{expression!r}: after $ stands {{a.variable}}; a $ of its own is written \$")
        if match["wrapped"] is not None:
            parts.append(variable(match["wrapped"]))
        else:
            parts.append(match["escaped"] or match["text"])
        position = match.end()
    return parts


def variable(source: str) -> Variable:
    """A variable without its `$`: `request.body.action`. The prefix `route.` of parameters is the same request.

    Raises SelectionError for one that does not exist.
    """
    known = source.removeprefix("route.")
    for root in BODIES:
        if known == root or known.startswith((f"{root}.", f"{root}[")):
            return Variable(root, path=_path(known, known[len(root) :]))
    for root in NAMED:
        name = known.removeprefix(f"{root}.")
        if name and name != known:
            return Variable(root, name)
    if known in ALONE:
        return Variable(known)
    allowed = ", ".join((*BODIES, *NAMED, *ALONE))
    raise SelectionError(f"{source!r} is no variable: {allowed} are")


def _path(source: str, rest: str) -> Path:
    try:
        return jsonpath.compile("$" + rest)
    except jsonpath.PathError as error:
        raise SelectionError(f"{source!r}: {error.reason}") from error


# Values --------------------------------------------------------------------------------------------------------------


def parsed(body: str | bytes) -> object:
    """The JSON value of a body, MISSING for anything else."""
    try:
        return _decode(body if isinstance(body, str) else body.decode("utf-8"))
    except (ValueError, RecursionError):
        return MISSING


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")


_decode: Final = json.JSONDecoder(parse_constant=_refuse).decode


def text(value: object) -> str:
    """A value as Java prints it: `[item1, item2]`, `{name=value}`, `true`; what is missing or null is empty."""
    return "" if value is None or isinstance(value, Missing) else _printed(value)


def _printed(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return f"[{', '.join(map(_printed, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}={_printed(held)}' for name, held in value.items())}}}"
    return json.dumps(value)
