"""Running state machines on a virtual clock, with functions and services that a test gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from random import Random
from typing import Any

from gwfw.asl.actions import Action, Cancel, Failed, Finished, InvokeFunction, Outcome, Raised, Refused, Returned, Task
from gwfw.asl.identity import Identity
from gwfw.asl.program import Finding, Program, check, compile
from gwfw.asl.run import Run
from gwfw.asl.view import Scope, Sources, View
from gwfw.jsonpath import MISSING

ARN = "arn:aws:lambda:us-east-1:123456789012:function:"
IDENTITY = Identity(
    arn="arn:aws:states:us-east-1:123456789012:execution:m:run",
    name="run",
    machine_arn="arn:aws:states:us-east-1:123456789012:stateMachine:m",
    machine_name="m",
    role_arn="arn:aws:iam::123456789012:role/m",
)
START = 1_700_000_000.0
"""2023-11-14T22:13:20Z."""

Definition = Mapping[str, Any]
Step = Any
"""What a function does at one call: return the value, or raise if it is a Boom; a callable is called with the event."""
Answer = Callable[[Task], Outcome | None]


class Boom(Exception):
    """A function's error."""

    def __init__(self, name: str, message: str = "boom") -> None:
        self.name, self.message = name, message


class CountingIds:
    """Ids that can be told in advance: `id-1`, `id-2`, ..."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def uuid(self) -> str:
        return f"id-{next(self._numbers)}"


def sources(seed: int = 1) -> Sources:
    return Sources(CountingIds(), Random(seed))


def view(data: object = None, **variables: object) -> View:
    """Surroundings for one expression; the context object is small."""
    scope = Scope()
    scope.assign(variables, {})
    return View(
        data=data,
        input=data,
        scope=scope,
        context=lambda: {"State": {"Name": "S"}, "Execution": {"Input": data}},
        sources=sources(),
        now=START,
    )


class Driver:
    """A run and everything around it. Work is done at once, in the order in which it is asked for, or as `pick` says."""

    def __init__(
        self,
        program: Program,
        input: object = None,
        *,
        functions: Mapping[str, Sequence[Step]] | None = None,
        answer: Answer | None = None,
        pick: Callable[[int], int] = lambda choices: 0,
        seed: int = 1,
        variables: Mapping[str, object] | None = None,
    ) -> None:
        self.run = Run(program, input, identity=IDENTITY, sources=sources(seed), variables=variables)
        self._functions, self._answer, self._pick = functions or {}, answer, pick
        self.now = START
        self.asked: list[Task] = []
        self.pending: list[Task] = []
        self.cancelled: list[int] = []
        self.calls: dict[str, list[object]] = {}
        self.take(self.run.start(self.now))

    def take(self, actions: Sequence[Action]) -> None:
        """Note what the run asks for."""
        for action in actions:
            if isinstance(action, Cancel):
                self.cancelled.append(action.work)
                self.pending = [task for task in self.pending if task.work != action.work]
            elif not isinstance(action, Finished):
                self.asked.append(action)
                self.pending.append(action)

    def settle(self, until: float = float("inf")) -> Driver:
        """Go on until the run is over or only the test can go on; not beyond `until` seconds after the start."""
        while self.run.status == "RUNNING":
            if self.pending:
                task = self.pending.pop(self._pick(len(self.pending)))
                outcome = self._outcome(task)
                if outcome is not None:
                    self.take(self.run.result(task.work, outcome, self.now))
                continue
            deadline = self.run.next_deadline
            if deadline is None or deadline > START + until:
                break
            self.now = max(self.now, deadline)
            self.take(self.run.advance(self.now))
        return self

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return self.now - START

    def types(self, *beginnings: str) -> list[str]:
        """The types of the events, or of those that begin so."""
        return [str(event["type"]) for event in self.run.history if str(event["type"]).startswith(beginnings or ("",))]

    def chain(self) -> list[tuple[str, int, int]]:
        """Type, id and previous id of every event."""
        return [(str(e["type"]), int(str(e["id"])), int(str(e["previousEventId"]))) for e in self.run.history]

    def event(self, type: str, index: int = 0) -> Any:
        """The details of an event."""
        found = [event for event in self.run.history if event["type"] == type][index]
        return next((value for key, value in found.items() if key.endswith("EventDetails")), None)

    def _outcome(self, task: Task) -> Outcome | None:
        if self._answer is not None:
            return self._answer(task)
        if not isinstance(task, InvokeFunction):
            return Failed(error="Test.NoAnswer")
        name = task.function.rpartition(":")[2]
        if name not in self._functions:
            return Refused(code="ResourceNotFoundException", message=f"Function not found: {task.function}", status=404)
        calls = self.calls.setdefault(name, [])
        steps = self._functions[name]
        step = steps[min(len(calls), len(steps) - 1)]
        calls.append(task.payload)
        return outcome_of(step, task.payload)


def outcome_of(step: Step, payload: object) -> Outcome:
    """What a function's step gives for an event."""
    value = step(payload) if callable(step) else step
    if isinstance(value, Boom):
        return Raised(payload=json.dumps({"errorMessage": value.message, "errorType": value.name}))
    return Returned(payload=json.dumps(value))


def echo(payload: object) -> object:
    """A function that returns its event."""
    return payload


def drive(
    definition: Definition, input: object = None, *, express: bool = False, until: float = float("inf"), **options: Any
) -> Driver:
    """Run a machine as far as it goes by itself, or until that many seconds have passed."""
    return Driver(compile(definition, express=express), input, **options).settle(until)


def machine(*states: Definition, language: str | None = None, **fields: object) -> dict[str, object]:
    """A machine of states named A, B, ... that lead from one to the next; the last one ends."""
    names = [chr(ord("A") + index) for index in range(len(states))]
    linked: dict[str, object] = {}
    for name, state, following in zip(names, states, [*names[1:], None], strict=True):
        ends = state["Type"] in ("Succeed", "Fail", "Choice") or {"Next", "End"} & state.keys()
        way: dict[str, object] = {} if ends else {"End": True} if following is None else {"Next": following}
        linked[name] = {**state, **way}
    start: dict[str, object] = {"StartAt": "A", "States": linked, **fields}
    return start if language is None else {"QueryLanguage": language, **start}


def jsonata(*states: Definition, **fields: object) -> dict[str, object]:
    """The same in JSONata."""
    return machine(*states, language="JSONata", **fields)


def findings(definition: Definition, *, express: bool = False) -> list[tuple[str, str, str | None]]:
    """Code, message and path of everything that is wrong with a definition."""
    return [(found.code, found.message, found.path) for found in errors(definition, express=express)]


def errors(definition: Definition, *, express: bool = False) -> list[Finding]:
    """The findings that refuse a definition."""
    return [found for found in check(json.dumps(definition), express=express) if found.severity == "ERROR"]


def output(driver: Driver) -> object:
    """The output of a run that must have succeeded."""
    assert (driver.run.status, driver.run.error, driver.run.cause) == ("SUCCEEDED", None, None)
    assert driver.run.output is not MISSING
    return driver.run.output


def failure(driver: Driver) -> tuple[str | None, str | None]:
    """Error and cause of a run that must have failed."""
    assert driver.run.status == "FAILED"
    assert driver.run.output is MISSING
    return driver.run.error, driver.run.cause


def told(cause: str, state: str = "A", event: int = 2) -> str:
    """A cause with the prefix of the interpreter."""
    return f"An error occurred while executing the state '{state}' (entered at the event id #{event}). {cause}"
