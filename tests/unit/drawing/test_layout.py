"""The layout: nothing overlaps, lines begin and end at their boxes, and the same input gives the same places."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from gwfw.drawing.layout import GAP_X, Box, Layout, Line, layout


def boxes(number: int, random: Random) -> list[Box]:
    return [Box(id=f"b{index}", width=random.randint(20, 200), height=random.randint(10, 300)) for index in range(number)]


def lines(number: int, of: int, random: Random) -> list[Line]:
    """A chain through all, and others from anywhere to anywhere, also back and to itself."""
    chain = [Line(source=f"b{index}", target=f"b{index + 1}") for index in range(of - 1)]
    others = [
        Line(
            source=f"b{random.randrange(of)}",
            target=f"b{random.randrange(of)}",
            label=random.choice([None, (80, 17)]),
        )
        for _ in range(number)
    ]
    return chain + others


def overlapping(found: Layout, placed: list[Box]) -> list[tuple[str, str]]:
    def apart(one: Box, two: Box) -> bool:
        (x1, y1), (x2, y2) = found.corners[one.id], found.corners[two.id]
        return x1 + one.width < x2 or x2 + two.width < x1 or y1 + one.height < y2 or y2 + two.height < y1

    return [(one.id, two.id) for index, one in enumerate(placed) for two in placed[index + 1 :] if not apart(one, two)]


@pytest.mark.parametrize("seed", range(40))
def test_any_graph(seed: int) -> None:
    random = Random(seed)
    number = random.randint(1, 12)
    placed, joined = boxes(number, random), lines(random.randint(0, 12), number, random)
    found = layout(placed, joined)
    assert overlapping(found, placed) == []
    assert found == layout(placed, joined)
    for box in placed:
        x, y = found.corners[box.id]
        assert 0 <= x <= found.width - box.width + 1
        assert 0 <= y <= found.height - box.height
    sizes = {box.id: box for box in placed}
    for line, points, label in zip(joined, found.points, found.labels, strict=True):
        if line.source == line.target:
            assert (points, label) == ((), None)
            continue
        assert len(points) % 2 == 0
        assert (label is None) == (line.label is None)
        for point, id in ((points[0], line.source), (points[-1], line.target)):
            x, y = found.corners[id]
            assert x <= point[0] <= x + sizes[id].width
            assert point[1] in (y, y + sizes[id].height)
        downward = points[0][1] <= points[-1][1]
        assert all((one[1] <= two[1]) == downward or one[1] == two[1] for one, two in pairwise(points))


def test_a_chain_stands_below_itself() -> None:
    found = layout(
        [Box(id=id, width=40, height=20) for id in "abc"], [Line(source="a", target="b"), Line(source="b", target="c")]
    )
    assert [x for x, _ in found.corners.values()] == [0, 0, 0]
    assert [y for _, y in found.corners.values()] == [0, 50, 100]
    assert (found.width, found.height) == (40, 120)


def test_branches_stand_side_by_side_under_their_middle() -> None:
    found = layout(
        [Box(id=id, width=40, height=20) for id in "abc"], [Line(source="a", target="b"), Line(source="a", target="c")]
    )
    (a, _), (b, _), (c, _) = (found.corners[id] for id in "abc")
    assert (b, c) == (0, 40 + GAP_X)
    assert a == (b + c) // 2


def test_a_line_that_leads_back_ends_at_the_upper_box() -> None:
    found = layout(
        [Box(id=id, width=40, height=20) for id in "ab"], [Line(source="a", target="b"), Line(source="b", target="a")]
    )
    assert found.corners["a"][1] < found.corners["b"][1]
    assert [point[1] for point in found.points[1]] == [50, 20]
