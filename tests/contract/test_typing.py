"""Type checkers accept the one-file app, and refuse what is wrong with it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "typing"
LIBRARY = FOLDER / "library.py"
ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent

WRONG = {
    "an item of another model": "books.put(Order(book_id='1'))",
    "a field of a found item": "books['1'].isbn",
    "a field of what may be missing": "books.get('1').title",
    "tasks that do not fit": "ship >> charge",
    "a flow of another type": "def other() -> Flow[Book, None]: return charge >> ship",
    "a mapping of another row": "@dynamo.on_connect(sessions)\ndef row(_: Connecting) -> Book: return Book(id='', title='')",
    "a listener's ARN without its VPC link": "http.any('/a').to(alb('arn:aws:elasticloadbalancing:...'))",
    "a service without a VPC link": "http.any('/b').to(cloud_map(listener))",
    "a construct as something else": "rows: list[int] = network(app)",
    "another input of what runs in a machine's place": "old.execute(Book(id='1', title='x'))",
    "a table of something else": "dynamo.table('x', int, key='id')",
}
CHECKERS = {
    "mypy": [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-incremental",
        "--cache-dir=/dev/null",
        "--follow-imports=silent",
    ],
    "pyright": [str(BIN / "pyright"), "--pythonpath", sys.executable],
}


def check(checker: str, file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CHECKERS[checker], file.name], cwd=file.parent, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.parametrize("checker", CHECKERS)
def test_the_one_file_app_is_accepted(checker: str, tmp_path: Path) -> None:
    shutil.copyfile(LIBRARY, tmp_path / "library.py")
    done = check(checker, tmp_path / "library.py")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("checker", CHECKERS)
def test_what_is_wrong_is_refused(checker: str, tmp_path: Path) -> None:
    """One file holds every case, a line of its own each; each must be complained of."""
    text = LIBRARY.read_text(encoding="utf-8")
    starts = {}
    for name, line in WRONG.items():
        starts[name] = range(text.count("\n") + 1, text.count("\n") + 2 + line.count("\n"))
        text += line + "\n"
    (tmp_path / "library.py").write_text(text, encoding="utf-8")
    done = check(checker, tmp_path / "library.py")
    told = [line for line in done.stdout.splitlines() if "error" in line]
    lines = {int(part) for line in told for part in line.replace(" - ", ":").split(":")[1:2] if part.strip().isdigit()}
    assert [name for name, where in starts.items() if not lines & set(where)] == [], done.stdout


def test_the_app_can_be_built() -> None:
    code = "from gwfw.freeze.freezing import freeze; import library; print(freeze(library.app).graph.name)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{FOLDER}:{ROOT}"},
    )
    assert (done.stdout, done.stderr) == ("library\n", "")
