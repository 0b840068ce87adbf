"""Route keys, routes that match the same requests, references and quotas of a whole graph."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from gwfw.errors import Place, Problem
from gwfw.graph import check
from gwfw.graph.model import (
    ApiName,
    AppGraph,
    Authorizer,
    Function,
    Grant,
    HttpApi,
    Integration,
    Machine,
    Ref,
    Route,
    Table,
    Text,
    WebSocketApi,
)

HERE = Place("app.py", 7, '@http.get("/a")')
THERE = Place("app.py", 9, '@http.get("/b")')


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls(Integration):
    """An integration that refers to things, as the kinds' specs do."""

    kind: ClassVar[str] = "calls"
    function: str | None = None
    table: str | None = None
    machine: str | None = None
    template: Text = ()
    request_templates: tuple[tuple[str, Text], ...] = ()
    resource: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks(Authorizer):
    kind: ClassVar[str] = "asks"
    function: str = "auth"


def graph(*keys: str, **changes: object) -> AppGraph:
    """An HTTP API with these routes, and whatever else is given."""
    given = AppGraph(
        name="app",
        http=HttpApi(routes=tuple(Route(key=key, integration="api") for key in keys)),
        integrations=(Calls(name="api"),),
    )
    return replace(given, **changes)  # type: ignore[arg-type]  # fields by name


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def test_a_graph_without_problems() -> None:
    whole = graph(
        "GET /a",
        "$default",
        websocket=WebSocketApi(routes=(Route(key="$connect", integration="rows", authorizer="who"),), store="sessions"),
        integrations=(
            Calls(name="api", function="api", machine="flow"),
            Calls(name="rows", table="sessions", template=("{", Ref("table", "sessions", "name"), "}")),
        ),
        authorizers=(Asks(name="who"),),
        functions=(Function(name="api", handlers=()), Function(name="auth", handlers=())),
        resources=(
            Table(name="sessions", key="id"),
            Machine(name="flow", definition=('{"Resource":"', Ref("function", "api", "arn"), '"}')),
        ),
        grants=(Grant(principal="integration:rows", resource=Ref("table", "sessions", "arn"), actions=("a:b",)),),
    )
    assert check.check(whole) == ()


# Keys ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "code", "said"),
    [
        ("GET /a", None, ""),
        ("$default", None, ""),
        ("FETCH /a", "route-method", "no such HTTP method"),
        ("$connect", "route-method", "no such HTTP method"),
        ("GET a", "path-syntax", "write '/a'"),
        ("GET /a/", "path-syntax", "write '/a'"),
        ("GET /{p+}/x", "path-syntax", "a parameter is a whole segment"),
        ("GET /a b", "path-syntax", "' '"),
        ("GET /a%20b", "path-syntax", "'%'"),
        ("GET /a\u0007", "path-syntax", "'\\x07'"),
    ],
)
def test_http_keys(key: str, code: str | None, said: str) -> None:
    problem = check.route_key("http", key, HERE)
    assert (problem and problem.code) == code
    if problem is not None:
        assert said in str(problem)
        assert problem.places == (HERE,)


@pytest.mark.parametrize(
    ("key", "accepted"),
    [
        ("$connect", True),
        ("$disconnect", True),
        ("$default", True),
        ("sendMessage", True),
        ("x" * 128, True),
        ("x" * 129, False),
        ("$other", False),
        ("", False),
    ],
)
def test_websocket_keys(key: str, accepted: bool) -> None:
    problem = check.route_key("websocket", key)
    assert (problem is None) is accepted
    if problem is not None:
        assert (problem.code, problem.places) == ("websocket-key", ())


@pytest.mark.parametrize(
    ("api", "one", "other", "code", "said"),
    [
        ("http", "GET /a", "GET /a", "duplicate-route", "declared twice"),
        ("http", "GET /a/{x}", "GET /a/{y}", "duplicate-route", "names of path parameters do not make routes distinct"),
        ("http", "no key", "no key", "duplicate-route", "declared twice"),
        ("websocket", "say", "say", "duplicate-route", "declared twice"),
        ("websocket", "$connect", "$connect", "connect-taken", "exactly one integration"),
        ("http", "GET /a/{x}", "GET /a/{x+}", None, ""),
        ("http", "GET /a", "POST /a", None, ""),
        ("http", "$default", "ANY /{proxy+}", None, ""),
    ],
)
def test_conflicts(api: ApiName, one: str, other: str, code: str | None, said: str) -> None:
    problems = check.conflicts([(api, one, HERE), (api, other, THERE)])
    assert codes(problems) == ([] if code is None else [code])
    if problems:
        assert said in str(problems[0])
        assert problems[0].places == (HERE, THERE)


def test_the_same_key_in_both_apis_is_no_conflict() -> None:
    assert check.conflicts([("http", "$default", None), ("websocket", "$default", None)]) == ()


# The whole graph -----------------------------------------------------------------------------------------------------


def test_everything_is_reported_together_with_its_place() -> None:
    problems = check.check(graph("GET a", "GET /b", "GET /b"), {"http GET a": HERE, "http GET /b": THERE})
    assert codes(problems) == ["path-syntax", "duplicate-route"]
    assert [problem.places for problem in problems] == [(HERE,), (THERE, THERE)]


def test_quota_of_routes() -> None:
    assert check.check(graph(*(f"GET /r{number}" for number in range(300)))) == ()
    (problem,) = check.check(graph(*(f"GET /r{number}" for number in range(301))))
    assert (problem.code, problem.received) == ("route-quota", "301")


@pytest.mark.parametrize(
    ("field", "values", "what"),
    [
        ("integrations", (Calls(name="api"), Calls(name="api")), "integration 'api'"),
        ("authorizers", (Asks(name="who", function="f"), Asks(name="who", function="f")), "authorizer 'who'"),
        ("functions", (Function(name="f", handlers=()), Function(name="f", handlers=())), "function 'f'"),
        ("resources", (Table(name="t", key="id"), Table(name="t", key="id")), "table 't'"),
        ("resources", (Machine(name="m", definition=()), Machine(name="m", definition=())), "machine 'm'"),
    ],
)
def test_two_things_of_one_name(field: str, values: tuple[object, ...], what: str) -> None:
    functions = (Function(name="f", handlers=()),)
    whole = graph("GET /a", **{"functions": functions, field: values})
    assert [problem.what for problem in check.check(whole)] == [f"two things are the {what}"]


def test_a_table_and_a_machine_may_share_a_name() -> None:
    assert check.check(graph("GET /a", resources=(Machine(name="x", definition=()), Table(name="x", key="id")))) == ()


@pytest.mark.parametrize(
    ("api", "timeout_ms", "accepted"),
    [
        ("http", 50, True),
        ("http", 49, False),
        ("http", 30_000, True),
        ("http", 30_001, False),
        ("websocket", 29_000, True),
        ("websocket", 29_001, False),
    ],
)
def test_time_outs(api: ApiName, timeout_ms: int, accepted: bool) -> None:
    routes = (Route(key="$default", integration="slow"),)
    apis = {"http": HttpApi(routes=routes), "websocket": WebSocketApi(routes=routes)}
    whole = AppGraph(name="app", **{api: apis[api]}, integrations=(Calls(name="slow", timeout_ms=timeout_ms),))  # type: ignore[arg-type]  # fields by name
    assert codes(check.check(whole)) == ([] if accepted else ["time-out"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"integrations": ()}, "the http route GET /a has an integration that is not there: 'api'"),
        (
            {"integrations": (Calls(name="api", function="f"),)},
            "the integration 'api' needs a function that is not there: 'f'",
        ),
        ({"integrations": (Calls(name="api", table="t"),)}, "the integration 'api' needs a table that is not there: 't'"),
        (
            {"integrations": (Calls(name="api", template=(Ref("connections", "websocket", "arn"),)),)},
            "the integration 'api' needs a connections that is not there: 'websocket'",
        ),
        (
            {"integrations": (Calls(name="api", request_templates=(("$default", (Ref("table", "t", "arn"),)),)),)},
            "the integration 'api' needs a table that is not there: 't'",
        ),
        (
            {"integrations": (Calls(name="api", resource=Ref("machine", "m", "arn")),)},
            "the integration 'api' needs a machine that is not there: 'm'",
        ),
        ({"authorizers": (Asks(name="who"),)}, "the authorizer 'who' needs a function that is not there: 'auth'"),
        (
            {"resources": (Machine(name="m", definition=(Ref("function", "f", "arn"),)),)},
            "the machine 'm' needs a function that is not there: 'f'",
        ),
        (
            {"websocket": WebSocketApi(routes=(), store="sessions")},
            "the store of connections is a table that is not there: 'sessions'",
        ),
        (
            {"grants": (Grant(principal="integration:api", resource=Ref("table", "t", "arn"), actions=()),)},
            "a grant is on a table that is not there: 't'",
        ),
        (
            {
                "grants": (Grant(principal="function:f", resource=Ref("table", "t", "arn"), actions=()),),
                "resources": (Table(name="t", key="id"),),
            },
            "a grant is for a function that is not there: 'f'",
        ),
    ],
)
def test_references_that_lead_nowhere(changes: dict[str, object], said: str) -> None:
    problems = check.check(graph("GET /a", **changes))
    assert [problem.what for problem in problems] == [said]
    assert codes(problems) == ["dangling"]


def test_an_authorizer_that_is_not_there() -> None:
    routes = (Route(key="GET /a", integration="api", authorizer="who"),)
    problems = check.check(graph(http=HttpApi(routes=routes)))
    assert [problem.what for problem in problems] == ["the http route GET /a has an authorizer that is not there: 'who'"]
