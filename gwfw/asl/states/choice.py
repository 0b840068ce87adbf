"""Choice: goes where the first rule that holds leads, else to its `Default`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from gwfw.asl.condition import RULE_FIELDS, Condition, read_condition, read_formula_condition
from gwfw.asl.failures import runtime
from gwfw.asl.fields import check_fields
from gwfw.asl.flows import Flow, FormulaFlow, PathFlow, read_assign, read_flow
from gwfw.asl.formulas import read_value
from gwfw.asl.reader import Reader
from gwfw.asl.states.base import State

if TYPE_CHECKING:
    from gwfw.asl.chain import Chain

__all__ = ["Choice", "Rule", "read_choice"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of `Choices`, with the flow of its own output and variables."""

    condition: Condition
    next: str
    flow: Flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(State):
    """A Choice state; `flow` is that of its `Default`, which is in `next`."""

    kind: ClassVar[str] = "Choice"

    rules: tuple[Rule, ...]

    def begin(self, chain: Chain, now: float) -> None:
        """Decide at once."""
        view = chain.view(now)
        effective = self.flow.effective(view)
        seen = view.of(effective)
        for rule in self.rules:
            if rule.condition.holds(seen):
                chain.leave(rule.flow.leave(view, effective), rule.next, now)
                return
        if self.next is None:
            raise runtime("Failed to transition out of the state. The state does not point to a next state.")
        chain.leave(self.flow.leave(view, effective), self.next, now)


def read_choice(reader: Reader, name: str) -> Choice:
    """Compile a Choice state."""
    flow = read_flow(reader)
    if reader.require("Choices") and not reader.value["Choices"]:
        reader.refuse("At least one rule is required", "Choices")
    return Choice(
        name=name,
        flow=flow,
        next=reader.target("Default") if reader.has("Default") else None,
        rules=tuple(_rule(child, flow) for child in reader.children("Choices")),
    )


def _rule(reader: Reader, flow: Flow) -> Rule:
    reader.require("Next")
    if isinstance(flow, PathFlow):
        check_fields(reader, RULE_FIELDS | reader.value.keys())
        own: Flow = replace(flow, assign=read_assign(reader))
        return Rule(read_condition(reader), reader.target("Next"), own)
    check_fields(reader, RULE_FIELDS)
    own = FormulaFlow(output=read_value(reader, "Output"), assign=read_assign(reader))
    return Rule(read_formula_condition(reader), reader.target("Next"), own)
