"""Names that functions take from outside, by Python's scoping."""

from __future__ import annotations

import sys
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from gwfw.freeze.scope import Chain, Import, chains

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.conftest import Write


def code_of(module: ModuleType, name: str = "f") -> CodeType:
    function: FunctionType = getattr(module, name)
    return function.__code__


def names(found: tuple[Chain, ...] | None) -> list[str]:
    assert found is not None
    return [".".join((chain.name, *chain.attributes)) for chain in found]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param("def f(): return a", ["a"], id="global"),
        pytest.param("def f(): return a.b.c", ["a.b.c"], id="attributes"),
        pytest.param("def f(i): return a[i].b", ["a.__getitem__.b"], id="brackets"),
        pytest.param("def f(): a[b] = c", ["a.__setitem__", "b", "c"], id="assignment to an item"),
        pytest.param("def f(): del a[b]", ["a.__delitem__", "b"], id="deletion"),
        pytest.param("def f(): return a.b(c).d", ["a.b", "c"], id="what a call gives is another thing"),
        pytest.param("def f(a): return a.b", [], id="parameter"),
        pytest.param("def f(*a, b=1, **c): return a, b, c", [], id="every sort of parameter"),
        pytest.param("def f(): a = 1; return a", [], id="local"),
        pytest.param("def f():\n    global a\n    a = 1\n    return a", ["a", "a"], id="global statement"),
        pytest.param("def f():\n    for a in b: return a", ["b"], id="loop"),
        pytest.param("def f():\n    with a as b: return b", ["a"], id="with"),
        pytest.param("def f():\n    try: pass\n    except a as b: return b", ["a"], id="except"),
        pytest.param("def f():\n    try: pass\n    except a: return b", ["a", "b"], id="except without a name"),
        pytest.param("def f():\n    match a:\n        case [b, *c]: return b, c, d", ["a", "d"], id="match"),
        pytest.param("def f():\n    match a:\n        case {'x': b, **c}: return b, c", ["a"], id="match of a mapping"),
        pytest.param("def f():\n    match a:\n        case _: return b", ["a", "b"], id="match of anything"),
        pytest.param("def f(): return (a := b), a", ["b"], id="walrus"),
        pytest.param("def f(): return [a for a in b if c]", ["b", "c"], id="comprehension"),
        pytest.param("def f(): return {a: c for a, b in d for c in b}", ["d"], id="comprehension of two loops"),
        pytest.param("def f(): return [a for a in a]", ["a"], id="the first iterable is outside"),
        pytest.param("def f(): return lambda a: a + b", ["b"], id="lambda"),
        pytest.param("def f():\n    def g(x=a): return x, b, h\n    h = 1\n    return g", ["a", "b"], id="inner function"),
        pytest.param("def f():\n    @a\n    def g(*, x=b): ...\n    return g", ["b", "a"], id="inner decorator and default"),
        pytest.param("def f():\n    class G: x = a\n    return G", ["a"], id="inner class"),
        pytest.param("def f():\n    class G: a = 1\n    return a, G", ["a"], id="what a class binds is its own"),
        pytest.param(
            "def f():\n    @d\n    class G(b, k=c):\n        a = 1\n        def m(self): a",
            ["d", "b", "c", "a"],
            id="a method does not see what its class binds",
        ),
        pytest.param("async def f():\n    async with a as b:\n        async for c in b: await c", ["a"], id="coroutine"),
        pytest.param("def f(): return f'{a.b!r:{c}}'", ["a.b", "c"], id="f-string"),
        pytest.param("f = lambda x: x + a", ["a"], id="a lambda itself"),
        pytest.param("def d(g): return g\n@d\n@d\ndef f(): return a", ["a"], id="decorated"),
    ],
)
def test_names_from_outside(write: Write, source: str, found: list[str]) -> None:
    assert names(chains(code_of(write(source + "\n")))) == found


@pytest.mark.parametrize(
    ("statement", "imported"),
    [
        ("import a", Import(0, "a", None)),
        ("import a.b", Import(0, "a", None)),
        ("import b.c as a", Import(0, "b.c", None)),
        ("from b import a", Import(0, "b", "a")),
        ("from .b import c as a", Import(1, "b", "c")),
        ("from .. import a", Import(2, "", "a")),
    ],
)
def test_inner_imports_are_known(write: Write, statement: str, imported: Import) -> None:
    found = chains(code_of(write(f"def f():\n    {statement}\n    return a.x\n")))
    assert found == (Chain("a", ("x",), 3, imported),)


def test_lines_are_told(write: Write) -> None:
    found = chains(code_of(write("\n\ndef f():\n    a\n    b.c\n")))
    assert found is not None
    assert [(chain.name, chain.line) for chain in found] == [("a", 4), ("b", 5)]


def test_functions_of_one_line_and_name_are_all_read(write: Write) -> None:
    module = write("f, g = (lambda: a), (lambda: b)\n")
    assert names(chains(code_of(module))) == ["a", "b"]


@pytest.mark.parametrize(
    ("expression", "then"),
    [("a.b(c).d", "d"), ("a(c).d.e", "d"), ("a.b(k=c).d(c)", "d"), ("a.b", None), ("a.b(c)", None), ("a.b(c)[0]", None)],
)
def test_what_is_read_from_a_calls_result(write: Write, expression: str, then: str | None) -> None:
    found = chains(code_of(write(f"def f(): return {expression}\n")))
    assert found is not None
    assert {chain.name: chain.then for chain in found} in ({"a": then}, {"a": then, "c": None})


def test_a_source_that_cannot_be_read() -> None:
    space: dict[str, Any] = {}
    exec(compile("def f(): return a", "/nowhere.py", "exec"), space)
    function: Callable[[], object] = space["f"]
    assert chains(function.__code__) is None


def test_a_source_that_has_changed_since(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    import linecache

    module = write("def f(): return a\n")
    monkeypatch.setattr(linecache, "getlines", lambda file: ["def f(:\n"])
    assert chains(code_of(module)) is None
    monkeypatch.setattr(linecache, "getlines", lambda file: ["def g(): ...\n"])
    assert chains(code_of(module)) is None
    assert module.__name__ in sys.modules
