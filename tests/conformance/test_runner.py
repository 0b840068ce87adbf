"""The runner's own promises: it finds, counts, and fails where it must."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

RUNNER = Path(__file__).with_name("runner.py")
PASSING = {
    "id": "prints-a-parameter",
    "title": "prints a parameter",
    "basis": "documented",
    "template": "$context.stage",
    "input": {"body": None, "params": {"path": {}, "querystring": {}, "header": {}}},
    "context": {"stage": "dev"},
    "stageVariables": {},
    "compare": "exact",
    "expected": "dev",
}


def conformance(*paths: Path) -> tuple[int, list[str]]:
    done = subprocess.run([sys.executable, str(RUNNER), *map(str, paths)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines()


def test_a_case_that_holds(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "case.json").write_text(json.dumps(PASSING))
    code, lines = conformance(tmp_path)
    assert (code, lines[-1]) == (0, "1 passed, 0 failed, 0 skipped")


def test_a_case_that_does_not_hold_is_named_with_what_differed(tmp_path: Path) -> None:
    (tmp_path / "case.json").write_text(json.dumps({**PASSING, "expected": "prod"}))
    code, lines = conformance(tmp_path)
    assert (code, lines[-1]) == (1, "0 passed, 1 failed, 0 skipped")
    assert lines[0].startswith("FAILED case.json")
    assert "prod" in lines[0]


def test_an_unknown_schema_and_a_broken_file_fail(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"some": "thing"}')
    (tmp_path / "b.json").write_text("{")
    code, lines = conformance(tmp_path)
    assert (code, lines[-1]) == (1, "0 passed, 2 failed, 0 skipped")
    assert "unknown schema" in lines[0]
    assert "not JSON" in lines[1]


def test_no_case_at_all_fails(tmp_path: Path) -> None:
    code, lines = conformance(tmp_path)
    assert (code, lines[-1]) == (1, "0 passed, 0 failed, 0 skipped")
