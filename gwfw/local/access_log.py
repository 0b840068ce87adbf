"""The access log of a local run: the lines that API Gateway would write to CloudWatch Logs, appended to a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from gwfw.errors import Misuse, Problem

__all__ = ["AccessLogFile"]

_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class AccessLogFile:
    """A file of lines, made if it is not there. Raises Misuse for one that cannot be written."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("a", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise Misuse(
                Problem(
                    code="access-log-file",
                    what="the access log cannot be written there",
                    received=f"{path}: {error.strerror}",
                    remedy="--access-log access.log",
                )
            ) from error

    def write(self, lines: Iterable[str]) -> None:
        """Append the lines; others can read them at once.

        A path may hold a line break, which would begin a line of its client's own: such characters are written as JSON
        escapes them.
        """
        self._file.writelines(f"{_BREAKING.sub(_escaped, line)}\n" for line in lines)
        self._file.flush()

    def close(self) -> None:
        """Nothing is written any more."""
        self._file.close()


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
