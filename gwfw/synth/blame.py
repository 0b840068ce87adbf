"""Turns what the CDK raises into a Problem that names the declaration.

A refusal of the CDK arrives through jsii as a RuntimeError whose first line is the message; a wrong type as a TypeError.
What the app's own functions raise is told with their lines.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import gwfw
from gwfw.errors import Place, Problem, Refusal

__all__ = ["blaming", "raised"]

PACKAGE: Final = Path(gwfw.__file__).parent
_KINDS = re.compile(r"^(?:[A-Z]\w+: )+")
"""The names of JavaScript's errors before the message, such as `ValidationError: `."""


@contextmanager
def blaming(subject: str) -> Iterator[None]:
    """Run the block for `subject` (`http GET /books`, `table books`). Raises Refusal, code `cdk-refused`, naming it."""
    try:
        yield
    except (RuntimeError, TypeError) as error:
        raise Refusal([Problem(code="cdk-refused", what=f"{subject}: {_first_line(error)}")]) from error


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return _KINDS.sub("", lines[0]) if lines else type(error).__name__


def raised(error: Exception, folder: Path, *, code: str, subject: str) -> Problem:
    """What one of the app's own functions raised, with its lines in files below `folder`."""
    message = next(iter(str(error).splitlines()), "")
    return Problem(
        code=code,
        what=f"{subject} raised {type(error).__name__}: {message}",
        received=_lines(error, folder),
        remedy="correct the last of these lines",
    )


def _lines(error: Exception, folder: Path) -> str | None:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_own(Path(frame.filename), folder)]
    places = [Place(str(Path(frame.filename).relative_to(folder)), frame.lineno or 0, frame.line or "") for frame in frames]
    return "".join(f"\n    {place}" for place in places) or None


def _is_own(file: Path, folder: Path) -> bool:
    """An environment may stand in the app's folder, with gwfw and the CDK in it."""
    return file.is_relative_to(folder) and not file.is_relative_to(PACKAGE) and "site-packages" not in file.parts
