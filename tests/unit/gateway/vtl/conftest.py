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
