"""What is written into a drawing never leaves its place, whatever a state is called."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from gwfw.drawing.mermaid import mermaid
from gwfw.drawing.outline import outline
from gwfw.drawing.plain import plain
from gwfw.drawing.svg import svg
from gwfw.drawing.trail import trail
from gwfw.graph.model import Machine
from gwfw.graph.template import document

HOSTILE = [
    '"] --> end',
    "</title><script>alert(1)</script>",
    "a\nb --> c",
    "`**bold**` #quot; &amp; \\",
    "]]> {% %} ;;",
    "\x00\x1b[31m",
    "\ud800",
    "数" * 20,
]
NAMES = re.compile(r'^  (s0)\["(?P<label>[^"]*)"\]$', re.MULTILINE)


def machine(name: str) -> Machine:
    states = {
        name: {"Type": "Wait", "TimestampPath": f"$['{name}']", "Next": "b"},
        "b": {"Type": "Wait", "Seconds": 1, "Next": name},
    }
    return Machine(name="m", definition=document({"StartAt": name, "States": states}))  # type: ignore[dict-item]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_svg_is_well_formed(name: str) -> None:
    root = ElementTree.fromstring(svg(outline(machine(name))).encode())
    assert {element.tag.rpartition("}")[2] for element in root.iter()} == {
        *("svg", "title", "style", "defs", "marker", "path", "rect", "circle", "g", "text")
    }


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_mermaid_has_one_statement_a_line(name: str) -> None:
    written = mermaid(outline(machine(name)))
    assert written.splitlines()[0] == "flowchart TD"
    assert len(written.splitlines()) == 7
    match = NAMES.search(written)
    assert match is not None
    assert set(re.sub(r"#(?:\d+|[a-z]+);", "", match["label"].replace("<br/>", ""))).isdisjoint('"<>#`;&\\')


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_text_can_be_printed(name: str) -> None:
    written = plain(outline(machine(name)))
    assert all(line.isprintable() for line in written.splitlines())
    written.encode()


def test_a_run_that_touched_nothing_marks_nothing() -> None:
    drawn, nothing = outline(machine("a")), trail([])
    assert mermaid(drawn, nothing) == mermaid(drawn)
    assert svg(drawn, nothing).replace(", last run RUNNING", "") == svg(drawn)


def test_a_run_that_waits_marks_where() -> None:
    entered = {"id": 2, "previousEventId": 1, "type": "WaitStateEntered", "stateEnteredEventDetails": {"name": "a"}}
    waiting = trail([{"id": 1, "previousEventId": 0, "type": "ExecutionStarted"}, entered])
    drawn = outline(machine("a"))
    assert "  class s0 current\n" in mermaid(drawn, waiting)
    assert '<g class="current"><title>a</title>' in svg(drawn, waiting)
    assert plain(drawn, waiting).startswith("m, STANDARD, last run RUNNING\n  ▸ a  Wait")
