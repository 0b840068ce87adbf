"""Mappings, responses and time-outs that a route adds to its target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.errors import Refusal
from gwfw.freeze.freezing import freeze
from gwfw.graph.model import Integration

if TYPE_CHECKING:
    from tests.unit.conftest import Write

HEAD = """\
from gwfw import *
from gwfw.mapping import append, context, overwrite, raw, remove, request, stage
from gwfw.targets import mock, url
app = App("shop")
http, ws, sfn = app.http, app.ws, app.sfn
old = url("https://old.example.com/{proxy}")
@sfn.task
def charge(x: int) -> int: return x
@sfn.start("/start")
def fulfil() -> Flow[int, int]: return charge >> charge
"""


def integration(write: Write, source: str) -> Integration:
    return freeze(write(f"{HEAD}{source}\n").app).graph.integration("http ANY /old/{proxy+}")


def test_changes_are_api_gateways_words(write: Write) -> None:
    found = integration(
        write,
        """\
http.any("/old/{proxy+}").to(
    old,
    mapping=[append.header("x-a", request.header["b"]), remove.query("c"), overwrite.path(f"/v2/{request.path['proxy']}")],
    responses={500: [overwrite.status(502)], 404: [remove.header("d"), raw("append:header.e", "f")]},
    timeout_ms=5000,
)""",
    )
    assert found.request_parameters == (
        ("append:header.x-a", "$request.header.b"),
        ("remove:querystring.c", "''"),
        ("overwrite:path", "/v2/${request.path.proxy}"),
    )
    assert found.response_parameters == (
        (404, (("remove:header.d", "''"), ("append:header.e", "f"))),
        (500, (("overwrite:statuscode", "502"),)),
    )
    assert found.timeout_ms == 5000


def test_without_any_the_integration_is_as_it_was(write: Write) -> None:
    found = integration(write, 'http.any("/old/{proxy+}").to(old)')
    assert (found.request_parameters, found.response_parameters, found.timeout_ms) == ((), (), 29000)


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("old, mapping='x'", "mapping-value"),
        ("old, mapping=3", "mapping-value"),
        ("old, mapping=['append:header.x']", "mapping-value"),
        ("old, responses=[append.header('a', 'b')]", "mapping-value"),
        ("old, responses={'404': []}", "mapping-value"),
        ("old, responses={404: append.header('a', 'b')}", "mapping-value"),
        ("old, timeout_ms='5'", "time-out"),
        ("old, timeout_ms=10", "time-out"),
        ("old, timeout_ms=30_001", "time-out"),
        ("old, mapping=[append.header('authorization', 'x')]", "reserved-header"),
    ],
)
def test_what_is_refused(write: Write, to: str, code: str) -> None:
    with pytest.raises(Refusal) as raised:
        integration(write, f'http.any("/old/{{proxy+}}").to({to})')
    [problem] = raised.value.problems
    assert problem.code == code
    assert problem.places[0].line == HEAD.count("\n") + 1
    assert problem.remedy


@pytest.mark.parametrize(
    "source",
    [
        "ws.route('a').to(mock(), mapping=[append.header('a', 'b')])",
        "ws.route('a').to(mock(), responses={404: [append.header('a', 'b')]})",
    ],
)
def test_websocket_targets_have_their_own_words(write: Write, source: str) -> None:
    with pytest.raises(Refusal) as raised:
        freeze(write(f"{HEAD}{source}\n").app)
    assert [problem.code for problem in raised.value.problems] == ["mapping-target"]


def test_a_websocket_target_may_have_a_time_out(write: Write) -> None:
    graph = freeze(write(f"{HEAD}ws.route('a').to(mock(), timeout_ms=100)\n").app).graph
    assert graph.integration("websocket a").timeout_ms == 100
