"""What a flow means: any flow gives what its steps, done in Python one after the other, would give.

The machine is parsed from the text that the builder emits, and from that text in a file, which is the same machine.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, DrawFn

from gwfw import App
from gwfw.asl import program
from gwfw.declarations import Mark
from gwfw.flow import Catch
from gwfw.graph.model import Ref, Text
from gwfw.graph.template import document
from gwfw.resources.machine.asl import AslFile
from gwfw.resources.machine.builder import Builder
from gwfw.resources.machine.files import DefinitionFile
from tests.unit.asl.conftest import ARN, Boom, Driver

sfn = App("shop").sfn

LIMIT = 20
"""Repetitions go on until a number is at least this."""


class Ended(Exception):
    """The execution, branch or item ends here, with `value`."""

    def __init__(self, value: Any) -> None:
        self.value = value


Meaning: TypeAlias = Callable[[Any], Any]
"""What a flow makes of a value. Raises Ended, and Boom for a failure."""

Described: TypeAlias = "tuple[Any, Meaning]"
"""A flow, and what it means."""


@sfn.task
def grow(number: int) -> int:
    return number + 1


@sfn.task
def double(number: int) -> int:
    return number * 2


@sfn.task
def total(numbers: list[int]) -> int:
    return sum(numbers)


@sfn.task
def spread(number: int) -> list[int]:
    return list(range(abs(number) % 4))


@sfn.task
def even(number: int) -> int:
    if number % 2:
        raise Boom("Odd")
    return number


@sfn.task
def count(problem: dict[str, str]) -> int:
    return len(problem["Error"])


TASKS = {task.name: task for task in (grow, double, total, spread, even, count)}


def called(task: Any) -> Described:
    return task, task.function


def joined(*parts: Described) -> Described:
    flow = parts[0][0]
    for part, _ in parts[1:]:
        flow = flow >> part

    def meaning(value: Any) -> Any:
        for _, means in parts:
            value = means(value)
        return value

    return flow, meaning


def alone(means: Meaning) -> Meaning:
    """What a branch, an item or an execution gives: it may end early."""

    def meaning(value: Any) -> Any:
        try:
            return means(value)
        except Ended as ended:
            return ended.value

    return meaning


def ends(value: Any) -> Any:
    raise Ended(value)


def fails(value: Any) -> Any:
    raise Boom("Wrong")


def caught(means: Meaning, handler: Meaning) -> Meaning:
    """A failure runs the handler, which is the end."""

    def meaning(value: Any) -> Any:
        try:
            return means(value)
        except Boom as boom:
            raise Ended(handler({"Error": boom.name, "Cause": ""})) from boom

    return meaning


@st.composite
def flows(draw: DrawFn, depth: int = 2) -> Described:
    """A flow that takes a number and gives one."""
    parts = [draw(steps(depth)) for _ in range(draw(st.integers(1, 3)))]
    return joined(*parts)


@st.composite
def handlers(draw: DrawFn) -> Described:
    """What runs after a failure."""
    return draw(st.sampled_from([called(count), joined(called(count), called(double)), (sfn.fail("Wrong"), fails)]))


@st.composite
def steps(draw: DrawFn, depth: int) -> Described:
    """One step, or a few that belong together, from a number to a number."""
    kinds = ["task", "task", "even", "wait", "constant"]
    kind = draw(st.sampled_from([*kinds, *(["choice", "parallel", "map", "repeat"] if depth else [])]))
    if kind == "task":
        return called(draw(st.sampled_from([grow, double])))
    if kind == "even":
        return called(even)
    if kind == "wait":
        return sfn.wait(draw(st.integers(1, 9))), lambda value: value
    if kind == "constant":
        number = draw(st.integers(-5, 5))
        return joined((sfn.constant(number), lambda value: number), called(grow))
    inner, means = draw(flows(depth - 1))
    if kind == "choice":
        return draw(choices(inner, means, depth))
    if kind == "repeat":
        again, meaning = joined((inner, means), called(grow))
        return draw(repeats(again, meaning))
    flow, handler = draw(st.none() | handlers()) or (None, fails)
    if kind == "parallel":
        other, others = draw(flows(depth - 1))
        lanes = sfn.parallel(inner, other, catch=flow)
        together: Meaning = lambda value: [alone(means)(value), alone(others)(value)]  # noqa: E731
        return joined((lanes, together if flow is None else caught(together, handler)), called(total))
    mapped = sfn.map(inner, concurrency=draw(st.integers(0, 2)), catch=None if flow is None else Catch(flow, "Odd", "Wrong"))
    each: Meaning = lambda values: [alone(means)(value) for value in values]  # noqa: E731
    return joined(called(spread), (mapped, each if flow is None else caught(each, handler)), called(total))


@st.composite
def choices(draw: DrawFn, inner: Any, means: Meaning, depth: int) -> Described:
    """A choice, one of whose ways may be an end."""
    bound = draw(st.integers(-3, 12))
    last = draw(st.sampled_from([None, "first", "default"]))
    if last == "first":
        inner, means = joined((inner, means), (sfn.succeed(), ends))
    condition: Any = draw(st.sampled_from([lambda number: number > bound, f"{{% $states.input > {bound} %}}"]))
    default, otherwise = draw(st.none() | flows(depth - 1)) or (None, lambda value: value)
    if last == "default":
        default, otherwise = sfn.fail("Wrong"), fails
    chosen = sfn.choice(sfn.when(condition, inner), otherwise=default)
    return chosen, lambda value: means(value) if value > bound else otherwise(value)


@st.composite
def repeats(draw: DrawFn, inner: Any, means: Meaning) -> Described:
    """A repetition. What does not grow would never end, which is as good as a failure: such runs are left out."""
    bound = draw(st.integers(-3, 5))

    def meaning(value: Any) -> Any:
        for _ in range(LIMIT):
            value = means(value)
            if value >= bound:
                return value
        raise Endless

    return sfn.repeat(inner, until=lambda number: number >= bound, every=draw(st.integers(0, 2))), meaning


class Endless(Exception):
    """A repetition that does not come to its end."""


def emitted(flow: Any) -> Text:
    builder = Builder("")
    text = document(builder.machine(flow.steps))
    assert builder.problems == []
    return text


def resolved(text: Text) -> str:
    """The text with the ARNs of functions."""
    return "".join(part if isinstance(part, str) else f"{ARN}{part.name}" for part in text)


def answering(task: Any) -> Callable[[object], object]:
    """The task's function, as a function of the driver."""

    def answer(event: object) -> object:
        try:
            return task.function(event)
        except Boom as boom:
            return boom

    return answer


FUNCTIONS = {f"task-{name}": [answering(task)] for name, task in TASKS.items()}


@given(flows(), st.integers(-3, 9), st.data())
@settings(max_examples=200, deadline=None)
def test_a_machine_gives_what_its_flow_means(described: Described, number: int, data: DataObject) -> None:
    flow, means = described
    try:
        expected: tuple[str, Any] = ("SUCCEEDED", alone(means)(number))
    except Boom as boom:
        expected = ("FAILED", boom.name)
    except Endless:
        return
    compiled = program.load(resolved(emitted(flow)))
    pick = lambda pending: data.draw(st.integers(0, pending - 1))  # noqa: E731
    run = Driver(compiled, number, functions=FUNCTIONS, pick=pick).settle().run
    if expected[0] == "FAILED":
        assert (run.status, run.error in ("Odd", "Wrong")) == ("FAILED", True), run.cause
    else:
        assert (run.status, run.output) == expected, (run.error, run.cause)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@given(flows())
@settings(max_examples=50, deadline=None)
def test_what_is_emitted_is_read_from_a_file_as_the_same_machine(folder: Path, described: Described) -> None:
    text = emitted(described[0])
    parts = [part if isinstance(part, str) else f"${{{part.name.removeprefix('task-')}}}" for part in text]
    used = {part.name.removeprefix("task-") for part in text if isinstance(part, Ref)}
    given = {name: TASKS[name] for name in used}
    value = json.loads("".join(parts))
    for name, content in (("m.asl.json", json.dumps(value, indent=2)), ("m.asl.yaml", json.dumps(value))):
        (folder / name).write_text(content)
        declared = AslFile(name, given)
        declared.mark = Mark(str(folder / "app.py"), 1)
        read = document(DefinitionFile(declared).read(str(folder)))
        assert read == text
        assert program.load(resolved(read)).machine == program.compile(json.loads(resolved(text))).machine
