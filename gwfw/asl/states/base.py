"""What every state has: a name, a data flow, where it goes next, and how it takes errors."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from gwfw.asl.catch import Catcher
from gwfw.asl.flows import Flow, PathFlow
from gwfw.asl.reader import Reader
from gwfw.asl.retry import Retrier

if TYPE_CHECKING:
    from gwfw.asl.chain import Chain

__all__ = ["State", "read_next"]

NO_FLOW: Final = PathFlow()
"""The flow of a state that has none: Fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State(ABC):
    """A compiled state. `next` None: the chain ends with it."""

    kind: ClassVar[str]
    """The state's type as its events are named."""
    retriable: ClassVar[bool] = False
    """Whether it may be retried, so that the context object counts its attempts."""

    name: str
    flow: Flow = NO_FLOW
    next: str | None = None
    retriers: tuple[Retrier, ...] = ()
    catchers: tuple[Catcher, ...] = ()

    @abstractmethod
    def begin(self, chain: Chain, now: float) -> None:
        """Do the state's work, or begin it: the chain is told what came of it. Raises StateError."""
        ...


def read_next(reader: Reader) -> str | None:
    """Where a state goes on: its `Next`, or None for `End: true`; exactly one of them must be there."""
    end = reader.boolean("End")
    if reader.has("Next") is (end is True):
        reader.refuse("Exactly one of these fields is required: [Next, End]")
    return reader.target("Next") if reader.has("Next") else None
