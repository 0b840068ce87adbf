"""Apps written in a test, and AWS without a network: DynamoDB by the local engine, connections by a table of answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import count
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any
from urllib.parse import unquote

import pytest

from gwfw.exchange import AwsRequest, HttpResponse
from gwfw.graph.model import AppGraph

Write = Callable[..., ModuleType]
"""`write(source, name="app")`: write a module, import it, and give it."""

NUMBERS = count(1)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Modules in a package `appN`; the same name again begins another package."""
    monkeypatch.syspath_prepend(str(tmp_path))
    packages: list[str] = []

    def write(source: str, name: str = "app") -> ModuleType:
        if not packages or (tmp_path / packages[-1] / f"{name}.py").exists():
            packages.append(f"app{next(NUMBERS)}")
            (tmp_path / packages[-1]).mkdir()
        (tmp_path / packages[-1] / f"{name}.py").write_text(dedent(source), encoding="utf-8")
        return import_module(f"{packages[-1]}.{name}")

    yield write
    for name in [name for name in sys.modules if name.partition(".")[0] in packages]:
        del sys.modules[name]


class Aws:
    """Answers what botocore would send. `posted` has the frames by connection id, `answers` other statuses than 200."""

    region = "us-east-1"

    def __init__(self, graph: AppGraph) -> None:
        from gwfw.local.backends import Backends
        from gwfw.local.settings import LocalSettings

        self.settings = LocalSettings(app=graph.name, region=self.region)
        self.graph = graph
        self.backends = Backends(graph, self.settings)
        self.posted: dict[str, list[str]] = {}
        self.answers: dict[str, int] = {}
        self.asked: list[tuple[str, str]] = []
        self.unavailable = False

    def aws(self, request: AwsRequest) -> HttpResponse:
        target = next((value for name, value in request.headers if name.lower() == "x-amz-target"), "")
        operation = target.rpartition(".")[2].removesuffix("'") or f"{request.method} {request.path}"
        self.asked.append((request.service, operation))
        return self._manage(request) if request.service == "execute-api" else self.backends.call(request)

    def _manage(self, request: AwsRequest) -> HttpResponse:
        connection_id = unquote(request.path.rpartition("/")[2])
        status = self.answers.get(connection_id, 200)
        if status == 0:
            from botocore.exceptions import EndpointConnectionError

            raise EndpointConnectionError(endpoint_url="https://example.com")
        if status != 200:
            return HttpResponse(status=status, headers=(("x-amzn-errortype", ERRORS[status]),))
        if request.method == "POST":
            self.posted.setdefault(connection_id, []).append(request.body.decode())
            return HttpResponse(status=200)
        if request.method == "DELETE":
            return HttpResponse(status=204)
        return HttpResponse(status=200, body=json.dumps(INFO).encode())

    def bindings(self) -> dict[str, Any]:
        from gwfw.local.names import bindings

        return bindings(self.graph, self.settings)


ERRORS = {
    403: "ForbiddenException",
    410: "GoneException",
    413: "PayloadTooLargeException",
    429: "LimitExceededException",
    500: "InternalServerError",
}
INFO = {
    "connectedAt": "2026-11-24T10:00:00.000Z",
    "lastActiveAt": "2026-11-24T10:00:05.000Z",
    "identity": {"sourceIp": "192.0.2.1", "userAgent": "test"},
}


@pytest.fixture
def serve_aws() -> Iterator[Callable[[AppGraph], Aws]]:
    """`serve_aws(graph)`: until the test ends AWS is what it gives, and the handles are bound to it."""
    from gwfw.runtime.bindings import bind, parse
    from gwfw.testing import botocore

    opened: list[tuple[Aws, bind]] = []

    def serve(graph: AppGraph) -> Aws:
        endpoint = Aws(graph)
        botocore.enter(endpoint)
        bound = bind(parse(endpoint.bindings()))
        bound.__enter__()
        opened.append((endpoint, bound))
        return endpoint

    yield serve
    for endpoint, bound in reversed(opened):
        bound.__exit__()
        botocore.leave(endpoint)
        endpoint.backends.reset()
