r"""What users write for targets with templates, and how it becomes the fields of a spec. Shared by the declare sides.

    template     one for every message, or several by the key that `selection` gives; a template is text, or a sequence of
                 texts and handles: `('{"TableName": "', sessions, '"}')`
    parameters   `{"header.x-connection": context.connection_id, "querystring.source": "ws"}`: sources and constants
    reply        False: the client is sent nothing; True: the answer as it is; a template; or several by integration
                 response, `{"/4\\d\\d/": '{"error": "client"}', "$default": None}` (None: as it is)

Imported in Lambda with the user's module, hence light.
"""

from __future__ import annotations

from gwfw.declarations import Target
from gwfw.mapping import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Literal, TypeAlias

    from gwfw.graph.model import ApiName, Ref, Text
    from gwfw.graph.nonproxy import IntegrationResponse
    from gwfw.integrations.sides import Site

    Template: TypeAlias = "str | Sequence[object]"
    Templates: TypeAlias = "Template | Mapping[str, Template] | None"
    Reply: TypeAlias = "bool | str | Mapping[str, str | None]"
    Parameters: TypeAlias = "Mapping[str, Source | str] | None"

__all__ = ["Templated", "fields", "parameters", "reference", "text"]

DEFAULT = "$default"
STATIC_DEFAULT = r"\$default"


class Templated(Target):
    """Base of the targets with templates."""

    __slots__ = ("content", "parameters", "passthrough", "reply", "selection", "template", "timeout_ms", "two_way")
    apis: tuple[ApiName, ...] = ("websocket",)

    def __init__(
        self,
        *,
        template: Templates = None,
        selection: str | None = None,
        passthrough: Literal["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"] = "WHEN_NO_MATCH",
        content: Literal["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"] | None = None,
        parameters: Parameters = None,
        reply: Reply = False,
        timeout_ms: int = 29000,
    ) -> None:
        self.template, self.selection, self.passthrough, self.content = template, selection, passthrough, content
        self.parameters, self.reply, self.timeout_ms = parameters, reply, timeout_ms
        self.two_way = reply is not False
        """Whether the route has a route response, so that the client is sent something."""


def fields(target: Templated, site: Site) -> dict[str, Any]:
    """The fields of a NonProxy spec. Raises Refusal for what is no template."""
    from gwfw.errors import Problem, Refusal

    try:
        templates, selection = _templates(target)
    except TypeError as error:
        remedy = "a text, or a sequence of texts and handles"
        problem = Problem(
            code="template-part", what=str(error), places=(site.place,), received=target.written, remedy=remedy
        )
        raise Refusal([problem]) from error
    return {
        "name": site.integration,
        "request_templates": templates,
        "template_selection": selection,
        "passthrough": target.passthrough,
        "content_handling": target.content,
        "request_parameters": tuple(sorted(parameters(target.parameters or {}).items())),
        "responses": _responses(target.reply),
        "timeout_ms": target.timeout_ms,
    }


def _templates(target: Templated) -> tuple[tuple[tuple[str, Text], ...], str | None]:
    if target.template is None:
        return (), target.selection
    if hasattr(target.template, "items"):
        return tuple(sorted((key, text(held)) for key, held in target.template.items())), target.selection
    return ((DEFAULT, text(target.template)),), target.selection or STATIC_DEFAULT


def text(template: Template) -> Text:
    """A template with references in place of the handles in it. Raises TypeError for what is no handle."""
    given: Sequence[Any] = (template,) if isinstance(template, str) else template
    return tuple(part if isinstance(part, str) else reference(part) for part in given)


def reference(handle: Any) -> Ref:
    """What a template says of a handle: the ARN of a state machine, which a function may define, else the name.

    Raises TypeError for what is no handle.
    """
    from gwfw.graph.model import Ref

    kind: Any = "machine" if hasattr(handle, "__code__") else getattr(handle, "KIND", None)
    if kind is None:
        raise TypeError(f"a template is made of texts and handles, not of {handle!r}")
    name = getattr(handle, "name", None) or handle.__name__
    return Ref(kind, name, "arn" if kind == "machine" else "name")


def parameters(written: Mapping[str, Source | str]) -> dict[str, str]:
    """Parameter mappings in API Gateway's words; a text is a constant."""
    return {f"integration.request.{key}": _source(value) for key, value in written.items()}


def _source(value: Source | str) -> str:
    if not isinstance(value, Source):
        return f"'{value}'"
    expression = value.expression.removeprefix("$")
    return f"route.{expression}" if expression.startswith("request.") else expression


def _responses(reply: Reply) -> tuple[IntegrationResponse, ...]:
    from gwfw.graph.nonproxy import IntegrationResponse

    by_key = {DEFAULT: None if isinstance(reply, bool) else reply} if isinstance(reply, bool | str) else reply
    return tuple(
        IntegrationResponse(key=key)
        if template is None
        else IntegrationResponse(key=key, template_selection=STATIC_DEFAULT, templates=((DEFAULT, template),))
        for key, template in sorted(by_key.items())
    )
