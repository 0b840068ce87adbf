"""Handlers that a deployed function could not find."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from gwfw.errors import Place
from gwfw.freeze.handlers import findable

if TYPE_CHECKING:
    from tests.unit.conftest import Write

HERE = Place("app.py", 1)


def test_what_is_found_by_module_and_name(write: Write) -> None:
    module = write(
        "import functools\n"
        "def decorate(function):\n"
        "    @functools.wraps(function)\n"
        "    def outer(): ...\n"
        "    return outer\n"
        "def plain(): ...\n"
        "def inner(): ...\n"
        "original = inner\n"
        "inner = decorate(inner)\n"
        "class Holder:\n"
        "    @staticmethod\n"
        "    def static(): ...\n"
    )
    for handler in (module.plain, module.inner, module.original, module.Holder.static):
        assert findable(handler, HERE) is None


def test_a_task_is_found_by_its_functions_name(write: Write) -> None:
    module = write("from gwfw import App\napp = App('x1')\n@app.sfn.task\ndef charge(x: int) -> int: return x\n")
    assert findable(module.charge, HERE) is None
    assert findable(module.charge.function, HERE) is None


def replaced(write: Write) -> Callable[..., object]:
    module = write("def f(): ...\ng = f\ndef f(): ...\n")
    return module.g  # type: ignore[no-any-return]  # a function


def removed(write: Write) -> Callable[..., object]:
    module = write("def f(): ...\n")
    function = module.f
    del module.f
    return function  # type: ignore[no-any-return]  # a function


def shadowed(write: Write) -> Callable[..., object]:
    module = write("def f(): ...\ng = f\nf = 3\n")
    return module.g  # type: ignore[no-any-return]  # a function


def inside(write: Write) -> Callable[..., object]:
    def local() -> None: ...

    return local


def nameless(write: Write) -> Callable[..., object]:
    return lambda: None


def script(write: Write) -> Callable[..., object]:
    module = write("def f(): ...\nf.__module__ = '__main__'\n")
    return module.f  # type: ignore[no-any-return]  # a function


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (replaced, "is something else than this function"),
        (removed, "is something else than this function"),
        (shadowed, "is something else than this function"),
        (inside, "a function inside another function cannot be found"),
        (nameless, "a lambda has no name"),
        (script, "the script that is being run is not a module"),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_what_is_not(write: Write, make: Callable[[Write], Callable[..., object]], what: str) -> None:
    handler = make(write)
    problem = findable(handler, HERE)
    assert problem is not None
    assert (problem.code, problem.places) == ("not-findable", (HERE,))
    assert what in problem.what
    assert problem.received == f"{handler.__module__}:{handler.__qualname__}"
    assert problem.remedy
