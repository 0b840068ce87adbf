"""How data goes through a state: what its work gets, and what leaves it. One form for each query language.

| | JSONPath | JSONata |
|---|---|---|
| effective input | `InputPath` | the state input |
| what the work gets | `Parameters` on it | `Arguments`, else the state input |
| what leaves | `ResultSelector`, `ResultPath` into the raw input, `OutputPath` | `Output`, else the result |
| variables | `Assign`, where `$` is the (selected) result | `Assign` |

Everything of one state sees variables as they were on entry; the caller sets the new ones afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from gwfw.asl.formulas import INPUT, RESULT, read_value
from gwfw.asl.paths import ROOT, read_placement, read_whole_path
from gwfw.asl.placement import Placement
from gwfw.asl.query import Expression
from gwfw.asl.reader import Reader
from gwfw.asl.template import read_template
from gwfw.asl.variables import read_names
from gwfw.asl.view import View

__all__ = ["Flow", "FormulaFlow", "Leaving", "PathFlow", "read_assign", "read_flow"]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What leaves a state: its output, and the variables that it sets."""

    output: object
    assigned: Mapping[str, object]


class Flow(Protocol):
    """The data flow of a state. Everything raises StateError."""

    def effective(self, view: View) -> object:
        """The input that the state's own fields are about; `view` has the raw input as its data."""
        ...

    def arguments(self, view: View) -> object:
        """What the state's work gets."""
        ...

    def leave(self, view: View, result: object) -> Leaving:
        """What leaves the state with this result."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PathFlow:
    """The flow of a JSONPath state; fields that do nothing are None (for `placement`: the result is dropped)."""

    input: Expression | None = None
    parameters: Expression | None = None
    selector: Expression | None = None
    placement: Placement | None = ROOT
    output: Expression | None = None
    assign: Expression | None = None

    def effective(self, view: View) -> object:
        """`InputPath`."""
        return view.data if self.input is None else self.input.evaluate(view)

    def arguments(self, view: View) -> object:
        """`InputPath`, then `Parameters`."""
        effective = self.effective(view)
        return effective if self.parameters is None else self.parameters.evaluate(view.of(effective))

    def leave(self, view: View, result: object) -> Leaving:
        """`ResultSelector`, `Assign`, `ResultPath`, `OutputPath`."""
        selected, merged = self.placed(view, result)
        assigned = _values(self.assign, view.of(selected))
        return Leaving(merged if self.output is None else self.output.evaluate(view.of(merged)), assigned)

    def placed(self, view: View, result: object) -> tuple[object, object]:
        """The result after `ResultSelector`, and the input with it after `ResultPath`."""
        if self.selector is not None:
            result = self.selector.evaluate(view.of(result))
        return result, view.data if self.placement is None else self.placement.put(view.data, result)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaFlow:
    """The flow of a JSONata state."""

    given: Expression | None = None
    output: Expression | None = None
    assign: Expression | None = None
    has_result: bool = False

    def effective(self, view: View) -> object:
        """The state input."""
        return view.input

    def arguments(self, view: View) -> object:
        """`Arguments`, or the state input."""
        return view.input if self.given is None else self.given.evaluate(view)

    def leave(self, view: View, result: object) -> Leaving:
        """`Output` and `Assign`; `$states.result` exists for Task, Parallel and Map."""
        if self.has_result:
            view = view.with_result(result)
        assigned = _values(self.assign, view)
        return Leaving(result if self.output is None else self.output.evaluate(view), assigned)


def read_flow(reader: Reader, *, has_result: bool = False, has_parameters: bool = True) -> Flow:
    """Compile the flow of a state.

    `has_result`: its work has a result of its own (Task, Parallel, Map). `has_parameters`: `Parameters` are its work's
    input, and not, as in Map, its items'.
    """
    if reader.jsonata:
        members = RESULT if has_result else INPUT
        return FormulaFlow(
            given=read_value(reader, "Arguments"),
            output=read_value(reader, "Output", members),
            assign=read_assign(reader, members),
            has_result=has_result,
        )
    return PathFlow(
        input=read_whole_path(reader, "InputPath"),
        parameters=read_template(reader, "Parameters") if has_parameters else None,
        selector=read_template(reader, "ResultSelector"),
        placement=read_placement(reader, "ResultPath"),
        output=read_whole_path(reader, "OutputPath"),
        assign=read_assign(reader),
    )


def read_assign(reader: Reader, members: frozenset[str] = INPUT) -> Expression | None:
    """Compile an `Assign` of either language; None if it is absent."""
    child = reader.child("Assign")
    if child is None:
        return None
    read_names(child)
    return read_value(reader, "Assign", members) if reader.jsonata else read_template(reader, "Assign")


def _values(assign: Expression | None, view: View) -> Mapping[str, object]:
    return {} if assign is None else cast(Mapping[str, object], assign.evaluate(view))
