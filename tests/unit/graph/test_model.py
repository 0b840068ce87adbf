"""Finding things in a graph."""

from __future__ import annotations

import pytest

from gwfw.graph.model import AppGraph, Function, Machine, Table
from gwfw.integrations.http_proxy.spec import HttpProxy

PROXY = HttpProxy(name="px", url="https://example.com")
FUNCTIONS = (Function(name="api", handlers=()), Function(name="task", handlers=()))
TABLE, MACHINE = Table(name="t", key="id"), Machine(name="m", definition=())
GRAPH = AppGraph(name="app", integrations=(PROXY,), functions=FUNCTIONS, resources=(MACHINE, TABLE))


def test_by_name() -> None:
    assert GRAPH.integration("px") is PROXY
    assert GRAPH.function("task") is FUNCTIONS[1]


@pytest.mark.parametrize("find", [GRAPH.integration, GRAPH.function])
def test_a_name_that_is_not_there(find: object) -> None:
    assert callable(find)
    with pytest.raises(KeyError, match="other"):
        find("other")


def test_resources_by_kind() -> None:
    assert GRAPH.tables == (TABLE,)
    assert GRAPH.machines == (MACHINE,)
