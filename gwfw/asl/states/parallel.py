"""Parallel: runs its branches at the same time, each with the same input; the result is the array of their outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from gwfw.asl import jsontext
from gwfw.asl.catch import read_catchers
from gwfw.asl.failures import data_limit
from gwfw.asl.flows import read_flow
from gwfw.asl.fork import Branches
from gwfw.asl.reader import Reader
from gwfw.asl.retry import read_retriers
from gwfw.asl.states.base import State, read_next

if TYPE_CHECKING:
    from gwfw.asl.chain import Chain
    from gwfw.asl.container import Container, ReadContainer

__all__ = ["Parallel", "read_parallel"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parallel(State):
    """A Parallel state."""

    kind: ClassVar[str] = "Parallel"
    retriable: ClassVar[bool] = True

    branches: tuple[Container, ...]

    def begin(self, chain: Chain, now: float) -> None:
        """Start every branch."""
        data = self.flow.arguments(chain.view(now))
        if data is not chain.raw and jsontext.oversize(data):
            raise data_limit(self.name, fatal=False)
        chain.note("ParallelStateStarted", now)
        fork = Branches(chain, self.branches, data)
        chain.activity = fork
        fork.begin(now)


def read_parallel(reader: Reader, name: str, read_container: ReadContainer) -> Parallel:
    """Compile a Parallel state."""
    if reader.require("Branches") and reader.value["Branches"] == []:
        reader.refuse("At least one branch is required", "Branches")
    return Parallel(
        name=name,
        flow=read_flow(reader, has_result=True),
        next=read_next(reader),
        retriers=read_retriers(reader),
        catchers=read_catchers(reader),
        branches=tuple(read_container(branch) for branch in reader.children("Branches")),
    )
