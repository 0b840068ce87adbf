"""Calls as they are written."""

from __future__ import annotations

import pytest

from gwfw.asl.call import CallError, parse_call
from gwfw.jsonpath import PathError
from tests.unit.asl.conftest import view

DATA = {"n": 1, "list": [1, [2, 3]], "a b": 4, "c)": 5, "deep": [{"k": 1}, {"k": 2}], "text": "{}!"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("States.Array()", []),
        ("States.Array(  )", []),
        ("States.Array( 'a' ,1, -2.5,1e2,null,true,false )", ["a", 1, -2.5, 100.0, None, True, False]),
        ("States.Array($.n, $, $.list[1][0])", [1, DATA, 2]),
        ("States.Array($['a b'], $['c)'], $[\"a b\"])", [4, 5, 4]),
        ("States.Array($.deep[?(@.k==2)])", [[{"k": 2}]]),
        ("States.Array($.deep[*].k)", [[1, 2]]),
        ("States.Array($$.State.Name, $x, $x.y)", ["S", {"y": 9}, 9]),
        ("States.ArrayLength(States.Array(1, States.Array(2)))", 2),
        ("States.Array('it\\'s', '\\{\\}', '\\\\')", ["it's", "{}", "\\"]),
        ("States.Format('{} \\{\\} \\'q\\'', 1)", "1 {} 'q'"),
        ("States.Format($.text, 7)", "7!"),
        ("  States.UUID()  ", "id-1"),
    ],
)
def test_values(text: str, value: object) -> None:
    assert parse_call(text, "v.$").evaluate(view(DATA, x={"y": 9})) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "an argument is expected at ''"),
        ("'text'", "\"'text'\" is not a call"),
        ("1", "'1' is not a call"),
        ("States.Nope(1)", "there is no function States.Nope"),
        ("States.Array", "an argument is expected"),
        ("States.Array(1", "a comma or closing bracket is missing at ''"),
        ("States.Array(1 2)", "a comma or closing bracket is missing at '2)'"),
        ("States.Array(1,)", "an argument is expected at ')'"),
        ("States.Array(,)", "an argument is expected"),
        ("States.Array(nullable)", "an argument is expected"),
        ("States.Array('a)", "an argument is expected"),
        ("States.Array(1) x", "'x' stands after the call"),
        ("States.UUID(1)", "States.UUID does not take 1 arguments"),
        ("States.ArrayRange(1, 2)", "States.ArrayRange does not take 2 arguments"),
        ("States.Array(1, -1e400)", "the number -1e400 is too large"),
        ("States.Array('\\n')", "'\\\\n' is no escape"),
        ("States.Array(" * 11 + ")" * 11, "nested deeper than 10"),
    ],
)
def test_what_is_no_call(text: str, reason: str) -> None:
    with pytest.raises(CallError) as raised:
        parse_call(text, "v.$")
    assert reason in str(raised.value)


def test_ten_levels_are_allowed() -> None:
    assert parse_call("States.Array(" * 10 + ")" * 10, "v.$").evaluate(view()) == [[[[[[[[[[]]]]]]]]]]


def test_a_broken_path_in_a_call() -> None:
    with pytest.raises(PathError):
        parse_call("States.Array($.a..)", "v.$")
