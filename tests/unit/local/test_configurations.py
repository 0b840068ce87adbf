"""AppConfig's one action, from the graph."""

from __future__ import annotations

import pytest

from gwfw.exchange import AwsRequest
from gwfw.graph.model import AppGraph, Configuration, Table
from gwfw.local.configurations import Configurations
from gwfw.local.names import LocalNames
from gwfw.local.settings import LocalSettings

GRAPH = AppGraph(
    name="shop", resources=(Configuration(name="flags", content="a: 1", content_type="text/yaml"), Table(name="t", key="id"))
)
FOUND = Configurations(GRAPH, LocalNames(GRAPH, LocalSettings(app="shop")))
PATH = "/applications/shop-dev-flags/environments/dev/configurations/flags"


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("client_id=a", b"a: 1"),
        ("client_id=a&client_configuration_version=0", b"a: 1"),
        ("client_id=a&client_configuration_version=1", b""),
    ],
)
def test_the_content(query: str, body: bytes) -> None:
    answer = FOUND.answer(AwsRequest(service="appconfig", method="GET", path=PATH, query=query))
    assert answer is not None
    assert (answer.status, answer.body) == (200, body)
    assert answer.headers == (("content-type", "text/yaml"), ("configuration-version", "1"))


def test_another_configuration() -> None:
    answer = FOUND.answer(AwsRequest(service="appconfig", method="GET", path=PATH + "x"))
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize(("method", "path"), [("POST", PATH), ("GET", "/applications"), ("GET", PATH.replace("env", "x"))])
def test_other_actions(method: str, path: str) -> None:
    assert FOUND.answer(AwsRequest(service="appconfig", method=method, path=path)) is None
