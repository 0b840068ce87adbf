"""Members of requests, read and checked as the service's model says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gwfw.local.states.faults import Fault
from gwfw.local.states.members import Members

GIVEN = Members(
    {
        "text": "abc",
        "empty": "",
        "number": 5,
        "half": 0.5,
        "flag": True,
        "none": None,
        "list": [1],
        "object": {"a": 1},
    }
)
BEGINNING = "1 validation error detected: Value"

READ: dict[str, tuple[Callable[[], object], object]] = {
    "a text": (lambda: GIVEN.text("text", longest=3, shortest=3), "abc"),
    "no text": (lambda: GIVEN.text("nothing"), None),
    "a text that is null": (lambda: GIVEN.text("none"), None),
    "an ARN": (lambda: GIVEN.arn("text"), "abc"),
    "a choice": (lambda: GIVEN.choice("text", ("abc",)), "abc"),
    "no choice": (lambda: GIVEN.choice("nothing", ()), None),
    "a number": (lambda: GIVEN.number("number", 0, 5), 5),
    "no number": (lambda: GIVEN.number("nothing", 0, 5), None),
    "a flag": (lambda: GIVEN.flag("flag"), True),
    "no flag": (lambda: GIVEN.flag("nothing", True), True),
    "a structure": (lambda: GIVEN.structure("object"), {"a": 1}),
    "no structure": (lambda: GIVEN.structure("nothing"), None),
    "a list": (lambda: GIVEN.items("list"), [1]),
    "no list": (lambda: GIVEN.items("nothing"), []),
    "something": (lambda: GIVEN.has("text"), True),
    "nothing": (lambda: GIVEN.has("none"), False),
}


@pytest.mark.parametrize("case", READ)
def test_what_is_there_is_read(case: str) -> None:
    read, expected = READ[case]
    assert read() == expected


REFUSED: dict[str, tuple[Callable[[], object], str, str]] = {
    "a number for a text": (
        lambda: GIVEN.text("number"),
        "SerializationException",
        "NUMBER_VALUE can not be converted to a String",
    ),
    "a fraction for a text": (
        lambda: GIVEN.text("half"),
        "SerializationException",
        "NUMBER_VALUE can not be converted to a String",
    ),
    "true for a text": (
        lambda: GIVEN.text("flag"),
        "SerializationException",
        "TRUE_VALUE can not be converted to a String",
    ),
    "a list for a text": (
        lambda: GIVEN.text("list"),
        "SerializationException",
        "START_ARRAY can not be converted to a String",
    ),
    "an object for a text": (
        lambda: GIVEN.text("object"),
        "SerializationException",
        "START_OBJECT can not be converted to a String",
    ),
    "a text that is too long": (
        lambda: GIVEN.text("text", longest=2),
        "ValidationException",
        f"{BEGINNING} 'abc' at 'text' failed to satisfy constraint: Member must have length less than or equal to 2",
    ),
    "a text that is too short": (
        lambda: GIVEN.arn("empty"),
        "ValidationException",
        f"{BEGINNING} '' at 'empty' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ),
    "no text where one must be": (
        lambda: GIVEN.needed("nothing"),
        "ValidationException",
        f"{BEGINNING} null at 'nothing' failed to satisfy constraint: Member must not be null",
    ),
    "another choice": (
        lambda: GIVEN.choice("text", ("A", "B")),
        "ValidationException",
        f"{BEGINNING} 'abc' at 'text' failed to satisfy constraint: Member must satisfy enum value set: [A, B]",
    ),
    "a text for a number": (
        lambda: GIVEN.number("text", 0, 9),
        "SerializationException",
        "STRING_VALUE can not be converted to an Integer",
    ),
    "true for a number": (
        lambda: GIVEN.number("flag", 0, 9),
        "SerializationException",
        "TRUE_VALUE can not be converted to an Integer",
    ),
    "a number that is too large": (
        lambda: GIVEN.number("number", 0, 4),
        "ValidationException",
        f"{BEGINNING} '5' at 'number' failed to satisfy constraint: Member must have value less than or equal to 4",
    ),
    "a number that is too small": (
        lambda: GIVEN.number("number", 6, 9),
        "ValidationException",
        f"{BEGINNING} '5' at 'number' failed to satisfy constraint: Member must have value greater than or equal to 6",
    ),
    "a number for a flag": (
        lambda: GIVEN.flag("number"),
        "SerializationException",
        "NUMBER_VALUE can not be converted to a Boolean",
    ),
    "a list for a structure": (lambda: GIVEN.structure("list"), "SerializationException", "Unexpected field type"),
    "a structure for a list": (lambda: GIVEN.items("object"), "SerializationException", "Expected list or null"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_model_does_not_allow(case: str) -> None:
    read, code, message = REFUSED[case]
    with pytest.raises(Fault) as caught:
        read()
    assert (caught.value.code, caught.value.message) == (code, message)


def test_a_request_without_a_body_has_no_members() -> None:
    assert not Members.parse(b"").has("a")
