"""Stages, their variables, limits and access logs, and the API mappings of custom domains."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.graph.model import ApiName, HttpApi, Route, Stage, Throttle, WebSocketApi
from gwfw.graph.stage_check import check_domains, check_shared_domains, check_stages

ROUTES = (Route(key="GET /a", integration="api"),)
LOG = '$context.identity.sourceIp [$context.requestTime] "$context.routeKey" $context.status $context.requestId'


def http(*stages: Stage, **fields: Any) -> list[tuple[str, str]]:
    api = HttpApi(routes=ROUTES, stages=stages, **fields)
    return [(problem.code, str(problem)) for problem in check_stages("http", api)]


def test_stages_that_are_accepted() -> None:
    stages = (
        Stage(
            name="$default",
            variables=(("url", "https://example.com/a?b=c&d=e,f~g"),),
            throttle=Throttle(rate_limit=0, burst_limit=0),
            route_throttles=(("GET /a", Throttle(rate_limit=0.5, burst_limit=1)),),
            access_log=LOG,
        ),
        Stage(name="v-1_x"),
        Stage(name=None),
    )
    assert http(*stages) == []


@pytest.mark.parametrize(
    "stages",
    [
        pytest.param((), id="none"),
        pytest.param((Stage(name="a"), Stage(name="a")), id="one twice"),
        pytest.param(tuple(Stage(name=f"s{number}") for number in range(11)), id="eleven"),
    ],
)
def test_the_list_of_stages(stages: tuple[Stage, ...]) -> None:
    assert [code for code, _ in http(*stages)] == ["stages"]


@pytest.mark.parametrize(
    ("api", "name", "accepted"),
    [
        ("http", "$default", True),
        ("websocket", "$default", False),
        ("http", "x" * 128, True),
        ("http", "x" * 129, False),
        ("http", "a b", False),
        ("http", "a/b", False),
        ("websocket", "prod", True),
        ("http", "", False),
    ],
)
def test_names(api: ApiName, name: str, accepted: bool) -> None:
    description = (HttpApi if api == "http" else WebSocketApi)(routes=(), stages=(Stage(name=name),))
    assert [problem.code for problem in check_stages(api, description)] == ([] if accepted else ["stage-name"])


@pytest.mark.parametrize(
    ("name", "value"),
    [("a-b", "x"), ("", "x"), ("x" * 65, "x"), ("a", ""), ("a", "a b"), ("a", "ä"), ("a", "x" * 513), ("a", '"')],
)
def test_variables_that_are_refused(name: str, value: str) -> None:
    ((code, text),) = http(Stage(name="$default", variables=((name, value),)))
    assert code == "stage-variable"
    assert f"{name}={value!r}" in text


def test_the_list_of_variables() -> None:
    many = tuple((f"v{number}", "x") for number in range(101))
    assert http(Stage(name="$default", variables=many[:100])) == []
    assert [code for code, _ in http(Stage(name="$default", variables=many))] == ["stage-variable"]
    assert [code for code, _ in http(Stage(name="$default", variables=(("a", "x"), ("a", "y"))))] == ["stage-variable"]


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        (Stage(name="$default", throttle=Throttle(rate_limit=-1, burst_limit=1)), "rate_limit=-1, burst_limit=1"),
        (
            Stage(name="$default", route_throttles=(("GET /a", Throttle(rate_limit=1, burst_limit=-1)),)),
            "a negative limit for GET /a",
        ),
        (
            Stage(name=None, route_throttles=(("GET /b", Throttle(rate_limit=1, burst_limit=1)),)),
            "the stage of the deployment limits a route that is not there",
        ),
    ],
)
def test_limits_that_are_refused(stage: Stage, said: str) -> None:
    ((code, text),) = http(stage)
    assert code == "throttle"
    assert said in text


@pytest.mark.parametrize(
    ("format", "said"),
    [
        ("$context.status", "one line"),
        ("$context.requestId\n$context.status", "one line"),
        ("$context.requestId " + "x" * 3072, "one line"),
        ("$context.requestId $context.nothing", "$context.nothing is no variable"),
        ("$context.requestIdentity", "one line"),
    ],
)
def test_access_logs_that_are_refused(format: str, said: str) -> None:
    problems = http(Stage(name="$default", access_log=format))
    assert {code for code, _ in problems} == {"access-log"}
    assert any(said in text for _, text in problems)


def test_the_variables_of_websocket_logs_are_others() -> None:
    api = WebSocketApi(routes=(), stages=(Stage(name="dev", access_log="$context.requestId $context.connectionId"),))
    assert list(check_stages("websocket", api)) == []


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (("api.example.com", "", "$default"), None),
        (("*.example.com", "v1/books", "$default"), None),
        (("example", "", "$default"), "cannot be a custom domain's name"),
        (("API.example.com", "", "$default"), "cannot be a custom domain's name"),
        (("api.example.com", "/v1", "$default"), "cannot be the key of an API mapping"),
        (("api.example.com", "v1/", "$default"), "cannot be the key of an API mapping"),
        (("api.example.com", "v1//x", "$default"), "cannot be the key of an API mapping"),
        (("api.example.com", "x" * 301, "$default"), "cannot be the key of an API mapping"),
        (("api.example.com", "v1", "dev"), "a stage that is not there"),
    ],
)
def test_api_mappings(mapping: tuple[str, str, str], said: str | None) -> None:
    problems = list(check_domains(HttpApi(routes=(), mappings=(mapping,))))
    assert [problem.code for problem in problems] == ([] if said is None else ["domain"])
    assert all(said is not None and said in problem.what for problem in problems)


def test_two_api_mappings_of_one_key() -> None:
    same = (("api.example.com", "v1", "$default"), ("api.example.com", "v1", "$default"))
    (problem,) = check_domains(HttpApi(routes=(), mappings=same))
    assert problem.what == "two API mappings have the same domain and key"


@pytest.mark.parametrize(
    ("stage", "accepted"), [("", True), ("beta", True), ("$default", False)], ids=["the deployment", "another", "none"]
)
def test_a_websocket_mapping_can_lead_to_the_deployment(stage: str, accepted: bool) -> None:
    api = WebSocketApi(
        routes=(), stages=(Stage(name=None), Stage(name="beta")), mappings=(("talk.example.com", "v1", stage),)
    )
    assert [problem.received for problem in check_domains(api)] == ([] if accepted else [f"talk.example.com/v1 -> {stage}"])


def test_an_http_mapping_names_its_stage() -> None:
    (problem,) = check_domains(HttpApi(routes=(), mappings=(("api.example.com", "", ""),)))
    assert problem.what == "an API mapping leads to a stage that is not there"


def test_no_domain_leads_to_both_apis() -> None:
    http = HttpApi(routes=(), mappings=(("b.example.com", "", "$default"), ("a.example.com", "", "$default")))
    websocket = WebSocketApi(routes=(), mappings=(("c.example.com", "", ""), ("a.example.com", "v1", "")))
    (problem,) = check_shared_domains(http, websocket)
    assert (problem.code, problem.received) == ("domain", "a.example.com")
