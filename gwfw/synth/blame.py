"""Turns what the CDK raises into a Problem that names the declaration.

A refusal of the CDK arrives through jsii as a RuntimeError whose first line is the message; a wrong type as a TypeError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from gwfw.errors import Problem, Refusal

__all__ = ["blaming"]

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
