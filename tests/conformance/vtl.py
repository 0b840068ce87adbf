"""The schema of template cases: a template, its variables, and the text or JSON value that it must give."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gwfw.gateway.vtl.engine import merge
from gwfw.gateway.vtl.variables import Variables


def matches(document: object) -> bool:
    """Whether the document is a template case."""
    return isinstance(document, dict) and {"template", "expected", "compare"} <= document.keys()


def run(case: Mapping[str, Any]) -> Mapping[str, list[str]]:
    """Render and compare."""
    given = case.get("input") or {}
    variables = Variables(
        body=given.get("body"),
        params=given.get("params") or {},
        context=case.get("context") or {},
        stage_variables=case.get("stageVariables") or {},
    )
    rendered = merge(case["template"], variables)
    return {"rendered": [] if _equal(case, rendered) else [f"expected {case['expected']!r}, got {rendered!r}"]}


def _equal(case: Mapping[str, Any], rendered: str) -> bool:
    if case["compare"] == "exact":
        return bool(rendered == case["expected"])
    try:
        return bool(json.loads(rendered) == case["expected"])
    except ValueError:
        return False
