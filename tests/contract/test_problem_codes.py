"""Every problem's code is on the page of problems, once, and the page has no code that nobody uses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "problems.md"
CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
MADE = frozenset({"Problem", "Mistake", "SignatureError"})
"""What has a code. Functions that make one of these take it among their first arguments, and are named for it."""
MAKERS = re.compile(r"_?(misuse|problem|refuse|refusal|mistake|one_of)")
BUILT = frozenset({"deploy-failed", "destroy-failed", "bootstrap-failed"})
"""Codes that are put together from the verb."""


def codes(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            if name in MADE or MAKERS.fullmatch(name):
                given += node.args[:3]
            texts = [value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)]
            yield from [text for text in texts if CODE.fullmatch(text)][:1]
        elif isinstance(node, ast.Dict) and path.name == "progress.py":  # the table of known failures of a deployment
            rows = [value.elts[0] for value in node.values if isinstance(value, ast.Tuple)]
            yield from [row.value for row in rows if isinstance(row, ast.Constant) and isinstance(row.value, str)]


def documented() -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_page_has_every_code_once() -> None:
    used = {code for path in (ROOT / "gwfw").rglob("*.py") for code in codes(path)} | BUILT
    listed = documented()
    assert sorted(used - set(listed)) == []
    assert sorted(set(listed) - used) == []
    assert sorted(code for code in set(listed) if listed.count(code) > 1) == []
