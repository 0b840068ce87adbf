"""The declare side of state machines: definitions are called once, and their flows become States Language text.

A flow's tasks are Task states in their order; each calls a Lambda function of its own by its ARN. It follows
https://states-language.net (Task, Retry): a failed run is repeated after 1, 2, 4 ... seconds, a wrong input never.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gwfw.errors import Place, Problem, Refusal
from gwfw.flow import Flow, Step
from gwfw.graph.model import Machine, Ref
from gwfw.graph.template import Value, document

if TYPE_CHECKING:
    from gwfw.declarations import AnyFlow, AnyTask, Definition

__all__ = ["WRONG_INPUT", "declare", "states"]

WRONG_INPUT: Final = "gwfw.ValidationError"
"""The error of a task whose input is not what it takes."""


def declare(definition: Definition, place: Place) -> Machine:
    """The machine of a definition. Raises Refusal for a definition that gives no flow."""
    return Machine(name=definition.name, definition=document(states(_flow(definition, place))))


def states(flow: AnyFlow) -> Value:
    """The States Language definition. A task that comes again is named `charge 2`."""
    names: list[str] = []
    for task in flow.steps:
        earlier = sum(1 for known in flow.steps[: len(names)] if known.name == task.name)
        names.append(f"{task.name} {earlier + 1}" if earlier else task.name)
    following = [*names[1:], None]
    return {
        "StartAt": names[0],
        "States": {name: _state(task, after) for name, task, after in zip(names, flow.steps, following, strict=True)},
    }


def _state(task: AnyTask, after: str | None) -> Value:
    state: dict[str, Value] = {"Type": "Task", "Resource": Ref("function", f"task-{task.name}", "arn")}
    if task.retry:
        state["Retry"] = [
            {"ErrorEquals": [WRONG_INPUT], "MaxAttempts": 0},
            {"ErrorEquals": ["States.ALL"], "MaxAttempts": task.retry},
        ]
    return {**state, "End": True} if after is None else {**state, "Next": after}


def _flow(definition: Definition, place: Place) -> Flow[object, object]:
    remedy = "def name() -> Flow[Order, None]: return first >> second"
    code = definition.function.__code__
    if code.co_argcount or code.co_kwonlyargcount:
        what = "a definition is called once, without arguments, while the graph is built"
        received = f"def {definition.name}({', '.join(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])})"
        raise Refusal([Problem(code="definition", what=what, places=(place,), received=received, remedy=remedy)])
    try:
        given: object = definition.function()
    except Exception as error:
        what = "the definition raised an exception while the graph was built"
        received = f"{type(error).__name__}: {error}"
        remedy = "a definition only joins tasks; what depends on data runs in a task"
        raise Refusal([Problem(code="definition", what=what, places=(place,), received=received, remedy=remedy)]) from error
    if not isinstance(given, Step):
        what = "a definition returns a task or tasks joined with >>"
        raise Refusal([Problem(code="definition", what=what, places=(place,), received=repr(given), remedy=remedy)])
    return Flow(given.steps)
