"""ARNs of machines and executions, and the names that they may carry."""

from __future__ import annotations

import pytest

from gwfw.local.states import arns
from gwfw.local.states.faults import Fault

MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:fulfil"


def test_the_forms() -> None:
    assert arns.machine_arn("us-east-1", "123456789012", "fulfil") == MACHINE
    assert arns.execution_arn(MACHINE, "a") == "arn:aws:states:us-east-1:123456789012:execution:fulfil:a"
    assert arns.express_arn(MACHINE, "a", "b") == "arn:aws:states:us-east-1:123456789012:express:fulfil:a:b"
    assert arns.activity_arn("eu-west-1", "123456789012", "pack") == "arn:aws:states:eu-west-1:123456789012:activity:pack"


def test_an_arn_is_taken_apart() -> None:
    arn = arns.parse(f"{MACHINE}:1", "execution", "stateMachine")
    assert (arn.region, arn.kind, arn.rest) == ("us-east-1", "stateMachine", "fulfil:1")


@pytest.mark.parametrize(
    "text",
    ["", "fulfil", "arn:aws:lambda:us-east-1:123456789012:function:a", "arn:aws:states:us-east-1:1:stateMachine:a"],
    ids=["empty", "a name", "another service", "a short account"],
)
def test_what_is_no_arn(text: str) -> None:
    with pytest.raises(Fault) as caught:
        arns.parse(text, "stateMachine")
    assert (caught.value.code, caught.value.message) == ("InvalidArn", f"Invalid Arn: 'Invalid ARN prefix: {text}'")


def test_an_arn_of_another_kind() -> None:
    with pytest.raises(Fault, match="Resource type not valid in this context: stateMachine"):
        arns.parse(MACHINE, "execution")


@pytest.mark.parametrize("name", ["a", "A-b_c.d+(e)@f=g!", "ü", "x" * 80])
def test_names(name: str) -> None:
    assert arns.check_name(name) == name


FORBIDDEN = ' <>{}[]?*"#%\\^|~`$&,;:/\x00\x1f\x7f\x85\n'


@pytest.mark.parametrize("name", ["", "x" * 81, *(f"a{character}b" for character in FORBIDDEN)], ids=ascii)
def test_names_that_may_not_be(name: str) -> None:
    with pytest.raises(Fault) as caught:
        arns.check_name(name)
    assert caught.value.code == "InvalidName"
