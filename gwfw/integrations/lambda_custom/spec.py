"""The value of a Lambda custom integration of a WebSocket route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gwfw.graph.nonproxy import NonProxy


@dataclass(frozen=True, slots=True, kw_only=True)
class LambdaCustom(NonProxy):
    """Invoke `function` with what the request template renders, or with the message itself."""

    kind: ClassVar[str] = "lambda_custom"
    function: str
