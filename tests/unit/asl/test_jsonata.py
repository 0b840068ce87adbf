"""JSONata expressions, as Step Functions evaluates them."""

from __future__ import annotations

import sys
import threading
from typing import Any

import pytest

from gwfw.asl import jsonata as module
from gwfw.asl.jsonata import Fault, SyntaxFault, UnsupportedResult, parse
from gwfw.jsonpath import MISSING
from tests.unit.asl.conftest import view

DATA: dict[str, Any] = {
    "n": None,
    "l": [1, 2, 3],
    "t": True,
    "s": "x",
    "o": {"a": {"b": 1}},
    "big": 2**70,
    "e": [],
    "r": range(0),
}


def value(text: str, **variables: object) -> object:
    return parse(text).evaluate({"a": DATA, **variables}, view())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$a.n", None),
        ("$a.nope", MISSING),
        ("$nope", MISSING),
        ("$a.l[$ > 1]", [2, 3]),
        ("$a.l[$ > 2]", 3),
        ("$a.l[$ > 3]", MISSING),
        ("$a.l", [1, 2, 3]),
        ("[$a.l, 4]", [1, 2, 3, 4]),
        ("[1..3]", [1, 2, 3]),
        ("{'x': $a.n, 'y': $a.nope}", {"x": None}),
        ("[$a.n, {'k': [$a.n]}]", [None, {"k": [None]}]),
        ("$a.o", {"a": {"b": 1}}),
        ("$a.o.a.b + 1", 2),
        ("$exists($a.n)", True),
        ("$a.n = null", True),
        ("$a.s & 'y'", "xy"),
        ("$a.l ~> $map(function($v) { $v * 2 })", [2, 4, 6]),
        ("$sum($a.l)", 6),
        ("$a ~> |$|{'s': 'changed'}|", DATA | {"s": "changed", "r": None}),
        ("$x", None),
        ("$y", [1]),
        ("$a.big", float(2**70)),
        ("$a.e", []),
        ("$merge([$a.o, {'c': null}])", {"a": {"b": 1}, "c": None}),
        ("$string($a.o)", '{"a":{"b":1}}'),
    ],
)
def test_values(text: str, expected: object) -> None:
    if "~> |" in text:
        found = parse(text).evaluate({"a": {"s": "x"}}, view())
        assert found == {"s": "changed"}
        return
    assert value(text, x=None, y=[1]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2", 3),
        ("$odd + 1", 9007199254740994),
        ("$most + 0", 9223372036854775807),
        ("$most + 1", 9223372036854775808.0),
        ("0 - $most - 1", -9223372036854775808),
        ("0 - $most - 2", -9223372036854775809.0),
        ("3 * 2.5", 7.5),
        ("2 * 0.5", 1),
        ("10 / 4", 2.5),
        ("10 / 5", 2),
        ("$odd / 1", 9007199254740993),
        ("5.5 % 2", 1.5),
        ("-5 % 3", -2),
        ("1 / 0", "Infinity"),
        ("-1 / 0", "-Infinity"),
        ("0 / 0", "NaN"),
        ("1 % 0", "NaN"),
        ("1e300 * 1e300", "Infinity"),
        ("-1e300 * 1e300", "-Infinity"),
        ("$huge / 1.5", "Infinity"),
        ("$minus / 1.5", "-Infinity"),
        ("$huge + 1", "Infinity"),
        ("[$huge, {'n': $minus}]", ["Infinity", {"n": "-Infinity"}]),
        ("$minus + 1", "-Infinity"),
        ("$a.nope + 1", MISSING),
        ("1 - $a.nope", MISSING),
    ],
)
def test_arithmetic(text: str, expected: object) -> None:
    found = value(text, odd=2**53 + 1, most=2**63 - 1, huge=10**400, minus=-(10**400))
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 + 'a'", "T2002: The right side of the + operator must evaluate to a number"),
        ("true - 1", "T2001: The left side of the - operator must evaluate to a number"),
        ("$eval('1')", "T1006: Attempted to invoke a non-function"),
        ("$nope()", "T1006: Attempted to invoke a non-function"),
        ("$error('boo')", "D3137: boo"),
    ],
)
def test_faults_with_a_code(text: str, message: str) -> None:
    with pytest.raises(Fault) as raised:
        value(text)
    assert (raised.value.message, raised.value.coded) == (message, True)


def test_a_fault_without_a_code() -> None:
    with pytest.raises(Fault) as raised:
        value("$fromMillis(1e300)")
    assert not raised.value.coded
    assert raised.value.message


@pytest.mark.parametrize("text", ["$sum", "function($x) { $x }", "{'f': $sum}"])
def test_functions_are_no_values(text: str) -> None:
    with pytest.raises(UnsupportedResult):
        value(text)


def test_nesting_has_a_limit() -> None:
    recursion = "($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(%d))"
    assert value(recursion % 20) == 20
    with pytest.raises(Fault) as raised:
        value(recursion % 200)
    assert raised.value.message == (
        "Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive. "
        "Depth=101 max=100"
    )
    assert not raised.value.coded


def test_steps_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STEP_LIMIT", 1000)
    with pytest.raises(Fault, match="Check for infinite loop"):
        value("($f := function() { $f() }; $f())")
    assert value("$sum([1..100])") == 5050


def test_sizes_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIZE_LIMIT", 100)
    for text in ("$pad('', 101)", "[1..101]"):
        with pytest.raises(Fault, match="memory limit exceeded"):
            value(text)
    assert value("$length($pad('', 100))") == 100


@pytest.mark.parametrize("text", ["a[1,2)", "(", "$x :=", "'open", "1e999", "%", "(" * 20_000])
def test_broken_expressions(text: str) -> None:
    with pytest.raises(SyntaxFault):
        parse(text)


def test_expressions_are_parsed_once() -> None:
    assert parse("1 + 1") is parse("1 + 1")


def test_an_evaluation_does_not_change_its_input() -> None:
    data = {"l": [3, 1, 2], "o": {"k": None}}
    formula = parse("$sort($d.l) ~> $append($d.o) ~> $reverse()")
    assert formula.evaluate({"d": data}, view()) == [{"k": None}, 3, 2, 1]
    assert data == {"l": [3, 1, 2], "o": {"k": None}}


def test_the_recursion_limit_stays_as_it_is() -> None:
    before = sys.getrecursionlimit()
    assert before < 10_000
    value("$sum([1..100])")
    assert sys.getrecursionlimit() == before


def test_evaluations_on_several_threads_do_not_meet() -> None:
    formula = parse("$map([1..50], function($v) { $v * $n })")
    found: dict[int, object] = {}

    def evaluate(number: int) -> None:
        for _ in range(5):
            found[number] = formula.evaluate({"n": number}, view())

    threads = [threading.Thread(target=evaluate, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: [index * number for index in range(1, 51)] for number in range(4)}
