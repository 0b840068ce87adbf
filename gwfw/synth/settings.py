"""What a synthesis is told besides the graph: the deployment's name, the code, and the target of the functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from gwfw.errors import Misuse, Problem

__all__ = ["ARCHITECTURES", "RUNTIMES", "Architecture", "SynthSettings", "checked_stage", "stack_name"]

Architecture: TypeAlias = Literal["arm64", "x86_64"]

ARCHITECTURES: Final[tuple[Architecture, ...]] = ("arm64", "x86_64")
RUNTIMES: Final = ("3.11", "3.12", "3.13", "3.14")
"""The Python versions that Lambda runs and gwfw supports, oldest first."""

_STAGE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthSettings:
    """`stage` names the deployment, `code` is the bundle's zip, `python_version` a member of `RUNTIMES`."""

    stage: str
    code: Path
    python_version: str
    architecture: Architecture

    @property
    def lasting(self) -> bool:
        """Whether data and logs outlive the stack, and tables can be restored to a point in time: the stage `prod`."""
        return self.stage == "prod"


def checked_stage(stage: str) -> str:
    """The name of a deployment, which begins stack names and is a WebSocket stage. Raises Misuse."""
    if not _STAGE.fullmatch(stage):
        raise Misuse(
            Problem(
                code="stage-name",
                what="this cannot be a deployment's name",
                received=repr(stage),
                allowed="1 to 32 letters, digits and '-', beginning with a letter",
                remedy="--stage dev",
            )
        )
    return stage


def stack_name(app: str, stage: str) -> str:
    """The stack of that app's deployment, such as `chat-dev`. CloudFormation takes letters, digits and `-`."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", f"{app}-{stage}")
