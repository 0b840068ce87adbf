"""The value of a mock integration of a WebSocket route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gwfw.graph.nonproxy import NonProxy


@dataclass(frozen=True, slots=True, kw_only=True)
class Mock(NonProxy):
    """The request template renders an object with a `statusCode`, which chooses the integration response."""

    kind: ClassVar[str] = "mock"
