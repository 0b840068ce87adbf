"""The callbacks of tasks that wait for a token: SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from gwfw.asl import actions as asl
from gwfw.asl import jsontext
from gwfw.exchange import Token
from gwfw.local.states import faults
from gwfw.local.states.faults import Fault
from gwfw.local.states.members import DATA_LENGTH, Members
from gwfw.local.states.starting import CAUSE_LENGTH, ERROR_LENGTH

if TYPE_CHECKING:
    from gwfw.asl.run import Run
    from gwfw.local.states.service import Service

__all__ = ["send_task_failure", "send_task_heartbeat", "send_task_success"]

TOKEN_LENGTH: Final = 2048

Tell: TypeAlias = "Callable[[Run, str], list[asl.Action]]"


def send_task_success(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """The task's result."""
    text = given.needed("output")
    if len(text.encode("utf-8", "surrogatepass")) > DATA_LENGTH:
        raise faults.too_long("output", DATA_LENGTH)
    try:
        output = jsontext.load(text)
    except ValueError as error:
        raise Fault("InvalidOutput", f"Invalid Output: '{error}'") from error
    return _tell(service, given, now, lambda run, task: run.task_succeeded(task, output, now))


def send_task_failure(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """The task's error."""
    error, cause = given.text("error", longest=ERROR_LENGTH), given.text("cause", longest=CAUSE_LENGTH)
    return _tell(service, given, now, lambda run, task: run.task_failed(task, error, cause, now))


def send_task_heartbeat(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """The task is alive."""
    return _tell(service, given, now, lambda run, task: run.heartbeat(task, now))


def _tell(service: Service, given: Members, now: float, tell: Tell) -> dict[str, object]:
    from gwfw.asl.run import Run, TokenGone

    task = given.needed("taskToken", longest=TOKEN_LENGTH, shortest=1)
    try:
        driven = service.running.waits(task)
    except KeyError:
        raise faults.invalid_token() from None
    if driven is None or not isinstance(driven.run, Run):
        raise _gone()
    try:
        actions = tell(driven.run, task)
    except TokenGone:
        raise _gone() from None
    service.running.drive(driven, actions, now)
    return {}


def _gone() -> Fault:
    return Fault("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
