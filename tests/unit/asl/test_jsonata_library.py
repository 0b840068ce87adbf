"""Room for the JSONata library's recursion: wide while anything evaluates, as it was afterwards."""

from __future__ import annotations

import sys

from gwfw.asl.jsonata_library import FRAMES, frames


def test_the_limit_stays_wide_until_the_last_evaluation_ends() -> None:
    before = sys.getrecursionlimit()
    with frames():
        with frames():
            assert sys.getrecursionlimit() >= FRAMES
        assert sys.getrecursionlimit() >= FRAMES
    assert sys.getrecursionlimit() == before
