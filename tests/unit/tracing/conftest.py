"""Traces mappings of these tests, as routes of an app in this folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Protocol

import pytest
from pydantic import BaseModel

from gwfw.errors import Place
from gwfw.graph.template import Value
from gwfw.integrations.sides import Site
from gwfw.resources.table.attributes import Attributes, attribute, item
from gwfw.tracing.symbols import Symbols
from gwfw.tracing.trace import trace


class Traced(Protocol):
    """The template's value for a mapping on a route."""

    def __call__(self, mapping: Callable[..., object], key: str = "$connect") -> Value: ...


@pytest.fixture
def site() -> Callable[[str], Site]:
    def make(key: str) -> Site:
        return Site(api="websocket", key=key, place=Place("app.py", 1, "@declared"), folder=os.path.dirname(__file__))

    return make


@pytest.fixture
def traced(site: Callable[[str], Site]) -> Traced:
    def make(mapping: Callable[..., object], key: str = "$connect") -> Value:
        return trace(mapping, site(key), _attributes)

    return make


def _attributes(result: object, symbols: Symbols) -> Mapping[str, Attributes]:
    """A model's fields; anything else is the value `v`."""
    return item(result) if isinstance(result, BaseModel) else {"v": attribute(result)}
