"""Why a mapping template cannot be parsed or rendered. API Gateway refuses the one and answers 500 to the other."""

from __future__ import annotations

__all__ = ["TemplateError"]


class TemplateError(ValueError):
    """A template that is wrong, or that failed on its input: `reason`, and the `line` it happened on (1 is the first)."""

    def __init__(self, reason: str, line: int) -> None:
        self.reason, self.line = reason, line
        super().__init__(reason, line)

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"
