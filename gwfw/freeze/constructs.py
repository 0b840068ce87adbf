"""The constructs of an app's own as graph values: where their functions are. None of them is called here."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from gwfw.errors import Place, Problem
from gwfw.freeze.handlers import findable
from gwfw.graph.model import Construct

if TYPE_CHECKING:
    from gwfw.constructs import AnyConstruct
    from gwfw.freeze.collect import Collected

__all__ = ["declare"]


def declare(found: Collected) -> tuple[tuple[Construct, ...], dict[str, Place]]:
    """The constructs by name, and their places; what is wrong is added to what was found."""
    made: dict[str, Construct] = {}
    places: dict[str, Place] = {}
    for declared in found.constructs:
        place, subject = declared.mark.place(found.folder), f"construct {declared.name}"
        problems = _problems(declared, place)
        if subject in places:
            problems.append(_twice(declared.name, places[subject], place))
        found.problems += problems
        places.setdefault(subject, place)
        made[declared.name] = Construct(name=declared.name, module=declared.__module__, function=declared.__qualname__)
    return tuple(made[name] for name in sorted(made)), places


def _problems(declared: AnyConstruct, place: Place) -> list[Problem]:
    function: object = declared.function
    if not inspect.isfunction(function) or inspect.iscoroutinefunction(function):
        what = "what is decorated here cannot make a construct"
        return [_wrong(what, place, repr(function), "def listener(stack): ...")]
    elsewhere = findable(declared, place)
    if elsewhere is not None:
        return [elsewhere]
    try:
        inspect.signature(function).bind("the stack")
    except TypeError:
        what = "a function that makes a construct is called with the stack, and nothing else"
        written = f"{declared.name}{inspect.signature(function)}"
        return [_wrong(what, place, written, f"def {declared.name}(stack): ...")]
    return []


def _wrong(what: str, place: Place, received: str, remedy: str) -> Problem:
    return Problem(
        code="construct", what=what, places=(place,), received=received, allowed="a plain function", remedy=remedy
    )


def _twice(name: str, first: Place, second: Place) -> Problem:
    what = f"two constructs are named {name!r}"
    return Problem(code="declared-twice", what=what, places=(first, second), remedy="rename one of the functions")
