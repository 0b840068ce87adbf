"""A zip that depends on its files' paths, contents and modes alone: no times, no order of the disk, no owner."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from gwfw.deploy.sources import SourceFile

__all__ = ["write"]

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can tell."""
UNIX: Final = 3
REGULAR_FILE: Final = 0o100000


def write(target: Path, files: Iterable[SourceFile]) -> None:
    """Write the files, whose paths are all different, sorted by path."""
    with zipfile.ZipFile(target, "w", compression=zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for file in sorted(files):
            entry = zipfile.ZipInfo(file.path, date_time=EPOCH)
            entry.create_system = UNIX
            entry.external_attr = (REGULAR_FILE | file.mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.origin.read_bytes())
