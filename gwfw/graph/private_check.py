"""What private targets must fulfil together: a local run knows each by one name, so that a name is one target's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gwfw.errors import Place, Problem
from gwfw.graph.model import AppGraph, Ref
from gwfw.integrations.private.spec import Private

__all__ = ["check_private"]


def check_private(graph: AppGraph, places: Mapping[str, Place]) -> Iterator[Problem]:
    """A problem for each target whose name another one has already. Two routes to one target share its name."""
    first: dict[str, Private] = {}
    for spec in graph.integrations:
        if isinstance(spec, Private) and first.setdefault(spec.bound_as, spec).target != spec.target:
            yield _same(first[spec.bound_as], spec, places)


def _same(first: Private, second: Private, places: Mapping[str, Place]) -> Problem:
    known = (places.get(first.name), places.get(second.name))
    return Problem(
        code="private-name",
        what=f"two private targets are named {first.bound_as!r}, and local runs could not tell them apart",
        places=tuple(place for place in known if place is not None),
        received=f"{_written(first.target)} and {_written(second.target)}",
        remedy='give one of them a name of its own: alb(listener, name="orders")',
    )


def _written(target: str | Ref) -> str:
    return target if isinstance(target, str) else f"the construct {target.name}"
