"""Pass: hands its input on, or a fixed `Result`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from gwfw.asl.flows import read_flow
from gwfw.asl.query import Constant
from gwfw.asl.reader import Reader, looks_like_path
from gwfw.asl.states.base import State, read_next

if TYPE_CHECKING:
    from gwfw.asl.chain import Chain

__all__ = ["Pass", "read_pass"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass(State):
    """A Pass state; `result` None: the effective input is the result."""

    kind: ClassVar[str] = "Pass"

    result: Constant | None = None

    def begin(self, chain: Chain, now: float) -> None:
        """Be done at once."""
        chain.succeed(self.flow.arguments(chain.view(now)) if self.result is None else self.result.value, now)


def read_pass(reader: Reader, name: str) -> Pass:
    """Compile a Pass state."""
    result = reader.value.get("Result")
    if any(map(looks_like_path, result.values() if isinstance(result, Mapping) else (result,))):
        message = "The Result of a Pass state is static: paths in it are not evaluated"
        reader.warn(message, "Result", code="PASS_RESULT_IS_STATIC")
    return Pass(
        name=name,
        flow=read_flow(reader),
        next=read_next(reader),
        result=Constant(result) if reader.has("Result") else None,
    )
