"""`Catch`: where a state goes after an error that no retrier takes (any more), and with which data.

The error output is `{"Error": ..., "Cause": ...}`. In JSONPath it goes to the catcher's `ResultPath` in the raw input, in
JSONata the catcher's `Output` decides. Only the catcher's own `Assign` is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gwfw.asl.failures import StateError
from gwfw.asl.fields import check_fields
from gwfw.asl.flows import Flow, FormulaFlow, Leaving, PathFlow, read_assign
from gwfw.asl.formulas import CAUGHT, read_value
from gwfw.asl.paths import read_placement
from gwfw.asl.reader import Reader
from gwfw.asl.retry import read_error_names
from gwfw.asl.view import View

__all__ = ["Catcher", "read_catchers"]

_FIELDS: Final = frozenset({"ErrorEquals", "Next", "ResultPath", "Output", "Assign", "Comment"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Catcher:
    """One entry of `Catch`."""

    errors: tuple[str, ...]
    next: str
    flow: Flow

    def leave(self, view: View, error: StateError) -> Leaving:
        """What leaves the state; `view` has the raw input. Raises StateError."""
        output: dict[str, object] = {"Error": error.error or "", "Cause": error.cause or ""}
        return self.flow.leave(view.with_error(output), output)


def read_catchers(reader: Reader) -> tuple[Catcher, ...]:
    """Compile the `Catch` of a state."""
    children = list(reader.children("Catch"))
    return tuple(_catcher(child, last=child is children[-1]) for child in children)


def _catcher(reader: Reader, *, last: bool) -> Catcher:
    check_fields(reader, _FIELDS)
    reader.require("ErrorEquals", "Next")
    return Catcher(errors=read_error_names(reader, last=last), next=reader.target("Next"), flow=_flow(reader))


def _flow(reader: Reader) -> Flow:
    if reader.jsonata:
        return FormulaFlow(output=read_value(reader, "Output", CAUGHT), assign=read_assign(reader, CAUGHT))
    return PathFlow(placement=read_placement(reader, "ResultPath"), assign=read_assign(reader))
