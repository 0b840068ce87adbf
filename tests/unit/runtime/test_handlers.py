"""Finding a handler and calling it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from gwfw.runtime.handlers import called, load
from gwfw.runtime.loops import Loops

if TYPE_CHECKING:
    from tests.unit.conftest import Write


def test_a_handler_is_found_by_module_and_name(write: Write) -> None:
    module = write("class Books:\n    @staticmethod\n    def read() -> int: return 1\ndef hello() -> int: return 2\n")
    for name, result in (("hello", 2), ("Books.read", 1)):
        assert load({"module": module.__name__, "name": name, "status": 200})() == result


def test_a_handler_that_is_not_there(write: Write) -> None:
    module = write("x = 1\n")
    with pytest.raises(AttributeError):
        load({"module": module.__name__, "name": "gone", "status": 200})
    with pytest.raises(ModuleNotFoundError):
        load({"module": module.__name__ + "x", "name": "gone", "status": 200})


def test_functions_and_coroutines_are_called() -> None:
    async def later(x: int) -> int:
        await asyncio.sleep(0)
        return x + 1

    assert called(lambda x: x, {"x": 1}, Loops()) == 1
    assert called(later, {"x": 1}, Loops()) == 2
