"""The state types, by the name that `Type` has. Each type's module is imported when the first such state is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from gwfw.asl.reader import Reader
from gwfw.asl.states.base import State

if TYPE_CHECKING:
    from gwfw.asl.container import ReadContainer

__all__ = ["READERS", "ReadState"]

ReadState: TypeAlias = "Callable[[Reader, str, ReadContainer], State]"


def _task(reader: Reader, name: str, read_container: ReadContainer) -> State:
    from gwfw.asl.states.task import read_task

    return read_task(reader, name)


def _parallel(reader: Reader, name: str, read_container: ReadContainer) -> State:
    from gwfw.asl.states.parallel import read_parallel

    return read_parallel(reader, name, read_container)


def _map(reader: Reader, name: str, read_container: ReadContainer) -> State:
    from gwfw.asl.states.map_ import read_map

    return read_map(reader, name, read_container)


def _pass(reader: Reader, name: str, read_container: ReadContainer) -> State:
    from gwfw.asl.states.pass_ import read_pass

    return read_pass(reader, name)


def _wait(reader: Reader, name: str, read_container: ReadContainer) -> State:
    from gwfw.asl.states.wait import read_wait

    return read_wait(reader, name)


def _choice(reader: Reader, name: str, read_container: ReadContainer) -> State:
    from gwfw.asl.states.choice import read_choice

    return read_choice(reader, name)


def _succeed(reader: Reader, name: str, read_container: ReadContainer) -> State:
    from gwfw.asl.states.succeed import read_succeed

    return read_succeed(reader, name)


def _fail(reader: Reader, name: str, read_container: ReadContainer) -> State:
    from gwfw.asl.states.fail import read_fail

    return read_fail(reader, name)


READERS: Final[dict[str, ReadState]] = {
    "Task": _task,
    "Parallel": _parallel,
    "Map": _map,
    "Pass": _pass,
    "Wait": _wait,
    "Choice": _choice,
    "Succeed": _succeed,
    "Fail": _fail,
}
