"""Type checkers refuse joints that do not fit, and accept those that do."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FILE = Path(__file__).parent / "typing" / "joints.txt"  # no .py: the project's own type check must not read it
CHECKERS = {
    "mypy": [
        *(sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--cache-dir=/dev/null"),
        *("--follow-imports=silent", "--no-error-summary"),
    ],
    "pyright": [str(Path(sys.executable).parent / "pyright"), "--pythonpath", sys.executable],
}
FOUND = re.compile(r"joints\.py:(\d+)(?::\d+)?(?: -|:) error")


@pytest.mark.parametrize("checker", CHECKERS)
def test_exactly_the_wrong_lines_are_errors(checker: str, tmp_path: Path) -> None:
    shutil.copyfile(FILE, tmp_path / "joints.py")
    done = subprocess.run(
        [*CHECKERS[checker], "joints.py"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
    )
    lines = FILE.read_text(encoding="utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if line.endswith("# wrong")}
    assert {int(number) for number in FOUND.findall(done.stdout)} == wrong, done.stdout + done.stderr
