"""An API compiled for serving."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gwfw.gateway.http.plan import ApiPlan
from gwfw.graph.model import AppGraph, Integration, Throttle
from tests.unit.gateway.conftest import HOST, SETTINGS, Echo, EchoSide, api, stage


def plan(graph: AppGraph) -> ApiPlan:
    return ApiPlan(graph, settings=SETTINGS, kinds={"echo": EchoSide()})  # type: ignore[dict-item]  # narrower specs


def test_routes_are_shared_by_stages_and_their_limits_are_not() -> None:
    limited = stage("dev", throttle=Throttle(rate_limit=1, burst_limit=1))
    compiled = plan(api("GET /a", "GET /b", stages=(stage(), limited, stage(None, variables=(("a", "b"),)))))
    assert (compiled.host, sorted(compiled.stages)) == (HOST, ["$default", "dev"])
    dev = plan(api("GET /a", "GET /b", stages=(stage(), limited))).stages["dev"]
    assert dev.routes["GET /a"].bucket is not dev.routes["GET /b"].bucket
    assert compiled.stages["$default"].routes["GET /a"].bucket is None
    assert compiled.stages["$default"].routes["GET /a"].integration is compiled.stages["dev"].routes["GET /b"].integration


def test_a_stage_without_a_name_takes_the_deployments() -> None:
    compiled = plan(api(stages=(stage(None, variables=(("a", "b"),)),)))
    assert compiled.stages["dev"].variables == (("a", "b"),)


def test_integrations_of_the_other_api_are_left_alone() -> None:
    graph = api()
    other = Integration(name="of a kind that only WebSocket APIs have")
    assert plan(replace(graph, integrations=(*graph.integrations, other))).table.match("GET", "/a") is not None


def test_a_graph_without_an_http_api() -> None:
    compiled = plan(AppGraph(name="app"))
    assert compiled.table.match("GET", "/") is None
    assert compiled.cors is None


def test_parameters_of_a_service_are_no_mappings() -> None:
    class Service(Echo):
        service_parameters = True

    parameters = (("QueueUrl", "$request.body.url"),)
    compiled = plan(api(integration=Service(name="api", request_parameters=parameters)))
    assert compiled.stages["$default"].routes["GET /a"].integration.on_request is None
    with pytest.raises(ValueError, match="a key is"):
        plan(api(integration=Echo(name="api", request_parameters=parameters)))
