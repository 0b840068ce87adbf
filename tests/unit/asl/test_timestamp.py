"""Times as texts."""

from __future__ import annotations

import pytest

from gwfw.asl.timestamp import iso, nanoseconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:01.5Z", 1_500_000_000),
        ("1970-01-01T00:00:00.000000001Z", 1),
        ("1970-01-01T00:00:00,25Z", 250_000_000),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1969-12-31T23:00:00-01:00", 0),
        ("1970-01-01T00:01Z", 60_000_000_000),
        ("1969-12-31T23:59:59.9Z", -100_000_000),
    ],
)
def test_instants(text: str, expected: int) -> None:
    assert nanoseconds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-24",
        "2012-10-09T19:00:55",
        "2016-12-05 21:29:29Z",
        "2016-13-05T21:29:29Z",
        "2016-12-05T25:29:29Z",
        "2016-12-05T21:29:29.1234567890Z",
        "2016-12-05t21:29:29Z",
        "2016-12-05T21:29:29z",
        "2016-12-05T21:29:29+99:00",
        "٢٠١٦-12-05T21:29:29Z",
        "",
        None,
        1,
    ],
)
def test_what_is_no_timestamp(text: object) -> None:
    assert nanoseconds(text) is None


@pytest.mark.parametrize(
    ("epoch", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_700_000_000.5, "2023-11-14T22:13:20.500Z"),
        (1.0009, "1970-01-01T00:00:01.000Z"),
        (0.29, "1970-01-01T00:00:00.290Z"),
    ],
)
def test_context_times(epoch: float, text: str) -> None:
    assert iso(epoch) == text
