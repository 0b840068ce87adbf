"""The declare side of configurations: the handle becomes a value of the graph."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from gwfw.graph.model import Configuration

if TYPE_CHECKING:
    from gwfw.resources.config.handle import Config

__all__ = ["resource", "wrong"]


def resource(handle: Config) -> Configuration:
    """The value; content that is no text is written as JSON."""
    content = handle.content if isinstance(handle.content, str) else json.dumps(handle.content, indent=2)
    return Configuration(name=handle.name, content=content, content_type=handle.content_type)


def wrong(handle: Config) -> str | None:
    """What the settings cannot be, as a sentence."""
    try:
        content = handle.content if isinstance(handle.content, str) else json.dumps(handle.content, allow_nan=False)
        if handle.content_type == "application/json":
            json.loads(content)
    except (TypeError, ValueError) as error:
        return f"this content is not JSON: {error}"
    return None if content else "a configuration has content"
