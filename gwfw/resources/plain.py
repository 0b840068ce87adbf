"""The resources that a name and a few settings describe: queues, buses, streams and configurations. One list for all.

Each kind is a folder `gwfw/resources/<kind>` with a `declare` side of two functions, `resource` and `wrong`. Nothing of the
runtime is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from gwfw.errors import Problem

if TYPE_CHECKING:
    from gwfw.graph.model import Resource
    from gwfw.resources.handle import PlainHandle

__all__ = ["declare"]

NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")


def declare(handles: Iterable[PlainHandle], folder: str) -> tuple[tuple[Resource, ...], tuple[Problem, ...]]:
    """One value for each kind and name, and every problem.

    A name may be declared again if the definition is the same; another definition is refused with both places.
    """
    first: dict[tuple[str, str], tuple[PlainHandle, Resource]] = {}
    problems: list[Problem] = []
    for handle in handles:
        sides: Any = import_module(f"gwfw.resources.{handle.KIND}.declare")
        problem = _name(handle, folder) or _settings(handle, sides.wrong(handle), folder)
        if problem is not None:
            problems.append(problem)
            continue
        value: Resource = sides.resource(handle)
        known, before = first.setdefault((handle.KIND, handle.name), (handle, value))
        if before != value or getattr(known, "model", None) is not getattr(handle, "model", None):
            problems.append(_redefined(known, handle, folder))
    return tuple(value for _, value in first.values()), tuple(problems)


def _name(handle: PlainHandle, folder: str) -> Problem | None:
    if NAME.fullmatch(str(handle.name)):
        return None
    return Problem(
        code="resource-name",
        what=f"this cannot be a {handle.KIND}'s name",
        places=(handle.place.place(folder),),
        received=repr(handle.name),
        allowed="1 to 32 letters, digits, '_' and '-', beginning with a letter",
        remedy="choose another name",
    )


def _settings(handle: PlainHandle, what: str | None, folder: str) -> Problem | None:
    if what is None:
        return None
    places = (handle.place.place(folder),)
    return Problem(code="resource-setting", what=what, places=places, received=handle.name, remedy="choose another value")


def _redefined(known: PlainHandle, handle: PlainHandle, folder: str) -> Problem:
    return Problem(
        code="resource-redefined",
        what=f"two of the kind {handle.KIND} are named {handle.name!r}, and their definitions differ",
        places=(known.place.place(folder), handle.place.place(folder)),
        remedy="import the one handle where the other is used, or rename one of them",
    )
