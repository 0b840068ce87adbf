"""What an integration of a WebSocket route is sent: the chosen and rendered template, and the mapped parameters.

Shared by the emulate sides of the kinds that have templates. The template's key is

    1  what `template_selection` evaluates to   2  else `$default`
    3  without an expression `application/json`, as frames have no content type, then `$default`
    4  no template: the message itself, if `passthrough` allows it, else 415

It follows "Set up data transformation for WebSocket APIs" and the WebSocket parameter mappings of the developer guide.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from gwfw import selection
from gwfw.exchange import Failed, Headers, WebSocketInputs
from gwfw.graph.nonproxy import NonProxy
from gwfw.jsonpath import Missing
from gwfw.ports import Names, Renderer
from gwfw.readings import reader
from gwfw.selection import Read

__all__ = ["Parameters", "body", "chosen", "parameters"]

TemplateT = TypeVar("TemplateT")

_KEYS = ("application/json", "$default")


def body(spec: NonProxy, inputs: WebSocketInputs, names: Names, render: Renderer) -> bytes | Failed:
    """What the integration gets for this event. Raises what `render` raises."""
    template = chosen(spec.request_templates, spec.template_selection, reader(inputs))
    if template is None:
        if spec.passthrough == "NEVER" or (spec.passthrough == "WHEN_NO_TEMPLATES" and spec.request_templates):
            return Failed(
                reason="unsupported_media", detail=f"no request template fits, and passthrough is {spec.passthrough}"
            )
        text = inputs.body or ""
    else:
        text = render(names.text(template), inputs)
    return _binary(text) if spec.content_handling == "CONVERT_TO_BINARY" else text.encode("utf-8", "replace")


def chosen(templates: Iterable[tuple[str, TemplateT]], expression: str | None, read: Read) -> TemplateT | None:
    """The template of the key that is selected, None if none fits."""
    known = dict(templates)
    keys = _KEYS if expression is None else (selection.compile(expression).evaluate(read), "$default")
    return next((known[key] for key in keys if key in known), None)


def _binary(text: str) -> bytes | Failed:
    try:
        return b64decode(text, validate=True)
    except ValueError as error:
        return Failed(reason="configuration", detail=f"CONVERT_TO_BINARY of what is no base64: {error}")


# Parameters ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The mapped parameters, in the order of the mapping; what its source does not hold is left out."""

    headers: Headers
    query: tuple[tuple[str, str], ...]
    path: tuple[tuple[str, str], ...]


def parameters(spec: NonProxy, inputs: WebSocketInputs) -> Parameters:
    """`("integration.request.header.x", "context.connectionId")` and the like, evaluated for this event."""
    read = reader(inputs)
    found: dict[str, list[tuple[str, str]]] = {"header": [], "querystring": [], "path": []}
    for key, source in spec.request_parameters:
        place, _, name = key.removeprefix("integration.request.").partition(".")
        found[place] += [(name, value) for value in _values(source, read)]
    return Parameters(headers=tuple(found["header"]), query=tuple(found["querystring"]), path=tuple(found["path"]))


def _values(source: str, read: Read) -> list[str]:
    """The values of a source: several of a multi-value one, none of what is not there."""
    if source.startswith("'"):
        return [source[1:-1]]
    value = read(selection.variable(source))
    if isinstance(value, Missing) or value is None:
        return []
    if isinstance(value, list) and ".multivalue" in source:
        return [selection.text(held) for held in value]
    return [selection.text(value)]
