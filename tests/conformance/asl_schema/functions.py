"""The functions of a case, as a script: what each gives at its first call, its second, and so on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["PREFIX", "Functions", "Given"]

PREFIX = "arn:aws:lambda:us-east-1:123456789012:function:"


@dataclass(frozen=True, slots=True)
class Given:
    """What one call gives: JSON text, whether it is an error, and after how many seconds."""

    payload: str
    failed: bool
    seconds: float


class Functions:
    """The functions and how often each was called."""

    def __init__(self, steps: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self._steps = steps
        self.calls = dict.fromkeys(steps, 0)

    def __contains__(self, name: str) -> bool:
        return name in self._steps

    def __iter__(self) -> Any:
        return iter(self._steps)

    def call(self, name: str, event: str) -> Given:
        """Call a function with an event (JSON text)."""
        steps = self._steps[name]
        step = steps[min(self.calls[name], len(steps) - 1)]
        self.calls[name] += 1
        seconds = float(step.get("sleep", 0))
        if "raise" in step:
            return Given(json.dumps(step["raise"]), True, seconds)
        return Given(event if "echo" in step else json.dumps(step["return"]), False, seconds)
