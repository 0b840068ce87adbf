"""Who is running: the names that an execution and the context object carry."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Identity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The names of an execution. `synchronous` is true for StartSyncExecution (an EXPRESS machine's)."""

    arn: str
    name: str
    machine_arn: str
    machine_name: str
    role_arn: str
    synchronous: bool = False

    def arn_of(self, kind: str) -> str:
        """The ARN of something of that kind that is named as the machine: `arn:...:mapRun:<machine>`."""
        beginning, _, _ = self.machine_arn.partition(":stateMachine:")
        return f"{beginning}:{kind}:{self.machine_name}"

    @property
    def region(self) -> str:
        """The region of the machine; empty if its ARN has none."""
        parts = self.machine_arn.split(":")
        return parts[3] if len(parts) > 3 else ""
