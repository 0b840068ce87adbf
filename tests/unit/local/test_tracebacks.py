"""Tracebacks from the app's first frame on."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw import HttpSettings
from gwfw.errors import ItemMissing
from gwfw.local import tracebacks
from gwfw.runtime.tasks import InvalidInput


def raised(exception: BaseException) -> BaseException:
    try:
        raise exception
    except BaseException as error:
        return error


def without_frames(exception: BaseException) -> BaseException:
    return raised(exception).with_traceback(None)


def test_what_the_app_raised_has_its_frames() -> None:
    error = raised(ItemMissing("books", {"id": "1"}))
    assert tracebacks.text(error).startswith("Traceback (most recent call last):")
    (frame,) = tracebacks.own_frames(error)
    assert 'test_tracebacks.py", line' in frame


def test_an_error_of_gwfw_s_own_without_the_app_is_a_sentence() -> None:
    error = without_frames(InvalidInput("[]"))
    assert (tracebacks.text(error), tracebacks.own_frames(error)) == ("gwfw.ValidationError: []\n", ())


def test_other_errors_keep_what_there_is() -> None:
    given: Any = "everybody"
    with pytest.raises(TypeError) as caught:
        HttpSettings(cors=given)
    error, trace = caught.value, caught.value.__traceback__
    assert trace is not None
    inside = trace.tb_next  # this test's own frame is left out
    assert tracebacks.wanted(error.with_traceback(inside)) is inside
