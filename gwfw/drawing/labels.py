"""What is written beside states and joints: short, on one line, and fit for any output.

Conditions are those of a Choice state's rules: https://states-language.net/#choice-state.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

__all__ = ["LIMIT", "clean", "condition"]

LIMIT: Final = 48
"""Characters of a label; a longer one ends with an ellipsis."""

_COMPARISON: Final = re.compile(
    r"(?:String|Numeric|Boolean|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals|Matches)(Path)?"
)
_SIGNS: Final = {
    "Equals": "=",
    "LessThan": "<",
    "GreaterThan": ">",
    "LessThanEquals": "<=",
    "GreaterThanEquals": ">=",
    "Matches": "matches",
}
_TESTS: Final = re.compile(r"Is(Null|Present|Numeric|String|Boolean|Timestamp)")


def clean(text: str) -> str:
    """The text on one line, without what cannot be printed, cut to LIMIT."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    line = " ".join(plain.split())
    return line if len(line) <= LIMIT else f"{line[: LIMIT - 1]}…"


def condition(rule: Mapping[str, object]) -> str:
    """A rule of a Choice state as people write it: `$.total > 100`; of JSONata its expression."""
    if "Condition" in rule:
        written = str(rule["Condition"]).strip()
        return written.removeprefix("{%").removesuffix("%}").strip()
    for sign, word in (("And", " and "), ("Or", " or ")):
        parts = rule.get(sign)
        if isinstance(parts, list):
            return word.join(_inner(part) for part in parts)
    negated = rule.get("Not")
    if isinstance(negated, Mapping):
        return f"not {_inner(negated)}"
    return _comparison(rule)


def _inner(rule: Mapping[str, object]) -> str:
    return f"({condition(rule)})" if {"And", "Or"} & rule.keys() else condition(rule)


def _comparison(rule: Mapping[str, object]) -> str:
    variable = rule.get("Variable", "")
    for name, value in rule.items():
        test, comparison = _TESTS.fullmatch(name), _COMPARISON.fullmatch(name)
        if test is not None:
            return f"{variable} is {'' if value is True else 'not '}{test[1].lower()}"
        if comparison is not None:
            against = value if comparison[2] else json.dumps(value, ensure_ascii=False)
            return f"{variable} {_SIGNS[comparison[1]]} {against}"
    return str(variable)
