"""The values of a signature."""

from __future__ import annotations

import pytest

from gwfw.parameters import MISSING, Body, Cookie, Header, Marker, Parameter, Path, Query, Signature


@pytest.mark.parametrize(
    ("marker", "shown", "origin"),
    [
        (Path(), "Path()", "path"),
        (Query("q"), "Query('q')", "query"),
        (Header("X-A"), "Header('X-A')", "header"),
        (Cookie(), "Cookie()", "cookie"),
        (Body(), "Body()", "body"),
    ],
)
def test_markers_show_themselves(marker: Marker, shown: str, origin: str) -> None:
    assert (repr(marker), marker.origin) == (shown, origin)


@pytest.mark.parametrize(
    ("annotation", "default", "required"),
    [(int, MISSING, True), (int, 1, False), (int, None, False), (int | None, MISSING, False)],
)
def test_what_a_request_must_have(annotation: object, default: object, required: bool) -> None:
    parameter = Parameter(name="x", origin="query", alias="y", annotation=annotation, default=default)
    assert parameter.required is required
    assert repr(parameter) == "<query y>"


def test_the_body_of_a_signature() -> None:
    query = Parameter(name="q", origin="query", alias="q", annotation=int)
    body = Parameter(name="b", origin="body", alias="b", annotation=dict)
    both = Signature(parameters=(query, body), returns=MISSING, is_async=False, two_way=False)
    assert both.body is body
    assert Signature(parameters=(query,), returns=MISSING, is_async=False, two_way=False).body is None


def test_nothing_shows_itself() -> None:
    assert repr(MISSING) == "MISSING"
