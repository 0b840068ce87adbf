"""What is deployed where: an app's folder, a deployment's name, and the Python and processor of its functions.

The defaults are those of this machine, so that what was tested is what runs: the same minor version of Python, the same
kind of processor.
"""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from gwfw.errors import Misuse, Problem
from gwfw.synth.settings import ARCHITECTURES, RUNTIMES, Architecture, SynthSettings, checked_stage

__all__ = ["DeployTarget", "default_architecture", "default_python"]

Chosen = TypeVar("Chosen", bound=str)

ARM_MACHINES: Final = ("arm64", "aarch64")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployTarget:
    """One deployment. What it needs on disk lies in `.gwfw/deploy/<stage>` of the app's folder."""

    folder: Path
    stage: str
    python_version: str
    architecture: Architecture

    @classmethod
    def of(
        cls, folder: Path, stage: str, *, python_version: str | None = None, architecture: str | None = None
    ) -> DeployTarget:
        """The deployment with this machine's defaults for what is None. Raises Misuse for what Lambda does not run."""
        return cls(
            folder=folder,
            stage=checked_stage(stage),
            python_version=_one_of("python-version", python_version or default_python(), RUNTIMES),
            architecture=_one_of("architecture", architecture or default_architecture(), ARCHITECTURES),
        )

    @property
    def work(self) -> Path:
        """The deployment's own folder."""
        return self.folder / ".gwfw" / "deploy" / self.stage

    @property
    def code(self) -> Path:
        """Where its bundle lies."""
        return self.work / "code.zip"

    @property
    def settings(self) -> SynthSettings:
        """What the synthesizer is told."""
        return SynthSettings(
            stage=self.stage, code=self.code, python_version=self.python_version, architecture=self.architecture
        )


def default_python(running: tuple[int, int] = sys.version_info[:2]) -> str:
    """The running version of Python if Lambda has it, else the newest that Lambda has."""
    version = f"{running[0]}.{running[1]}"
    return version if version in RUNTIMES else RUNTIMES[-1]


def default_architecture(machine: str | None = None) -> Architecture:
    """The processor of this machine."""
    return "arm64" if (machine or platform.machine()).lower() in ARM_MACHINES else "x86_64"


def _one_of(name: str, given: str, allowed: tuple[Chosen, ...]) -> Chosen:
    for value in allowed:
        if value == given:
            return value
    problem = Problem(
        code=name,
        what=f"Lambda has no such {name.replace('-', ' ')}",
        received=repr(given),
        allowed=", ".join(allowed),
        remedy=f"--{name} {allowed[-1]}",
    )
    raise Misuse(problem)
