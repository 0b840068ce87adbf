"""The schema of state machine cases: one run each, by the interpreter alone and through the local service.

Both ways run on a virtual clock, so that a case's seconds are exact and cost nothing. The parts are in `asl_schema`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance.asl_schema.expecting import Seen, unmet
from tests.conformance.asl_schema.interpreter import interpreted
from tests.conformance.asl_schema.service import served

WAYS = {"in process": interpreted, "service": served}


def matches(document: object) -> bool:
    """Whether the document is a case of a state machine."""
    return isinstance(document, dict) and {"definition", "expect"} <= document.keys()


def run(case: Mapping[str, Any]) -> dict[str, list[str]]:
    """What differed, by the way it ran."""
    whole = {"type": "STANDARD", "input": {}, **case}
    return {way: _differences(whole, seen(whole)) for way, seen in WAYS.items()}


def _differences(case: Mapping[str, Any], seen: Seen | str) -> list[str]:
    return [seen] if isinstance(seen, str) else unmet(case, seen)
