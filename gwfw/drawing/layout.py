"""Where boxes stand that are joined by lines: in ranks from top to bottom, as in Sugiyama's method.

Lines that lead back are turned around for the ranks; a line over several ranks, or one with a label, gets a place of its own
in each rank between, so that it crosses no box. Plain arithmetic on whole pixels: the same input gives the same drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, TypeAlias

__all__ = ["Box", "Layout", "Line", "Point", "layout"]

Point: TypeAlias = tuple[int, int]

GAP_X: Final = 28
GAP_Y: Final = 30
SWEEPS: Final = 6
BEND: Final = 14
"""The width of a place at which a line without a label passes a rank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A place of that size, in pixels."""

    id: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line between two boxes, by their ids; `label` is the size of its label, None without one."""

    source: str
    target: str
    label: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """`corners` are the upper left corners of the boxes; of each line (by its index) the points that it passes from its
    source to its target, pairs of which are the ends of curves, and the middle of its label."""

    width: int
    height: int
    corners: Mapping[str, Point]
    points: tuple[tuple[Point, ...], ...]
    labels: tuple[Point | None, ...]


@dataclass(slots=True, eq=False)
class _Place:
    """A box, or where a line passes a rank."""

    width: int
    height: int
    rank: int
    passed: bool = False
    above: list[_Place] = field(default_factory=list)
    below: list[_Place] = field(default_factory=list)
    x: int = 0  # its middle
    y: int = 0  # its upper edge


def layout(boxes: Sequence[Box], lines: Sequence[Line]) -> Layout:
    """The layout. The first box comes first. A line from a box to itself is not placed: it has no points."""
    turned = _turned(boxes, lines)
    ranks = _ranked(boxes, lines, turned)
    places = {box.id: _Place(box.width, box.height, ranks[box.id]) for box in boxes}
    chains = [_chain(line, places, turned=index in turned) for index, line in enumerate(lines)]
    rows = _rows([*places.values(), *(place for chain in chains for place in chain[1:-1])])
    _sort(rows)
    _spread(rows)
    width, height = _settle(rows)
    return Layout(
        width=width,
        height=height,
        corners={id: (place.x - place.width // 2, place.y) for id, place in places.items()},
        points=tuple(
            _points(chain, turned=index in turned) if line.source != line.target else ()
            for index, (line, chain) in enumerate(zip(lines, chains, strict=True))
        ),
        labels=tuple(
            None if line.label is None or len(chain) < 3 else _middle(chain[len(chain) // 2])
            for line, chain in zip(lines, chains, strict=True)
        ),
    )


# Ranks ---------------------------------------------------------------------------------------------------------------


def _turned(boxes: Sequence[Box], lines: Sequence[Line]) -> set[int]:
    """The indexes of the lines that close a circle, found depth first; the stack is our own, a machine may be long."""
    leaving: dict[str, list[tuple[int, str]]] = {box.id: [] for box in boxes}
    for index, line in enumerate(lines):
        leaving[line.source].append((index, line.target))
    turned: set[int] = set()
    done: set[str] = set()
    for box in boxes:
        open_, stack = {box.id}, [(box.id, iter(leaving[box.id]))]
        while stack and box.id not in done:
            id, rest = stack[-1]
            index, target = next(rest, (-1, ""))
            if index < 0:
                stack.pop()
                open_.discard(id)
                done.add(id)
            elif target in open_:
                turned.add(index)
            elif target not in done:
                open_.add(target)
                stack.append((target, iter(leaving[target])))
    return turned


def _ranked(boxes: Sequence[Box], lines: Sequence[Line], turned: set[int]) -> dict[str, int]:
    """The rank of each box: below all that lead to it, with a rank between for a label."""
    entering: dict[str, int] = {box.id: 0 for box in boxes}
    leaving: dict[str, list[tuple[str, int]]] = {box.id: [] for box in boxes}
    for index, line in enumerate(lines):
        if line.source != line.target:
            first, last = (line.target, line.source) if index in turned else (line.source, line.target)
            leaving[first].append((last, 1 if line.label is None else 2))
            entering[last] += 1
    ranks = dict.fromkeys(entering, 0)
    ready = [id for id, number in entering.items() if number == 0]
    for id in ready:  # which grows
        for last, distance in leaving[id]:
            ranks[last] = max(ranks[last], ranks[id] + distance)
            entering[last] -= 1
            if entering[last] == 0:
                ready.append(last)
    return ranks


def _chain(line: Line, places: Mapping[str, _Place], *, turned: bool) -> list[_Place]:
    """The places that the line passes from the upper box to the lower one."""
    upper, lower = places[line.source], places[line.target]
    if turned:
        upper, lower = lower, upper
    if upper is lower:
        return [upper]
    chain = [upper, *(_Place(BEND, 0, rank, passed=True) for rank in range(upper.rank + 1, lower.rank)), lower]
    if line.label is not None:
        chain[len(chain) // 2].width, chain[len(chain) // 2].height = line.label
    for above, below in pairwise(chain):
        above.below.append(below)
        below.above.append(above)
    return chain


def _rows(places: Iterable[_Place]) -> list[list[_Place]]:
    rows: dict[int, list[_Place]] = {}
    for place in places:
        rows.setdefault(place.rank, []).append(place)
    return [rows[rank] for rank in sorted(rows)]


# Places in a rank ----------------------------------------------------------------------------------------------------


def _sort(rows: list[list[_Place]]) -> None:
    """Order each rank by the middle of the neighbours, from above and from below in turn."""
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else reversed(rows):
            order = {id(place): index for neighbours in rows for index, place in enumerate(neighbours)}
            keys = {
                id(place): _mean([order[id(near)] for near in (place.above if down else place.below)], order[id(place)])
                for place in row
            }
            row.sort(key=lambda place: keys[id(place)])


def _mean(numbers: Sequence[int], otherwise: int) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def _spread(rows: list[list[_Place]]) -> None:
    """Give each place its x: as near to the middle of its neighbours as the others of its rank leave it."""
    for row in rows:
        _pack(row, [0] * len(row))
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else reversed(rows):
            wanted = [_mean([near.x for near in (place.above if down else place.below)], place.x) for place in row]
            _pack(row, wanted)


def _pack(row: list[_Place], wanted: Sequence[float]) -> None:
    """Place a rank in its order without overlaps, so that it deviates from what is wanted to both sides alike."""
    edge: float = float("-inf")
    for place, x in zip(row, wanted, strict=True):
        place.x = round(max(x, edge + place.width / 2))
        edge = place.x + place.width / 2 + GAP_X
    error = sum(place.x - x for place, x in zip(row, wanted, strict=True)) / len(row)
    for place in row:
        place.x -= round(error)


def _settle(rows: list[list[_Place]]) -> tuple[int, int]:
    """Move everything to the right of 0, give each place its y, and tell the size."""
    left = min(place.x - place.width // 2 for row in rows for place in row)
    y = 0
    for row in rows:
        height = max(place.height for place in row)
        for place in row:
            place.x -= left
            place.height = height if place.passed else place.height
            place.y = y + (height - place.height) // 2
        y += height + GAP_Y
    return max(place.x + place.width // 2 for row in rows for place in row), y - GAP_Y


# Lines ---------------------------------------------------------------------------------------------------------------


def _points(chain: Sequence[_Place], *, turned: bool) -> tuple[Point, ...]:
    points: list[Point] = []
    for above, below in pairwise(chain):
        points.append((_port(above, below, above.below), above.y + above.height))
        points.append((_port(below, above, below.above), below.y))
    return tuple(reversed(points)) if turned else tuple(points)


def _port(place: _Place, other: _Place, neighbours: Sequence[_Place]) -> int:
    """Where on the edge of a place the line to another one begins: side by side, in the order of the others."""
    order = sorted(neighbours, key=lambda near: near.x)
    number = order.index(other) + 1
    return place.x - place.width // 2 + place.width * number // (len(order) + 1)


def _middle(place: _Place) -> Point:
    return place.x, place.y + place.height // 2
