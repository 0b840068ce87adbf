"""Methods of numbers and truth values, as Java has them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gwfw.gateway.vtl.errors import TemplateError
from tests.unit.gateway.vtl.conftest import KINDS

NUMBERS = [
    ('$n.parseInt("42")', "42"),
    ('$n.parseInt("+4")', "4"),
    ('$n.valueOf("7")', "7"),
    ("$n.toString(9)", "9"),
    ("$n.toString()", "5"),
    ("$n.intValue()", "5"),
    ("$big.intValue()", "-1294967296"),
    ("$d.intValue()", "1"),
    ("$f.intValue()", "2147483647"),
    ("$n.doubleValue()", "5.0"),
    ("$neg.doubleValue()", "-7.0"),
    ("$n.compareTo(6)", "-1"),
    ("$n.compareTo(5)", "0"),
    ("$d.compareTo(0.5)", "1"),
    ("$n.equals(5)", "true"),
    ("$n.equals(5.0)", "false"),
    ('$n.equals("5")', "false"),
    ("$d.equals(1.5)", "true"),
    ('$d.parseDouble("2.5e3")', "2500.0"),
    ('$d.valueOf("3")', "3.0"),
    ("$n.longValue()", "5"),
    ("$big.longValue()", "3000000000"),
    ('$n.parseLong("5000000000")', "5000000000"),
    ("$t.booleanValue()", "true"),
    ("$t.equals(true)", "true"),
    ('$t.equals("true")', "false"),
    ('$t.parseBoolean("TRUE")', "true"),
    ('$t.parseBoolean("yes")', "false"),
    ("$t.toString()", "true"),
    ("$n.nosuch()", ""),
    ("$n[0]", ""),
    ("$n.x", ""),
]


@pytest.mark.parametrize(("template", "text"), NUMBERS)
def test_methods_of_numbers(printed: Callable[..., str], template: str, text: str) -> None:
    assert printed(template, **KINDS) == text


ERRORS = [
    ('$n.parseInt("x")', "$n.parseInt(\"x\"): 'x' is not a whole number of 32 bits"),
    ('$n.parseInt("4.0")', "$n.parseInt(\"4.0\"): '4.0' is not a whole number of 32 bits"),
    ('$n.parseInt("99999999999")', "$n.parseInt(\"99999999999\"): '99999999999' is not a whole number of 32 bits"),
    ('$n.valueOf("")', "$n.valueOf(\"\"): '' is not a whole number of 32 bits"),
    (
        '$n.parseLong("99999999999999999999")',
        "$n.parseLong(\"99999999999999999999\"): '99999999999999999999' is not a whole number of 64 bits",
    ),
    ('$n.parseLong("x")', "$n.parseLong(\"x\"): 'x' is not a whole number of 64 bits"),
    ('$d.parseDouble("x")', "$d.parseDouble(\"x\"): 'x' is not a number"),
    ("$n.compareTo($d)", "$n.compareTo($d): 5 and 1.5 are of different types"),
    ("$n.parseInt(null)", "$n.parseInt(null): an argument is null"),
    ("$d.floatValue()", "$d.floatValue(): .floatValue() is not available here"),
]


@pytest.mark.parametrize(("template", "reason"), ERRORS)
def test_what_is_no_number_is_an_error(printed: Callable[..., str], template: str, reason: str) -> None:
    with pytest.raises(TemplateError) as caught:
        printed(template, **KINDS)
    assert caught.value.reason == reason
