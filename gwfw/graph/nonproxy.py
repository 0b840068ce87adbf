"""What integrations of WebSocket APIs have that do not pass message and answer on as they are: templates and responses.

Field names follow API Gateway v2 (CreateIntegration, CreateIntegrationResponse). The specs of such kinds derive from
`NonProxy`; the rules are in the kinds' emulate sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from gwfw.graph.model import Integration, Text

__all__ = ["ContentHandling", "IntegrationResponse", "NonProxy", "Passthrough"]

ContentHandling: TypeAlias = Literal["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"]
Passthrough: TypeAlias = Literal["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationResponse:
    r"""What is made of the integration's answer. `key` is `$default` or a regular expression between slashes, `/4\d\d/`.

    `templates` are by the key that `template_selection` gives; without one that fits, the answer is passed on as it is.
    """

    key: str
    template_selection: str | None = None
    templates: tuple[tuple[str, str], ...] = ()
    content_handling: ContentHandling | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NonProxy(Integration):
    """Base of the kinds' specs. `request_templates` are by the key that `template_selection` gives (None: the key
    `application/json`, or `$default`); `passthrough` says what happens to a message for which there is none.

    Without any of the `responses` an answer cannot be handled, which is an error that clients see.
    """

    request_templates: tuple[tuple[str, Text], ...] = ()
    template_selection: str | None = None
    passthrough: Passthrough = "WHEN_NO_MATCH"
    content_handling: ContentHandling | None = None
    responses: tuple[IntegrationResponse, ...] = (IntegrationResponse(key="$default"),)
