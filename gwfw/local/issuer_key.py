"""The key of the local issuer: `issuer.pem` in the app's `.gwfw` folder, made on first use, so that a token that
`gwfw token` printed is good for every run of `gwfw local`. Only its owner may read it; git does not see it.
"""

from __future__ import annotations

import os
import stat
from functools import cache
from pathlib import Path
from typing import Final

from gwfw.authorizers.jwt.signing import SigningKey
from gwfw.errors import Misuse, Problem

__all__ = ["passing", "stored"]

NAME: Final = "issuer.pem"


def stored(folder: Path) -> SigningKey:
    """The key of the app in that folder. Raises Misuse for a file that holds no key."""
    path = folder / ".gwfw" / NAME
    if not path.exists():
        _make(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        path.chmod(0o600)
    try:
        return SigningKey.load(path.read_bytes())
    except ValueError as error:
        what, remedy = "this file holds no key of the local issuer", "remove the file: another key is made"
        raise Misuse(Problem(code="issuer-key", what=what, received=str(path), remedy=remedy)) from error


@cache
def passing() -> SigningKey:
    """A key for this process only: that of tests."""
    return SigningKey.generate()


def _make(path: Path) -> None:
    """Write a new key in one step: of two processes that do so at a time, both use the key of the first."""
    path.parent.mkdir(exist_ok=True)
    (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
    written = path.with_name(f"{NAME}.{os.getpid()}")
    written.unlink(missing_ok=True)
    with open(written, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(SigningKey.generate().pem)
    try:
        os.link(written, path)
    except FileExistsError:
        return
    finally:
        written.unlink()
