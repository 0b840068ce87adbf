"""Every spelling of a branch is found on its line; what is none is not."""

from __future__ import annotations

import textwrap
from types import CodeType

import pytest

from gwfw.tracing.branches import branches


def code_of(body: str) -> CodeType:
    source = "def mapping(x, y=1):\n" + textwrap.indent(textwrap.dedent(body).strip(), "    ")
    names: dict[str, object] = {}
    exec(compile(source, "mapping.py", "exec"), names)
    code = getattr(names["mapping"], "__code__", None)
    assert isinstance(code, CodeType)
    return code


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("if x:\n    return 1\nreturn 2", (2,)),
        ("a = 1\nreturn x if y else a", (3,)),
        ("return x and y", (2,)),
        ("return x or y", (2,)),
        ("while x:\n    y = 1", (2,)),
        ("match x:\n    case 'a':\n        return 1", (3,)),
        ("assert x", (2,)),
        ("return x == y", (2,)),
        ("return x < y", (2,)),
        ("return x is None", (2,)),
        ("return x in 'abc'", (2,)),
        ("try:\n    y()\nexcept ValueError:\n    pass", (4,)),
        ("return [a for a in (1, 2) if a]", (2,)),
        ("def inner():\n    return x == 1\nreturn inner", (3,)),
        ("return lambda: x or y", (2,)),
    ],
    ids=[
        "if",
        "conditional",
        "and",
        "or",
        "while",
        "match",
        "assert",
        "equal",
        "less",
        "is",
        "in",
        "except",
        "comprehension",
        "inner",
        "lambda",
    ],
)
def test_branches_are_found_on_their_lines(body: str, lines: tuple[int, ...]) -> None:
    assert set(lines) <= set(branches(code_of(body)))


def test_a_bare_except_is_a_branch() -> None:
    assert branches(code_of("try:\n    y()\nexcept:\n    pass"))


@pytest.mark.parametrize(
    "body",
    [
        "return f'{x}:{y}'",
        "return [a for a in (1, 2)]",
        "for a in (1, 2):\n    y(a)",
        "return {'a': x, 'b': [y, (x, y)]}",
        "return y(x, label=x)",
        "z = x\nreturn z.a['b']",
        "return (lambda: x)()",
        "return x + 'a' % y",
    ],
)
def test_what_is_no_branch(body: str) -> None:
    assert branches(code_of(body)) == ()
