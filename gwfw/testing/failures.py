"""What failed during a test, and whether the test knows.

A test has noticed a failed invocation if it looked at the response that it led to, received the message that tells of it,
or was refused the WebSocket; the failures of tasks, if it looked at their executions; any, if it looked at `gw.failures`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gwfw.graph.model import AppGraph, Ref

if TYPE_CHECKING:
    from gwfw.local.states import Execution, Machines

__all__ = ["Failure", "Failures", "UnnoticedFailure"]


@dataclass(slots=True, kw_only=True, eq=False)
class Failure:
    """One failed invocation. `error_type` and `message` are those of Lambda's error object; `exception` is what the
    app's code raised, None where the function failed without (a result that is not JSON)."""

    function: str
    event: bytes
    error_type: str
    message: str
    exception: BaseException | None = None
    noticed: bool = field(default=False, repr=False)

    @property
    def request_id(self) -> str | None:
        """API Gateway's id of the request or message that the function was invoked for; None for any other event."""
        event = json.loads(self.event)
        context = event.get("requestContext") if isinstance(event, dict) else None
        found = context.get("requestId") if isinstance(context, dict) else None
        return found if isinstance(found, str) else None

    def __str__(self) -> str:
        return f"{self.function}: {self.error_type}: {self.message}"


class UnnoticedFailure(AssertionError):
    """The test passed, but an invocation or an execution failed and the test did not look at it."""

    def __init__(self, failures: tuple[Failure, ...]) -> None:
        self.failures = failures
        super().__init__(failures)

    def __str__(self) -> str:
        told = "\n".join(f"  {failure}" for failure in self.failures)
        return (
            f"something failed, and the test did not look at it:\n{told}\n"
            "  remedy: correct it; if it is meant to fail, assert that in the test, by gw.failures or gw.machine(...)"
        )


class Failures:
    """The failed invocations of a client, in `found`, and the failed executions of its machines."""

    def __init__(self, graph: AppGraph, found: Sequence[Failure], machines: Machines) -> None:
        self.found, self._machines = found, machines
        self._names = [machine.name for machine in graph.machines]
        self._users = _users(graph)

    def notice(self, failures: Iterable[Failure]) -> None:
        """The test knows of these."""
        for failure in failures:
            failure.noticed = True

    def check(self) -> None:
        """Raise UnnoticedFailure if the test does not know of everything that failed."""
        unnoticed = (*self._unnoticed(), *self._executions())
        if unnoticed:
            exceptions = [failure.exception for failure in unnoticed if failure.exception is not None]
            raise UnnoticedFailure(unnoticed) from next(iter(exceptions), None)

    def _unnoticed(self) -> Iterator[Failure]:
        for failure in self.found:
            executions = [one for name in self._users.get(failure.function, ()) for one in self._of(name)]
            if not failure.noticed and not (executions and all(one.looked_at for one in executions)):
                yield failure

    def _executions(self) -> Iterator[Failure]:
        for name in self._names:
            for execution in self._of(name):
                if execution.status in ("FAILED", "TIMED_OUT") and not execution.looked_at:
                    error, cause = execution.error or execution.status, execution.cause or ""
                    given = execution.input.encode()
                    yield Failure(function=f"the machine {name}", event=given, error_type=error, message=cause)

    def _of(self, name: str) -> Sequence[Execution]:
        return self._machines.executions_of(name)


def _users(graph: AppGraph) -> Mapping[str, list[str]]:
    """The machines by the function that they use."""
    users: dict[str, list[str]] = {}
    for machine in graph.machines:
        for part in machine.definition:
            if isinstance(part, Ref) and part.kind == "function":
                users.setdefault(part.name, []).append(machine.name)
    return users
