"""What a case expects, against what was seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Seen", "unmet"]

MISSING: Any = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One run as it ended. `output` is a JSON value (None without one), `visits` None where nobody could look."""

    status: str
    output: Any
    has_output: bool
    error: str | None
    cause: str | None
    visits: Sequence[str] | None
    calls: Mapping[str, int]
    seconds: float


def unmet(case: Mapping[str, Any], seen: Seen) -> list[str]:
    """Every expectation that does not hold."""
    return list(_unmet(case, seen))


def _unmet(case: Mapping[str, Any], seen: Seen) -> Iterator[str]:
    expected = case["expect"]
    for name in ("status", "error", "cause"):
        if name in expected and not fits(expected[name], getattr(seen, name), exact=True):
            why = f" ({seen.error}: {seen.cause})" if name == "status" else ""
            yield f"{name}: expected {expected[name]!r}, got {getattr(seen, name)!r}{why}"
    if "output" in expected:
        actual = seen.output if seen.has_output else MISSING
        if not fits(expected["output"], actual, exact=case.get("match") != "subset"):
            yield f"output: expected {expected['output']!r}, got {seen.output!r}"
    if "visits" in case and seen.visits is not None and list(seen.visits) != case["visits"]:
        yield f"visits: expected {case['visits']}, got {list(seen.visits)}"
    for name, count in case.get("calls", {}).items():
        if seen.calls.get(name, 0) != count:
            yield f"calls of {name}: expected {count}, got {seen.calls.get(name, 0)}"
    if not case.get("min_seconds", 0) <= seen.seconds <= case.get("max_seconds", float("inf")):
        yield f"it took {seen.seconds} seconds"


def fits(expected: Any, actual: Any, *, exact: bool) -> bool:
    """Whether a JSON value is the expected one; true is not 1, and `exact` false lets objects have more members."""
    if isinstance(expected, dict) and expected.keys() == {"$match"}:
        return isinstance(actual, str) and re.search(expected["$match"], actual) is not None
    if isinstance(expected, dict):
        if not isinstance(actual, dict) or (exact and expected.keys() != actual.keys()):
            return False
        return all(fits(value, actual.get(name, MISSING), exact=exact) for name, value in expected.items())
    if isinstance(expected, list):
        if not isinstance(actual, list) or len(expected) != len(actual):
            return False
        return all(fits(value, other, exact=exact) for value, other in zip(expected, actual, strict=True))
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return bool(expected == actual)
