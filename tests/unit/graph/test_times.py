"""Times as API Gateway writes them."""

from __future__ import annotations

import pytest

from gwfw.graph.times import clf, http, iso, milliseconds


@pytest.mark.parametrize(
    ("epoch", "written"),
    [
        (1701245041.999, "29/Nov/2023:08:04:01 +0000"),
        (0.0, "01/Jan/1970:00:00:00 +0000"),
        (951826554.0, "29/Feb/2000:12:15:54 +0000"),
    ],
)
def test_common_log_format(epoch: float, written: str) -> None:
    assert clf(epoch) == written


@pytest.mark.parametrize(
    ("epoch", "written"),
    [(1701245041.25, "2023-11-29T08:04:01.250Z"), (0.0, "1970-01-01T00:00:00.000Z"), (1.9999, "1970-01-01T00:00:01.999Z")],
)
def test_iso(epoch: float, written: str) -> None:
    assert iso(epoch) == written


@pytest.mark.parametrize(
    ("epoch", "written"),
    [(1701245041.9, "Wed, 29 Nov 2023 08:04:01 GMT"), (951826554.0, "Tue, 29 Feb 2000 12:15:54 GMT")],
)
def test_http_dates(epoch: float, written: str) -> None:
    assert http(epoch) == written


def test_milliseconds_are_whole() -> None:
    assert milliseconds(1701245041.2509) == 1701245041250
