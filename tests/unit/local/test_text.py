"""Text from outside on a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwfw.local.text import plain, plain_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("GET /books", "GET /books", id="plain"),
        pytest.param("λ naïve ☃", "λ naïve ☃", id="letters-of-the-world"),
        pytest.param("a\x1b[31mred", "a\\x1b[31mred", id="colour-code"),
        pytest.param("a\r\nb\0", "a\\r\\nb\\x00", id="line-break-and-nul"),
        pytest.param("user\u202etxt.exe", "user\\u202etxt.exe", id="direction"),
        pytest.param("\ud800", "\\ud800", id="surrogate"),
        pytest.param("\x9b31m", "\\x9b31m", id="eight-bit-control"),
        pytest.param("a" * 300, "a" * 199 + "…", id="long"),
    ],
)
def test_plain(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_lines_keep_their_breaks_and_tabs() -> None:
    assert plain_lines("a\n\tb\x07\n") == ["a", "    b\\x07"]


@settings(max_examples=200)
@given(st.text(st.characters(), max_size=60))
def test_whatever_comes_is_printable(text: str) -> None:
    assert plain(text).isprintable()
    assert all(line.isprintable() for line in plain_lines(text))
