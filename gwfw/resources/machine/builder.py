"""From a flow to the States Language: each step becomes one or more states, named so that every name is there once.

    task        Task, the function by its ARN          wait       Wait
    choice      Choice, its cases as states beside it  fail       Fail
    parallel    Parallel, a machine for each branch    succeed    Succeed
    map         Map with an inline ItemProcessor       constant   Pass with a Result
    repeat      the states of its flow, then a Choice that leads back to the first
    service     Task with the service's Resource; what a handle prepares, too

It follows https://states-language.net. What is wrong with the states themselves, the interpreter's compiler says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeGuard, TypeVar

from gwfw import steps
from gwfw.declarations import Mark
from gwfw.errors import Place, Problem
from gwfw.flow import AsyncTask, Catch, Node, Retry, Task
from gwfw.graph.model import Ref
from gwfw.graph.template import Value
from gwfw.resources.machine import arguments, paths
from gwfw.resources.machine.asl import AslFile
from gwfw.resources.machine.telling import ALL, after_all, described, gives, retrier

if TYPE_CHECKING:
    from gwfw.flow import Catching, Retrying

__all__ = ["WRONG_INPUT", "Builder"]

WRONG_INPUT: Final = "gwfw.ValidationError"
"""The error of a task whose input is not what it takes: repeating it changes nothing."""

NAME_LENGTH: Final = 80

States: TypeAlias = dict[str, Value]
KindT = TypeVar("KindT")


@dataclass(slots=True)
class Builder:
    """Builds one machine. `problems` fill up; `marks` say where each state was written."""

    folder: str
    problems: list[Problem] = field(default_factory=list)
    marks: dict[str, Mark] = field(default_factory=dict)

    def machine(self, nodes: Sequence[Node], model: object = None) -> dict[str, Value]:
        """A machine of its own: `StartAt` and `States`. `model` is the type of its input, where it is known."""
        start, states = self._chain(nodes, None, model)
        return {"StartAt": start, "States": states}

    def _chain(
        self, nodes: Sequence[Node], following: str | None, model: object, first: str | None = None
    ) -> tuple[str, States]:
        """The states of these steps, and the name of the first, which `first` gives if it is chosen already.

        After the last one `following` comes, or the end.
        """
        names = [first or self._name(nodes[0]), *(self._name(node) for node in nodes[1:])]
        states: States = {}
        for index, (node, name) in enumerate(zip(nodes, names, strict=True)):
            after = names[index + 1] if index + 1 < len(names) else following
            if isinstance(node, steps.Fail | steps.Succeed) and index + 1 < len(names):
                self._refuse(node, "unreachable-step", "nothing can come after this step", remedy="end the flow here")
            states |= _BUILD[type(node)](self, node, name, after, model)
            model = gives(node, model)
        return names[0], states

    # One step ---------------------------------------------------------------------------------------------------------

    def task(self, node: Task[Any, Any], name: str, after: str | None, model: object) -> States:
        """A function of the app."""
        state: dict[str, Value] = {"Type": "Task", "Resource": Ref("function", f"task-{node.name}", "arn")}
        if node.timeout is not None:
            state["TimeoutSeconds"] = node.timeout
        return self._failing(node, node.retry, node.catch, name, {**state, **_next(after)})

    def service(self, node: steps.Service[Any, Any], name: str, after: str | None, model: object) -> States:
        """An AWS service."""
        return self._service(node, node.arguments, node.output, name, after)

    def prepared(
        self, node: steps.Prepared[Any, Any] | steps.PreparedThrough, name: str, after: str | None, model: object
    ) -> States:
        """An AWS service, as a handle calls it."""
        try:
            given, output = node.prepare(model)
        except TypeError as error:
            remedy = "sfn.service(...) with arguments of your own, or a task"
            self._refuse(node, "service-task", f"the state machine cannot do this itself: {error}", remedy=remedy)
            return {name: {"Type": "Succeed"}}
        return self._service(node, given, output, name, after)

    def _service(
        self,
        node: steps.Service[Any, Any] | steps.Prepared[Any, Any] | steps.PreparedThrough,
        written: Mapping[str, object],
        output: str | None,
        name: str,
        after: str | None,
    ) -> States:
        given = self._value(node, written)
        jsonata = arguments.is_jsonata(written) or arguments.is_jsonata(output)
        state: dict[str, Value] = {"Type": "Task", "Resource": f"arn:aws:states:::{node.action}"}
        state |= {"QueryLanguage": "JSONata", "Arguments": given} if jsonata else {"Parameters": given}
        optional = {
            "Output" if jsonata else "OutputPath": output,
            "TimeoutSeconds": node.timeout,
            "HeartbeatSeconds": node.heartbeat,
        }
        state |= {key: held for key, held in optional.items() if held is not None}
        return self._failing(node, node.retry, node.catch, name, {**state, **_next(after)})

    def wait(self, node: steps.Wait, name: str, after: str | None, model: object) -> States:
        """A constant time."""
        self._one_of(node)
        amount: dict[str, Value] = {"Seconds": node.seconds} if node.seconds is not None else {"Timestamp": node.until}
        return {name: {"Type": "Wait", **amount, **_next(after)}}

    def wait_for(self, node: steps.WaitFor[Any], name: str, after: str | None, model: object) -> States:
        """A time that the value holds."""
        self._one_of(node)
        given, key = (node.seconds, "SecondsPath") if node.seconds is not None else (node.until, "TimestampPath")
        return {name: {"Type": "Wait", key: self._path(node, given, model), **_next(after)}}

    def _one_of(self, node: steps.Wait | steps.WaitFor[Any]) -> None:
        given = [name for name in ("seconds", "until") if getattr(node, name) is not None]
        if len(given) != 1:
            what = "a wait is for seconds or until a time, one of both"
            self._refuse(node, "wait", what, remedy="sfn.wait(60), or sfn.wait(until=...)", received=" and ".join(given))

    def choice(self, node: steps.Choice[Any, Any], name: str, after: str | None, model: object) -> States:
        """The cases, and the states that they lead to."""
        states: States = {}
        rules: list[Value] = []
        cases = [case for case in node.cases if self._is_one(case, steps.Case, "a case is sfn.when(condition, flow)", node)]
        jsonata = {arguments.is_jsonata(case.condition) for case in cases}
        if len(jsonata) > 1:
            what = "the cases of one choice are all JSONata, or none is"
            self._refuse(node, "mixed-choice", what, remedy="write two choices")
        for case in cases:
            entry, more = self._chain(self._inner(case, case.flow), after, model)
            states |= more
            rules.append({**self._condition(case, case.condition, model), "Next": entry})
        default, more = self._otherwise(node, name, after, model)
        language: dict[str, Value] = {"QueryLanguage": "JSONata"} if jsonata == {True} else {}
        return {name: {"Type": "Choice", **language, "Choices": rules, "Default": default}, **states, **more}

    def repeat(self, node: steps.Repeat[Any], name: str, after: str | None, model: object) -> States:
        """The flow, and the question whether to go on; `name` is that of the flow's first state."""
        test = self._unique(node.name or "repeat", node)
        again, end = name, after
        states: States = {}
        if node.every:
            again = self._unique(f"wait {node.every} s", node)
            states[again] = {"Type": "Wait", "Seconds": node.every, "Next": name}
        if end is None:
            end = self._unique(f"{test} end", node)
            states[end] = {"Type": "Succeed"}
        inner = self._inner(node, node.flow)
        _, repeated = self._chain(inner, test, model, first=name)
        language: dict[str, Value] = {"QueryLanguage": "JSONata"} if arguments.is_jsonata(node.until) else {}
        rule: dict[str, Value] = {**self._condition(node, node.until, after_all(inner, model)), "Next": end}
        return {**repeated, test: {"Type": "Choice", **language, "Choices": [rule], "Default": again}, **states}

    def _otherwise(self, node: steps.Choice[Any, Any], name: str, after: str | None, model: object) -> tuple[str, States]:
        if node.otherwise is not None:
            return self._chain(self._inner(node, node.otherwise), after, model)
        if after is not None:
            return after, {}
        end = self._unique(f"{name} otherwise", node)
        return end, {end: {"Type": "Succeed"}}

    def parallel(self, node: steps.Parallel[Any, Any], name: str, after: str | None, model: object) -> States:
        """A machine for each branch."""
        branches: list[Value] = [self.machine(self._inner(node, branch), model) for branch in node.branches]
        state: dict[str, Value] = {"Type": "Parallel", "Branches": branches, **_next(after)}
        return self._failing(node, node.retry, node.catch, name, state)

    def map(self, node: steps.Map[Any, Any], name: str, after: str | None, model: object) -> States:
        """A machine for the items."""
        processor: dict[str, Value] = {"ProcessorConfig": {"Mode": "INLINE"}, **self.machine(self._inner(node, node.flow))}
        state: dict[str, Value] = {"Type": "Map", "ItemProcessor": processor, **_next(after)}
        if node.items is not None:
            state["ItemsPath"] = self._path(node, node.items, model)
        if node.concurrency:
            state["MaxConcurrency"] = node.concurrency
        return self._failing(node, node.retry, node.catch, name, state)

    def fail(self, node: steps.Fail, name: str, after: str | None, model: object) -> States:
        """The end, as a failure."""
        cause: dict[str, Value] = {} if node.cause is None else {"Cause": node.cause}
        return {name: {"Type": "Fail", "Error": node.error, **cause}}

    def succeed(self, node: steps.Succeed, name: str, after: str | None, model: object) -> States:
        """The end."""
        return {name: {"Type": "Succeed"}}

    def constant(self, node: steps.Constant[Any, Any], name: str, after: str | None, model: object) -> States:
        """A value of the definition's own."""
        return {name: {"Type": "Pass", "Result": self._value(node, node.value), **_next(after)}}

    def _value(self, node: Node, given: object) -> Value:
        try:
            return arguments.value(given)
        except TypeError as error:
            self._refuse(node, "definition", str(error), remedy="make it one of these, or compute it in a task")
            return None

    def file(self, node: AslFile, name: str, after: str | None, model: object) -> States:
        """A whole machine, which is no step of another."""
        remedy = f"sfn.machine(name, sfn.asl({node.path!r})), and start it as a nested execution"
        self._refuse(node, "definition", "a definition in a file is a whole machine", remedy=remedy)
        return {name: {"Type": "Succeed"}}

    # Failures ---------------------------------------------------------------------------------------------------------

    def _failing(self, node: Node, retry: Retrying, catch: Catching, name: str, state: dict[str, Value]) -> States:
        """The state with its Retry and Catch, and the states that its catchers lead to."""
        states: States = {}
        retriers = self._retriers(node, retry)
        if retriers:
            state["Retry"] = retriers
        catchers: list[Value] = []
        for one in self._catches(node, catch):
            entry, more = self._chain(self._inner(node, one.flow), None, None)
            states |= more
            into: dict[str, Value] = {} if one.into is None else {"ResultPath": f"$.{one.into}"}
            catchers.append({"ErrorEquals": [*one.errors] or [ALL], **into, "Next": entry})
        if catchers:
            state["Catch"] = catchers
        return {name: state, **states}

    def _retriers(self, node: Node, retry: Retrying) -> list[Value]:
        if isinstance(retry, int):
            retries = [Retry(attempts=retry)] if retry else []
            written: list[dict[str, Value]] = [{"ErrorEquals": [ALL], "MaxAttempts": one.attempts} for one in retries]
        else:
            what = "retry= is a number, or Retry values"
            given = retry if isinstance(retry, list | tuple) else [retry]
            retries = [one for one in given if self._is_one(one, Retry, what, node)]
            written = [retrier(one) for one in retries]
        if isinstance(node, Task) and any(not one.errors or ALL in one.errors for one in retries):
            return [{"ErrorEquals": [WRONG_INPUT], "MaxAttempts": 0}, *written]
        return [*written]

    def _catches(self, node: Node, catch: Catching) -> list[Catch]:
        if catch is None:
            return []
        if isinstance(catch, Catch):
            return [catch]
        if isinstance(catch, Node):
            return [Catch(catch)]
        if isinstance(catch, Mapping):
            return [Catch(flow, error) for error, flow in catch.items()]
        what = "catch= is a flow, flows by error name, or Catch values"
        given = catch if isinstance(catch, list | tuple) else [catch]
        return [one for one in given if self._is_one(one, Catch, what, node)]

    # What is inside a step -------------------------------------------------------------------------------------------

    def _inner(self, node: Node | steps.Case[Any, Any], given: object) -> Sequence[Node]:
        """The steps of a flow inside a step; for anything else, which is refused, an end stands there."""
        if self._is_one(given, Node, "a flow is a task, or steps joined with >>", node):
            return given.steps
        return (steps.Succeed(),)

    def _is_one(self, given: object, kind: type[KindT], what: str, node: Node | steps.Case[Any, Any]) -> TypeGuard[KindT]:
        if isinstance(given, kind):
            return True
        remedy = "decorate it with @sfn.task" if callable(given) else "correct the argument"
        self._refuse(node, "definition", what, remedy=remedy, received=repr(given))
        return False

    # Expressions ------------------------------------------------------------------------------------------------------

    def _condition(
        self, node: steps.Case[Any, Any] | steps.Repeat[Any], condition: steps.Condition, model: object
    ) -> dict[str, Value]:
        if isinstance(condition, str):
            return {"Condition": condition}
        if isinstance(condition, Mapping):
            return dict(arguments.mapping(condition))
        try:
            return dict(arguments.mapping(paths.rule(condition, paths.takes(condition) or model)))
        except paths.Unreadable as error:
            self._refuse(node, "condition", str(error), remedy="compare parts of the argument with constants, or use a task")
            return {"Variable": "$", "IsPresent": True}

    def _path(self, node: steps.WaitFor[Any] | steps.Map[Any, Any], given: steps.Selected | None, model: object) -> str:
        if given is None or isinstance(given, str):
            return given or "$"
        try:
            return paths.path(given, paths.takes(given) or model)
        except paths.Unreadable as error:
            self._refuse(node, "selection", str(error), remedy="select a part of the argument: lambda order: order.lines")
            return "$"

    # Names ------------------------------------------------------------------------------------------------------------

    def _name(self, node: Node) -> str:
        if isinstance(node, steps.Repeat) and isinstance(node.flow, Node):
            return self._name(node.flow.steps[0])
        given: str | None = getattr(node, "name", None)
        return self._unique(given or described(node), node)

    def _unique(self, name: str, node: Node) -> str:
        name = name[:NAME_LENGTH]
        tried, number = name, 1
        while tried in self.marks:
            number += 1
            ending = f" {number}"
            tried = name[: NAME_LENGTH - len(ending)] + ending
        mark = getattr(node, "mark", None)
        self.marks[tried] = mark if isinstance(mark, Mark) else Mark("", 0)
        return tried

    def _refuse(
        self, node: Node | steps.Case[Any, Any], code: str, what: str, *, remedy: str, received: str | None = None
    ) -> None:
        mark = getattr(node, "mark", None)
        places: tuple[Place, ...] = (mark.place(self.folder),) if isinstance(mark, Mark) else ()
        problem = Problem(code=code, what=what, places=places, received=received or None, remedy=remedy)
        self.problems.append(problem)


Build: TypeAlias = Callable[[Builder, Any, str, "str | None", object], States]


def _next(after: str | None) -> dict[str, Value]:
    return {"End": True} if after is None else {"Next": after}


_BUILD: Final[Mapping[type, Build]] = {
    AslFile: Builder.file,
    AsyncTask: Builder.task,
    Task: Builder.task,
    steps.Choice: Builder.choice,
    steps.Constant: Builder.constant,
    steps.Fail: Builder.fail,
    steps.Map: Builder.map,
    steps.Parallel: Builder.parallel,
    steps.Prepared: Builder.prepared,
    steps.PreparedThrough: Builder.prepared,
    steps.Repeat: Builder.repeat,
    steps.Service: Builder.service,
    steps.Succeed: Builder.succeed,
    steps.Wait: Builder.wait,
    steps.WaitFor: Builder.wait_for,
}
