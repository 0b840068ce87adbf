"""CORS, scopes and the URLs of an HTTP API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from gwfw.errors import Place
from gwfw.graph.http_check import check_http
from gwfw.graph.model import AppGraph, Authorizer, Cors, HttpApi, Integration, Route, Stage, WebSocketApi

HERE = Place("app.py", 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy(Integration):
    kind: ClassVar[str] = "proxy"
    url: str = "https://example.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Jwt(Authorizer):
    kind: ClassVar[str] = "jwt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Iam(Authorizer):
    kind: ClassVar[str] = "iam"


def found(graph: AppGraph) -> list[tuple[str, str]]:
    places = {"http GET /a": HERE}
    return [(problem.code, str(problem)) for problem in check_http(graph, places)]


def with_cors(cors: Cors) -> AppGraph:
    return AppGraph(name="app", http=HttpApi(routes=(), cors=cors))


@pytest.mark.parametrize(
    "cors",
    [
        Cors(),
        Cors(allow_origins=("*",), allow_methods=("*",), allow_headers=("*",), max_age_s=-1),
        Cors(allow_origins=("https://*", "http://localhost:3000", "app://x"), allow_credentials=True, max_age_s=86400),
        Cors(allow_origins=("http://*",), allow_methods=("GET", "DELETE")),
    ],
)
def test_cors_that_is_accepted(cors: Cors) -> None:
    assert found(with_cors(cors)) == []


@pytest.mark.parametrize(
    ("cors", "code", "said"),
    [
        (
            Cors(allow_origins=("*",), allow_credentials=True),
            "cors-credentials",
            "allow-credentials is not supported if 'allow-origin' is *",
        ),
        (Cors(allow_origins=("example.com",)), "cors-origin", "'example.com'"),
        (Cors(allow_origins=("https://example.com/",)), "cors-origin", "'https://example.com/'"),
        (Cors(allow_origins=("https://*.example.com",)), "cors-origin", "'https://*.example.com'"),
        (Cors(allow_methods=("FETCH",)), "cors-method", "'FETCH'"),
        (Cors(allow_methods=("ANY",)), "cors-method", "'ANY'"),
        (Cors(max_age_s=-2), "cors-max-age", "max_age_s=-2"),
        (Cors(max_age_s=86401), "cors-max-age", "max_age_s=86401"),
    ],
)
def test_cors_that_is_refused(cors: Cors, code: str, said: str) -> None:
    ((problem, text),) = found(with_cors(cors))
    assert problem == code
    assert said in text


def routed(integration: Integration, **route: object) -> AppGraph:
    routes = (Route(key="GET /a", integration="px", **route), Route(key="GET /b", integration="px"))  # type: ignore[arg-type]  # fields by name
    authorizers = (Iam(name="iam"), Jwt(name="jwt"))
    return AppGraph(name="app", http=HttpApi(routes=routes), integrations=(integration,), authorizers=authorizers)


@pytest.mark.parametrize(
    ("authorizer", "scopes", "refused"),
    [
        ("jwt", ("a", "b"), False),
        ("jwt", (), False),
        ("iam", (), False),
        ("missing", ("a",), False),
        ("iam", ("a",), True),
        (None, ("a",), True),
    ],
)
def test_scopes_belong_to_tokens(authorizer: str | None, scopes: tuple[str, ...], refused: bool) -> None:
    problems = found(routed(Proxy(name="px"), authorizer=authorizer, scopes=scopes))
    assert [code for code, _ in problems] == (["scopes"] if refused else [])
    assert all("Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT" in text for _, text in problems)


def test_quota_of_scopes() -> None:
    names = tuple(f"s{number}" for number in range(11))
    assert found(routed(Proxy(name="px"), authorizer="jwt", scopes=names[:10])) == []
    assert [code for code, _ in found(routed(Proxy(name="px"), authorizer="jwt", scopes=names))] == ["scopes"]


def test_mappings_of_a_shared_integration_are_told_once_and_with_the_place() -> None:
    ((code, text),) = found(routed(Proxy(name="px", request_parameters=(("append:header.via", "x"),))))
    assert code == "reserved-header"
    assert text.startswith("app.py:3")


def test_stage_variables_in_a_url_are_in_every_stage() -> None:
    integration = Proxy(name="px", url="http://${stageVariables.host}/${stageVariables.path}/{id}")
    stages = (
        Stage(name="$default", variables=(("host", "example.com"), ("path", "p"))),
        Stage(name=None, variables=(("host", "example.com"),)),
    )
    routes = (Route(key="GET /a", integration="px"), Route(key="GET /c", integration="none"))
    graph = AppGraph(name="app", http=HttpApi(routes=routes, stages=stages), integrations=(integration,))
    ((code, text),) = found(graph)
    assert code == "stage-variable"
    assert "the stage of the deployment has no variable 'path'" in text


def test_a_graph_without_an_http_api() -> None:
    assert found(AppGraph(name="app", websocket=WebSocketApi(routes=()))) == []
