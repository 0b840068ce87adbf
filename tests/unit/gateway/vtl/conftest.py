"""Renders templates on given variables, for every test of this folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Protocol

import pytest

from gwfw.gateway.vtl import engine
from gwfw.gateway.vtl.frame import Frame
from gwfw.gateway.vtl.payload import parsed
from gwfw.gateway.vtl.variables import Variables

KINDS: dict[str, object] = {
    "s": "hello World",
    "u": "héllo 😀!",
    "x": "a,b,,c,,",
    "n": 5,
    "big": 3000000000,
    "d": 1.5,
    "l": ["a", "b", "a", 1, None],
    "m": {"a": 1, "b": None, "c": ["/"]},
    "t": True,
    "empty": "",
    "ws": "  a b\t",
    "p": "a.b.c",
    "z": None,
    "neg": -7,
    "f": 2.5e300,
    "e": [],
    "em": {},
    "nl": "a\rb",
}
"""Variables of every kind, for the methods that they have."""

FEW: dict[str, object] = {
    "x": "X",
    "n": 5,
    "f": False,
    "t": True,
    "e": "",
    "l": ["a", "b"],
    "m": {"a": 1, "b": {"c": "C"}},
    "d": 1.5,
    "z": None,
}
"""Variables for the language itself."""


class Printed(Protocol):
    """What a template prints with variables of these names, as they come from a JSON text."""

    def __call__(self, template: str, **names: object) -> str: ...


@pytest.fixture
def printed() -> Printed:
    def render(template: str, **names: object) -> str:
        given = parsed(json.dumps(names))
        assert isinstance(given, dict)
        frame = Frame({**Variables().names(), **given})
        engine.run(template, frame)
        return engine.text_of(frame)

    return render


@pytest.fixture
def merged() -> Callable[..., str]:
    """What a template prints for a payload and its parameters."""

    def render(
        template: str, body: str | None = None, params: Mapping[str, Mapping[str, object]] | None = None, **context: object
    ) -> str:
        return engine.merge(template, Variables(body=body, params=params or {}, context=context))

    return render
