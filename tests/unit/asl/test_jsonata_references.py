"""What an expression may refer to."""

from __future__ import annotations

import pytest

from gwfw.asl.jsonata import parse
from gwfw.asl.jsonata_references import references
from tests.unit.asl.conftest import findings, jsonata

MEMBERS = frozenset({"input", "context"})


def top(*names: str) -> list[str]:
    return [f"Reference to '{name}' at the top level is not supported." for name in names]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$states.input.phone", []),
        ("phone", top("phone")),
        ("phone.home", top("phone")),
        ("(phone).home", top("phone")),
        ("$", top("$")),
        ("$x ~> $map($)", top("$")),
        ("$$", ["Reference to '$$' is not supported."]),
        ("$x[a = $$.b]", ["Reference to '$$' is not supported."]),
        ("$x[n > 1]", []),
        ("$states.input.xs[n > $y]", []),
        ("$x^(<a, >b)", []),
        ("$x.{'k': b}", []),
        ("$x{a: b}", []),
        ("{'a': [b, -c]}", top("b", "c")),
        ("[1..n]", top("n")),
        ("$map($x, function($v) { $v.name })", []),
        ("$map($x, function($v) { name })", top("name")),
        ("($z := name; $z)", top("name")),
        ("$x ? y : z", top("y", "z")),
        ("$f(?, name)", top("name")),
        ("$x ~> |a|{'q': c}|", []),
        ("$x#$i[$i = 1].z", []),
        ("a and b", top("a", "b")),
        ("'text' & 1", []),
        ("$states.errorOutput", ["Field '$states.errorOutput' does not exist."]),
        ("$states.result.a", ["Field '$states.result' does not exist."]),
        ("$states", []),
        ("$states[0]", []),
        ("$states.*", []),
        ("$f($states.foo)", ["Field '$states.foo' does not exist."]),
    ],
)
def test_references(text: str, found: list[str]) -> None:
    assert list(references(parse(text).tree, MEMBERS)) == found


@pytest.mark.parametrize(
    ("state", "path"),
    [
        ({"Type": "Pass", "Output": {"v": "{% phone %}"}}, "/States/A/Output/v"),
        ({"Type": "Pass", "Output": ["{% phone %}"]}, "/States/A/Output[0]"),
        ({"Type": "Pass", "Assign": {"v": "{% phone %}"}}, "/States/A/Assign/v"),
        ({"Type": "Wait", "Seconds": "{% phone %}"}, "/States/A/Seconds"),
    ],
)
def test_the_place_of_a_finding(state: dict[str, object], path: str) -> None:
    message = "Reference to 'phone' at the top level is not supported."
    assert findings(jsonata(state)) == [("UNSUPPORTED_JSONATA_EXPRESSION", message, path)]


TASK = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage"}
CATCH = {"ErrorEquals": ["States.ALL"], "Next": "A"}


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        ({**TASK, "Output": "{% $states.result %}"}, True),
        ({**TASK, "Assign": {"v": "{% $states.result %}"}}, True),
        ({**TASK, "Arguments": "{% $states.result %}"}, False),
        ({"Type": "Pass", "Output": "{% $states.result %}"}, False),
        ({**TASK, "Output": "{% $states.errorOutput %}"}, False),
        ({**TASK, "Catch": [{**CATCH, "Output": "{% $states.errorOutput %}"}]}, True),
        ({**TASK, "Catch": [{**CATCH, "Assign": {"v": "{% $states.errorOutput %}"}}]}, True),
        ({**TASK, "Catch": [{**CATCH, "Output": "{% $states.result %}"}]}, False),
    ],
)
def test_where_the_members_of_states_exist(state: dict[str, object], allowed: bool) -> None:
    assert (findings(jsonata(state)) == []) is allowed
