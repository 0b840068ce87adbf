"""Tracebacks as an app's developer wants them: from the app's first frame on, without what called it.

An error that gwfw itself raises where no code of the app runs, such as a task's wrong input, needs none: its sentence is
enough.
"""

from __future__ import annotations

import os
import traceback
from types import TracebackType
from typing import Final

__all__ = ["own_frames", "text", "wanted"]

_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


def wanted(exception: BaseException) -> TracebackType | None:
    """The traceback from the app's first frame on; the whole where no frame is the app's; None where it says nothing."""
    trace = exception.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(_PACKAGE):
        trace = trace.tb_next
    if trace is None and not type(exception).__module__.startswith("gwfw."):
        return exception.__traceback__
    return trace


def own_frames(exception: BaseException) -> tuple[str, ...]:
    """The frames as text, for `stackTrace` in Lambda's error object."""
    return tuple(traceback.format_tb(wanted(exception)))


def text(exception: BaseException) -> str:
    """What the developer is shown."""
    trace = wanted(exception)
    if trace is None:
        return f"{type(exception).__name__}: {exception}\n"
    return "".join(traceback.format_exception(type(exception), exception, trace))
