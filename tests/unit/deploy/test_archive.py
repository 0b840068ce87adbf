"""The zip: bytes that depend on paths, contents and modes alone."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from gwfw.deploy import archive
from gwfw.deploy.sources import SourceFile, tree


def files(folder: Path, *, when: float = 0) -> tuple[SourceFile, ...]:
    for path, content in (("b.py", "b = 1\n"), ("a/x.so", "binary"), ("a/run", "#!/bin/sh\n")):
        written = folder / path
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(content)
        os.utime(written, (when, when))
    (folder / "a" / "run").chmod(0o700)
    return tree(folder)


def test_the_same_files_give_the_same_bytes_whatever_their_times_and_order(tmp_path: Path) -> None:
    archive.write(tmp_path / "one.zip", files(tmp_path / "one"))
    archive.write(tmp_path / "two.zip", reversed(files(tmp_path / "two", when=2e9)))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize(("path", "mode"), [("a/run", 0o755), ("a/x.so", 0o755), ("b.py", 0o644)])
def test_modes_are_what_lambda_needs(tmp_path: Path, path: str, mode: int) -> None:
    archive.write(tmp_path / "one.zip", files(tmp_path / "one"))
    with zipfile.ZipFile(tmp_path / "one.zip") as written:
        assert [entry.filename for entry in written.infolist()] == ["a/run", "a/x.so", "b.py"]
        entry = written.getinfo(path)
        assert entry.external_attr >> 16 == 0o100000 | mode
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert written.read("b.py") == b"b = 1\n"
