"""What a mapping calls: helpers that branch on a symbol, and the clock."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from random import Random
from typing import Any

import pytest

from gwfw.tracing.symbols import TRACES, Connecting, Symbols
from gwfw.tracing.watch import Watch


def branching(text: str) -> str:
    return "known" if "a" in "abc" else text


def straight(text: str) -> str:
    return f"user:{text}"


def by_name(*, text: str) -> str:
    return text or "nobody"


@pytest.fixture
def symbols() -> Symbols:
    return Symbols(Random(7), TRACES[0])


def watched(call: Callable[[Any], object], symbols: Symbols, folder: str = os.path.dirname(__file__)) -> Watch:
    client = Connecting(symbols, "client", opens=True)
    with Watch(call.__code__, symbols, folder) as watch:
        call(client)
    return watch


@pytest.mark.parametrize(
    "call", [lambda c: branching(c.stage), lambda c: branching(f"a{c.stage}"), lambda c: straight(branching(c.stage))]
)
def test_a_helper_that_gets_a_symbol_and_branches_is_seen(call: Callable[[Any], object], symbols: Symbols) -> None:
    branch = watched(call, symbols).branch
    assert branch is not None
    assert (branch.file, branch.line) == (__file__, branching.__code__.co_firstlineno + 1)


@pytest.mark.parametrize(
    "call", [lambda c: branching("a"), lambda c: straight(c.stage), lambda c: c.stage, lambda c: len([1])]
)
def test_what_is_no_branch_on_a_symbol(call: Callable[[Any], object], symbols: Symbols) -> None:
    assert watched(call, symbols).branch is None


def test_parameters_by_name_count(symbols: Symbols) -> None:
    def call(client: Connecting) -> object:
        return by_name(text=f"{client.stage}")

    assert watched(call, symbols).branch is not None


@pytest.mark.parametrize("folder", ["", os.path.dirname(__file__) + "/elsewhere", os.path.dirname(__file__)[:-1]])
def test_functions_of_others_are_not_looked_at(symbols: Symbols, folder: str) -> None:
    assert watched(lambda c: branching(c.stage), symbols, folder).branch is None


@pytest.mark.parametrize(
    "call",
    [
        lambda c: time.time(),
        lambda c: int(time.time()),
        lambda c: time.time_ns(),
        lambda c: datetime.now(),
        lambda c: datetime.utcnow,
        lambda c: date.today(),
        lambda c: time.strftime("%Y"),
    ],
)
def test_the_clock_is_noticed_when_it_is_read(call: Callable[[Any], object], symbols: Symbols) -> None:
    clock = watched(call, symbols).clock
    if "utcnow" in call.__code__.co_names:
        assert clock is None
    else:
        assert clock is not None
        assert clock.file == __file__


def test_a_clock_read_by_others_is_told_where_they_were_called(symbols: Symbols) -> None:
    import calendar
    import email.utils

    clock = watched(lambda c: email.utils.formatdate(), symbols).clock
    assert clock is not None
    assert clock.file == __file__
    assert watched(lambda c: calendar.isleap(2024), symbols).clock is None
    outside = watched(lambda c: email.utils.formatdate(), symbols, "").clock
    assert outside is not None
    assert outside.file == email.utils.__file__


def test_the_profile_of_before_comes_back(symbols: Symbols) -> None:
    seen: list[str] = []

    def profile(frame: object, event: str, called: object) -> None:
        seen.append(event)

    sys.setprofile(profile)
    try:
        with pytest.raises(ZeroDivisionError):
            watched(lambda c: 1 / 0, symbols)
        assert sys.getprofile() is profile
    finally:
        sys.setprofile(None)


def tells(watch: Watch, event: str, called: object, text: object) -> None:
    """Tells the watch of this very call, and branches."""
    watch.see(sys._getframe(), event, called)
    assert watch is not None


def tells_straight(watch: Watch, text: object) -> None:
    watch.see(sys._getframe(), "call", None)


@pytest.mark.parametrize(
    ("event", "called", "given", "seen"),
    [
        ("call", None, True, ("branch",)),
        ("call", None, False, ()),
        ("return", None, True, ()),
        ("c_call", time.time, False, ("clock",)),
        ("c_call", datetime.now, False, ("clock",)),
        ("c_call", time.sleep, False, ()),
        ("c_call", "".join, False, ()),
        ("c_call", dict.fromkeys, False, ()),
    ],
)
def test_what_the_interpreter_tells(
    symbols: Symbols, event: str, called: object, given: bool, seen: tuple[str, ...]
) -> None:
    text = Connecting(symbols, "client", opens=True).stage if given else "x"
    watch = Watch(straight.__code__, symbols, os.path.dirname(__file__))
    for _ in range(2):
        tells(watch, event, called, text)
    assert tuple(name for name in ("branch", "clock") if getattr(watch, name) is not None) == seen


def test_what_is_told_of_functions_that_do_not_count(symbols: Symbols) -> None:
    stage = Connecting(symbols, "client", opens=True).stage
    own, others = Watch(tells.__code__, symbols, os.path.dirname(__file__)), Watch(straight.__code__, symbols, "")
    for watch in (own, others):
        tells(watch, "call", None, stage)
        assert watch.branch is None
    tells_straight(own, stage)
    assert own.branch is None
    tells(others, "c_call", time.time, stage)
    assert others.clock is not None
    assert others.clock.file == __file__
