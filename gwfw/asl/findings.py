"""What is wrong with a definition: every finding as a value, in the words of the service's own validator.

`code` and `message` are those of `ValidateStateMachineDefinition` where they are known. `path` leads to the place, with
names separated by `/` and indexes in brackets: `/States/Sort/Choices[1]/Next`. In the name of a state `/` is written `~1`
and `~` is written `~0`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

__all__ = ["UNSUPPORTED", "Code", "DefinitionError", "Finding"]

Code: TypeAlias = Literal[
    "DUPLICATE_STATE_NAME",
    "INVALID_JSONATA_EXPRESSION",
    "INVALID_JSON_DESCRIPTION",
    "INVALID_STATE_NAME",
    "MISSING_END_STATE",
    "MISSING_TRANSITION_TARGET",
    "NOT_EMULATED",
    "NO_DOLLAR",
    "NO_PATH",
    "PASS_RESULT_IS_STATIC",
    "SCHEMA_VALIDATION_FAILED",
    "TOO_DEEPLY_NESTED",
    "UNSUPPORTED_JSONATA_EXPRESSION",
]

UNSUPPORTED: Final = "NOT_EMULATED"
"""The code of what AWS accepts and this interpreter does not run; AWS has no such code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: `Finding(code="MISSING_TRANSITION_TARGET", path="/States/a/Next", message=...)`.

    `path` is None where the service gives no place (`Workflow has no terminal state`). Warnings do not refuse anything.
    """

    code: Code
    message: str
    path: str | None = None
    severity: Literal["ERROR", "WARNING"] = "ERROR"

    def __str__(self) -> str:
        place = "" if self.path is None and self.code == "SCHEMA_VALIDATION_FAILED" else f" at {self.path or 'null'}"
        return f"{self.code}: {self.message}{place}"


class DefinitionError(ValueError):
    """A definition that cannot be run. `findings` holds everything, warnings included, in the definition's order."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(self.findings)

    def __str__(self) -> str:
        """The findings as the message of `InvalidDefinition` joins them."""
        return ", ".join(str(finding) for finding in self.findings if finding.severity == "ERROR")
