"""How the graph's checks say what is wrong: one function, so that every problem has a remedy and a place if there is one."""

from __future__ import annotations

from gwfw.errors import Place, Problem

__all__ = ["problem"]


def problem(
    code: str,
    what: str,
    place: Place | None,
    *,
    received: str | None = None,
    allowed: str | None = None,
    remedy: str,
) -> Problem:
    """A problem at one place, or at none for a graph whose places are not known."""
    places = () if place is None else (place,)
    return Problem(code=code, what=what, places=places, received=received, allowed=allowed, remedy=remedy)
