"""Broadcasts that are split, in the graph: the queue, its worker and the table that notes jobs.

They are there if the WebSocket API's settings have a `fan_out` and the code of any handler broadcasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gwfw.declarations import Consuming, Declarations, Mark
from gwfw.errors import Problem
from gwfw.facets.ws import WebSocket
from gwfw.freeze.collect import Collected
from gwfw.freeze.rooms import Reaches, Rooms, codes, room_table
from gwfw.resources.handle import Permission
from gwfw.resources.queue.handle import Queue
from gwfw.runtime.rooms import Room
from gwfw.runtime.workers import QUEUE, work

if TYPE_CHECKING:
    from gwfw.app import App
    from gwfw.freeze.reach import Reached

__all__ = ["FanOut", "complete"]

SIZES: Final = (10, 5_000)
"""Connections of one job: a worker has a minute for them, and a message of a queue holds their ids."""

VISIBILITY_S: Final = 60
DELIVERIES: Final = 5
"""How often a job is tried before it ends among the dead letters."""
TOGETHER: Final = 9
"""Workers that run at a time: some 1 100 posts a second each, of the 10 000 requests that an account may make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FanOut:
    """More connections than `size` are left to the workers of `queue`."""

    size: int
    queue: Queue[Any]


def complete(app: App, found: Collected, reaches: Reaches, rooms: Rooms | None) -> FanOut | None:
    """The fan-out, after adding its queue, worker and table, and the problem of its setting, to what was found."""
    size: int | None = app.ws_settings.fan_out
    mark = next((mark for use, mark in _uses(found, reaches) if _broadcasts(use)), None)
    if size is None or mark is None:
        return None
    if not SIZES[0] <= size <= SIZES[1]:
        found.problems.append(_size(size, app.ws_settings.mark, found.folder))
        return None
    queue: Queue[Any] = Queue(
        QUEUE, None, visibility_s=VISIBILITY_S, deliveries=DELIVERIES, place=mark, declarations=Declarations()
    )
    table = room_table(mark) if rooms is None else rooms.table
    if rooms is None:
        found.tables.append(table)
    noting = ("dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query")
    uses: list[object] = [app.ws.send, queue.write, Permission(table, noting, "the table of rooms")]
    uses += [Permission(store.table, ("dynamodb:DeleteItem",), "the store") for store in found.stores[:1]]
    worker = Consuming(queue, work, batch=1, uses=uses)
    worker.mark, worker.together = mark, TOGETHER
    found.handles.append(queue)
    found.consumers.append(worker)
    return FanOut(size=size, queue=queue)


def _uses(found: Collected, reaches: Reaches) -> list[tuple[object, Mark]]:
    reached: list[tuple[object, Mark]] = []
    for code, uses, mark in codes(found):
        reached += [(use, use.mark) for use in reaches(code)]
        reached += [(given, mark) for given in (uses if isinstance(uses, list | tuple) else ())]
    return reached


def _broadcasts(use: Reached | object) -> bool:
    """Whether a use of a handle, or a declared permission, is or may be a broadcast."""
    handle = getattr(use, "handle", None) or getattr(use, "__self__", None)
    attribute = getattr(use, "attribute", None) or getattr(use, "__name__", None)
    if isinstance(handle, WebSocket) and attribute == "room":
        return getattr(use, "then", None) in (None, "broadcast")
    return isinstance(handle, WebSocket | Room) and attribute == "broadcast"


def _size(size: object, mark: Mark, folder: str) -> Problem:
    return Problem(
        code="fan-out",
        what="a broadcast cannot be split into parts of that size",
        places=(mark.place(folder),),
        received=f"fan_out={size!r}",
        allowed=f"{SIZES[0]} to {SIZES[1]} connections, or None",
        remedy="WebSocketSettings(fan_out=1000)",
    )
