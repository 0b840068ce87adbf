"""What the role of a state machine may do: derived from its definition, task by task, plus what `uses=[...]` declares.

    a function's ARN, lambda:invoke      lambda:InvokeFunction on that function
    dynamodb:putItem                     dynamodb:PutItem on the table that the arguments name
    states:startExecution.sync           StartExecution on the machine, Describe- and StopExecution on its executions
    aws-sdk:dynamodb:query               dynamodb:Query on the table that the arguments name

A task that names no resource of the app, or chooses it at run time, needs a declared permission.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gwfw.graph.model import Grant, Machine, Ref, Text
from gwfw.resources.handle import Handle, Permission

__all__ = ["Need", "allowed", "derive", "needs"]

_INTEGRATION: Final = re.compile(
    r"arn:[a-z0-9-]+:states:[^:]*:[^:]*:(?P<sdk>aws-sdk:)?(?P<service>[a-z0-9-]+):(?P<action>\w+)(?P<wait>\.[\w:]+)?"
)
_MARK: Final = "\uf8ff"
_MARKED: Final = re.compile(f"{_MARK}(\\d+){_MARK}")

PREFIXES: Final = {"sfn": "states", "eventbridge": "events"}
"""The IAM names of services that the AWS SDK calls otherwise."""

KINDS: Final = {
    "dynamodb": "table",
    "events": "bus",
    "kinesis": "stream",
    "lambda": "function",
    "sqs": "queue",
    "states": "machine",
}
"""The kind of resource that a service's actions are granted on."""

ACTIONS: Final = {"lambda:Invoke": "lambda:InvokeFunction"}
FREE: Final = frozenset({"apigateway:Invoke"})
"""Actions without a permission of the role: the API decides who may call it."""


@dataclass(frozen=True, slots=True, order=True)
class Need:
    """A task needs `action`; `resource` None: nobody can see on what. `state` is the task's name."""

    state: str
    action: str
    resource: Ref | None


def needs(definition: Text) -> tuple[Need, ...]:
    """What the tasks of a definition need."""
    refs = [part for part in definition if isinstance(part, Ref)]
    numbers = iter(range(len(refs)))
    text = "".join(part if isinstance(part, str) else f"{_MARK}{next(numbers)}{_MARK}" for part in definition)
    value: object = json.loads(text) if text else {}
    return tuple(need for name, task in _tasks(value) for need in _task(name, task, refs))


def derive(machine: Machine, uses: Sequence[object]) -> tuple[Grant, ...]:
    """The grants of the machine's role, one for each resource."""
    actions: dict[Ref, set[str]] = {}
    wanted = [(need.resource, need.action) for need in needs(machine.definition) if need.resource is not None]
    for resource, action in (*wanted, *allowed(uses)):
        actions.setdefault(resource, set()).add(action)
    return tuple(
        Grant(principal=f"machine:{machine.name}", resource=resource, actions=tuple(sorted(found)))
        for resource, found in sorted(actions.items())
    )


def allowed(uses: Iterable[object]) -> Iterator[tuple[Ref, str]]:
    """The resource and action of every declared permission. Raises TypeError for what is none."""
    for given in uses:
        handle = given.handle if isinstance(given, Permission) else getattr(given, "__self__", None)
        if not isinstance(handle, Handle):
            raise TypeError(f"{given!r} is no permission; write books.read, books.write or a method such as books.put")
        actions = given.actions if isinstance(given, Permission) else handle.ACTIONS.get(getattr(given, "__name__", ""), ())
        for action in actions:
            yield Ref(handle.KIND, handle.name, "arn"), action


def _tasks(value: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Every Task state, those inside branches and maps included."""
    if isinstance(value, Mapping):
        states = value.get("States")
        for name, state in states.items() if isinstance(states, Mapping) else ():
            if isinstance(state, Mapping) and state.get("Type") == "Task":
                yield name, state
            yield from _tasks(state)
        for key in ("ItemProcessor", "Iterator"):
            yield from _tasks(value.get(key))
        branches = value.get("Branches")
        for branch in branches if isinstance(branches, list) else ():
            yield from _tasks(branch)


def _task(name: str, task: Mapping[str, object], refs: Sequence[Ref]) -> Iterator[Need]:
    resource = str(task.get("Resource", ""))
    match = _INTEGRATION.fullmatch(resource)
    if match is None or match["service"] == "activity":
        for ref in _refs(resource, refs):
            if ref.kind == "function":
                yield Need(name, "lambda:InvokeFunction", ref)
        return
    service = PREFIXES.get(match["service"], match["service"])
    action = f"{service}:{match['action'][:1].upper()}{match['action'][1:]}"
    action = ACTIONS.get(action, action)
    if action in FREE:
        return
    found = [ref for ref in _refs([task.get("Parameters"), task.get("Arguments")], refs) if ref.kind == KINDS.get(service)]
    if not found:
        yield Need(name, action, None)
    for ref in found:
        yield Need(name, action, Ref(ref.kind, ref.name, "arn"))
        if service == "states" and (match["wait"] or "").startswith(".sync"):
            yield Need(name, "states:DescribeExecution", Ref(ref.kind, ref.name, "executions"))
            yield Need(name, "states:StopExecution", Ref(ref.kind, ref.name, "executions"))


def _refs(value: object, refs: Sequence[Ref]) -> list[Ref]:
    """The references inside a value."""
    return [refs[int(number)] for number in _MARKED.findall(json.dumps(value, ensure_ascii=False))]
