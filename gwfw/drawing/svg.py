"""A machine as an SVG image of its own: no script, no font and nothing else to load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from gwfw.drawing.labels import clean
from gwfw.drawing.layout import Box, Layout, Line, Point, layout
from gwfw.drawing.outline import END, START, Joint, Outline, Scope, Step
from gwfw.drawing.trail import Trail

__all__ = ["svg"]

MARGIN: Final = 16
PAD: Final = 14
LETTER: Final = 7.4
"""The width of a letter of the font below, rounded up."""

LINE_HEIGHT: Final = 17
POINT: Final = 18
LOOP: Final = 22

_STYLE: Final = (
    "text{font:12px ui-monospace,Menlo,Consolas,monospace;fill:#1f2328;text-anchor:middle;dominant-baseline:central}"
    ".detail,.label{fill:#59636e}.label{paint-order:stroke;stroke:#fff;stroke-width:5px}"
    ".box{fill:#f6f8fa;stroke:#818b98}.scope{fill:none;stroke:#d1d9e0;stroke-dasharray:4 3}"
    ".line{fill:none;stroke:#818b98;stroke-width:1.5}.catch{stroke-dasharray:5 4}.point{fill:#818b98}"
    ".passed .box{fill:#d3f2dc;stroke:#1a7f37}.current .box{fill:#d8e8ff;stroke:#0b5cc1}"
    ".failed .box{fill:#ffdcd7;stroke:#c0261b}.taken{stroke:#1a7f37;stroke-width:3}"
)
_ARROW: Final = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
    'markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#59636e"/></marker></defs>'
)


def svg(machine: Outline, trail: Trail | None = None) -> str:
    """The drawing as an SVG document; with a trail, what the run passed is marked."""
    drawn = _Drawing(machine.scope, trail)
    width, height = drawn.width + 2 * MARGIN, drawn.height + 2 * MARGIN
    told = "" if trail is None else f", last run {trail.status}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">',
        f"<title>{_text(clean(machine.name))}, {machine.type}{told}</title>",
        f"<style>{_STYLE}</style>",
        _ARROW,
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *drawn.elements(MARGIN, MARGIN),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inner:
    """A scope inside a state: where it stands in the state's box."""

    drawing: _Drawing
    x: int
    y: int


class _Drawing:
    """One scope, laid out."""

    def __init__(self, scope: Scope, trail: Trail | None) -> None:
        self._scope, self._trail = scope, trail
        self._inner: dict[str, list[_Inner]] = {}
        boxes = [self._box(step) for step in scope.steps]
        ends = {end for joint in scope.joints for end in (joint.source, joint.target)} & {START, END}
        points = {id: Box(id=id, width=POINT, height=POINT) for id in ends}
        boxes = [points[id] for id in (START,) if id in ends] + boxes + [points[id] for id in (END,) if id in ends]
        self._sizes = {box.id: box for box in boxes}
        self._layout: Layout = layout(boxes, [_line(joint) for joint in scope.joints])
        loops = any(joint.source == joint.target for joint in scope.joints)
        self.width = self._layout.width + (2 * LOOP if loops else 0)
        self.height = self._layout.height

    def _box(self, step: Step) -> Box:
        """The state's box; what is inside of it is laid out now."""
        width = max(_width(clean(step.name)), _width(step.detail), _width(step.type)) + 2 * PAD
        height = LINE_HEIGHT * (3 if step.detail else 2) + PAD
        x = PAD
        for scope in step.scopes:
            drawing = _Drawing(scope, self._trail)
            self._inner.setdefault(step.id, []).append(_Inner(drawing=drawing, x=x + PAD, y=height + LINE_HEIGHT + PAD // 2))
            x += max(drawing.width, _width(scope.title)) + 2 * PAD + PAD
        deepest = max((inner.drawing.height for inner in self._inner.get(step.id, ())), default=None)
        if deepest is not None:
            height += LINE_HEIGHT + deepest + 3 * PAD
        return Box(id=step.id, width=max(width, x if step.scopes else 0), height=height)

    def elements(self, x: int, y: int) -> Iterator[str]:
        """The elements, with the scope's upper left corner at that point."""
        for index, joint in enumerate(self._scope.joints):
            yield from self._joint(joint, index, x, y)
        for id, title in ((START, "start"), (END, "end")):
            if id in self._layout.corners:
                left, top = self._layout.corners[id]
                at = f'cx="{x + left + POINT // 2}" cy="{y + top + POINT // 2}" r="{POINT // 2}"'
                yield f'<circle class="point" {at}><title>{title}</title></circle>'
        for step in self._scope.steps:
            left, top = self._layout.corners[step.id]
            yield from self._state(step, x + left, y + top)

    def _state(self, step: Step, x: int, y: int) -> Iterator[str]:
        box = self._sizes[step.id]
        mark = None if self._trail is None else self._trail.states.get(step.name)
        radius = {"Choice": 0, "Succeed": 18, "Fail": 18}.get(step.type, 6)
        yield f'<g class="{mark or "state"}"><title>{_text(clean(step.name))}</title>'
        yield f'<rect class="box" x="{x}" y="{y}" width="{box.width}" height="{box.height}" rx="{radius}"/>'
        written = [(clean(step.name), "name"), (step.type, "detail"), (step.detail, "detail")]
        for number, (text, kind) in enumerate((text, kind) for text, kind in written if text):
            middle = y + PAD // 2 + LINE_HEIGHT * number + LINE_HEIGHT // 2
            yield f'<text class="{kind}" x="{x + box.width // 2}" y="{middle}">{_text(text)}</text>'
        yield "</g>"
        for scope, inner in zip(step.scopes, self._inner.get(step.id, ()), strict=True):
            yield from _framed(scope, inner, x, y)

    def _joint(self, joint: Joint, index: int, x: int, y: int) -> Iterator[str]:
        kinds = ["line", *(["catch"] if joint.kind == "catch" else [])]
        if self._trail is not None and self._trail.takes(joint, self._scope):
            kinds.append("taken")
        if joint.source == joint.target:
            yield from self._loop(joint, " ".join(kinds), x, y)
            return
        path = _path([(x + left, y + top) for left, top in self._layout.points[index]])
        yield f'<path class="{" ".join(kinds)}" d="{path}" marker-end="url(#arrow)"/>'
        middle = self._layout.labels[index]
        if middle is not None:
            yield f'<text class="label" x="{x + middle[0]}" y="{y + middle[1]}">{_text(joint.label)}</text>'

    def _loop(self, joint: Joint, kinds: str, x: int, y: int) -> Iterator[str]:
        """A state that leads to itself."""
        left, top = self._layout.corners[joint.source]
        box = self._sizes[joint.source]
        right, middle = x + left + box.width, y + top + box.height // 2
        path = f"M{right},{middle - 8} C{right + LOOP},{middle - 18} {right + LOOP},{middle + 18} {right},{middle + 8}"
        yield f'<path class="{kinds}" d="{path}" marker-end="url(#arrow)"><title>{_text(joint.label)}</title></path>'


def _framed(scope: Scope, inner: _Inner, x: int, y: int) -> Iterator[str]:
    """A scope in its frame, inside a state's box."""
    width = max(inner.drawing.width, _width(scope.title)) + 2 * PAD
    left, top = x + inner.x - PAD, y + inner.y - LINE_HEIGHT
    height = inner.drawing.height + LINE_HEIGHT + 2 * PAD - PAD // 2
    yield f'<rect class="scope" x="{left}" y="{top}" width="{width}" height="{height}" rx="6"/>'
    yield f'<text class="detail" x="{left + width // 2}" y="{top + LINE_HEIGHT // 2 + 1}">{_text(scope.title)}</text>'
    yield from inner.drawing.elements(left + (width - inner.drawing.width) // 2, y + inner.y + PAD // 2)


def _line(joint: Joint) -> Line:
    own = joint.source == joint.target
    label = (_width(joint.label) + 6, LINE_HEIGHT) if joint.label and not own else None
    return Line(source=joint.source, target=joint.target, label=label)


def _path(points: Sequence[Point]) -> str:
    """A curve for each pair of points, straight between the pairs."""
    written = [f"M{points[0][0]},{points[0][1]}"]
    for index, (x, y) in enumerate(points[1:], 1):
        before_x, before_y = points[index - 1]
        if index % 2:
            half = (before_y + y) // 2
            written.append(f"C{before_x},{half} {x},{half} {x},{y}")
        else:
            written.append(f"L{x},{y}")
    return " ".join(written)


def _width(text: str) -> int:
    """The width of a text; letters of East Asia are twice as wide as others."""
    from unicodedata import east_asian_width

    return round(sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text) * LETTER)


def _text(text: str) -> str:
    return escape(text)
