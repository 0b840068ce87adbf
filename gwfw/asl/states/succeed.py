"""Succeed: ends the machine, the branch or the iteration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from gwfw.asl.flows import read_flow
from gwfw.asl.reader import Reader
from gwfw.asl.states.base import State

if TYPE_CHECKING:
    from gwfw.asl.chain import Chain

__all__ = ["Succeed", "read_succeed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Succeed(State):
    """A Succeed state."""

    kind: ClassVar[str] = "Succeed"

    def begin(self, chain: Chain, now: float) -> None:
        """Be done at once."""
        chain.succeed(self.flow.effective(chain.view(now)), now)


def read_succeed(reader: Reader, name: str) -> Succeed:
    """Compile a Succeed state."""
    return Succeed(name=name, flow=read_flow(reader))
