"""`States.Format`: `{}` takes the next argument, a backslash takes away a brace's meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gwfw.asl import jsontext
from gwfw.asl.failures import INTRINSIC, StateError

__all__ = ["format_text"]

_PLACE = re.compile(r"\\([\\'{}])|(\{\})")


def format_text(template: str, arguments: Sequence[object]) -> str:
    """The template with every `{}` replaced. Raises StateError if their number is not that of the arguments."""
    wanted = sum(1 for match in _PLACE.finditer(template) if match[2])
    if wanted != len(arguments):
        cause = f"States.Format has {wanted} placeholders in '{template}', but {len(arguments)} arguments"
        raise StateError(INTRINSIC, cause, evaluated=True)
    values = iter(arguments)
    return _PLACE.sub(lambda match: _plain(next(values)) if match[2] else match[1], template)


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return f"[{', '.join(map(_plain, value))}]"
    if isinstance(value, dict):
        members = (f"{key}={_plain(member)}" for key, member in value.items())
        return f"{{{', '.join(members)}}}"
    return jsontext.text(value)
