from __future__ import annotations

import builtins
from dataclasses import replace
from typing import Any

import pytest

from gwfw.errors import Place
from gwfw.freeze.websocket_check import check_websocket
from gwfw.graph.model import AppGraph, Grant, Integration, Ref, Route, Stage, WebSocketApi
from gwfw.graph.nonproxy import IntegrationResponse, NonProxy
from gwfw.integrations.aws_action.spec import AwsAction
from gwfw.integrations.dynamodb.spec import DynamoDb
from gwfw.integrations.http.spec import Http
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.integrations.mock.spec import Mock

FINE = AwsAction(
    name="x",
    service="dynamodb",
    action="PutItem",
    request_templates=(("$default", ('{"TableName":"', Ref("table", "t", "name"), '","id":"$context.connectionId"}')),),
    template_selection="${request.body.kind}",
    request_parameters=(
        ("integration.request.header.x", "context.connectionId"),
        ("integration.request.querystring.y", "route.request.body.a[0]"),
        ("integration.request.path.z", "stageVariables.v"),
        ("integration.request.header.w", "'text'"),
    ),
    responses=(
        IntegrationResponse(
            key=r"/4\d\d/", template_selection="${integration.response.statuscode}", templates=(("a", "b"),)
        ),
        IntegrationResponse(key="$default", content_handling="CONVERT_TO_TEXT"),
    ),
)


def graph(spec: Integration = FINE, key: str = "put", route: dict[str, Any] | None = None, **api: Any) -> AppGraph:
    made = Route(key=key, integration="x", **route or {})
    return AppGraph(name="app", websocket=WebSocketApi(routes=(made,), **api), integrations=(replace(spec, name="x"),))


def found(made: AppGraph) -> list[tuple[str, str]]:
    return [(problem.code, problem.what) for problem in check_websocket(made)]


TWO: tuple[Stage, ...] = (Stage(name=None), Stage(name="beta"))
SENDS = Grant(principal="function:api", resource=Ref("connections", "", "arn"), actions=("execute-api:ManageConnections",))


@pytest.mark.parametrize(
    "made",
    [
        graph(),
        graph(stages=TWO),
        replace(graph(), grants=(SENDS,)),
        graph(LambdaProxy(name="x", function="f")),
        graph(Mock(name="x", request_templates=(("$default", ('{"statusCode":200}',)),))),
        graph(Http(name="x", url="https://b.example"), "$connect", {"authorizer": "a"}),
        graph(selection="${request.body.a}/${request.body.b}", api_key_selection="$context.authorizer.usageIdentifierKey"),
        graph(route={"models": (("$default", '{"type":"object"}'),), "model_selection": "$request.body.kind"}),
        graph(stages=(Stage(name="dev", access_log="$context.requestId $context.integration.latency"),)),
        graph(AwsAction(name="x", service="sqs", path=("123/jobs",))),
        AppGraph(name="app"),
        AppGraph(name="app", websocket=WebSocketApi(routes=(Route(key="a", integration="gone"),))),
    ],
)
def test_what_is_fine(made: AppGraph) -> None:
    assert found(made) == []


@pytest.mark.parametrize(
    ("made", "code", "what"),
    [
        (graph(selection="$request.body..["), "selection-expression", "the route selection expression cannot be evaluated"),
        (graph(selection="$request.header.x"), "selection-expression", "request.header cannot be read there"),
        (graph(api_key_selection="$request.header.key"), "api-key-selection", "API keys cannot be read from there"),
        (
            graph(stages=(Stage(name="dev", access_log="$context.requestId $context.nope"),)),
            "access-log",
            "an access log has a variable that does not exist",
        ),
        (
            replace(graph(stages=TWO), grants=(SENDS,)),
            "websocket-stages",
            "handlers send to connections, and the WebSocket API has several stages",
        ),
        (graph(route={"authorizer": "a"}), "authorizer-route", "only $connect can have an authorizer"),
        (
            graph(route={"models": (("$default", "{"),)}),
            "request-model",
            "the model $default of put is none",
        ),
        (
            graph(route={"models": (("$default", "{}"),), "model_selection": "$"}),
            "selection-expression",
            "the model selection expression cannot be evaluated",
        ),
        (
            graph(replace(FINE, template_selection="${integration.response.statuscode}")),
            "selection-expression",
            "the template selection expression cannot be evaluated",
        ),
        (
            graph(replace(FINE, request_templates=(("$default", ("#if(",)),))),
            "template",
            "the request template $default cannot be rendered",
        ),
        (
            graph(DynamoDb(name="x", table="t", action="PutItem", template=("#if(",))),
            "template",
            "the request template cannot be rendered",
        ),
        (
            graph(replace(FINE, responses=(IntegrationResponse(key="$default", templates=(("$default", "#if("),)),))),
            "template",
            "the response template $default cannot be rendered",
        ),
        (
            graph(replace(FINE, responses=(IntegrationResponse(key="$default", template_selection="$"),))),
            "selection-expression",
            "the template selection expression cannot be evaluated",
        ),
        (
            graph(replace(FINE, responses=(IntegrationResponse(key="$default", content_handling="CONVERT_TO_BINARY"),))),
            "integration-response",
            "a client of a WebSocket API gets no binary messages",
        ),
        (
            graph(replace(FINE, responses=(IntegrationResponse(key="404"),))),
            "integration-response",
            "it is not between slashes",
        ),
        (
            graph(replace(FINE, responses=(IntegrationResponse(key="/(/"),))),
            "integration-response",
            "missing ), unterminated subpattern",
        ),
        (graph(replace(FINE, service="dynamo")), "aws-service", "there is no such AWS service"),
        (graph(replace(FINE, action="PutItems")), "aws-action", "dynamodb has no such action"),
        (graph(replace(FINE, action="Nonsense")), "aws-action", "dynamodb has no such action"),
        (graph(replace(FINE, service="lambda", action="Invoke")), "aws-action", "lambda has no actions by name, only paths"),
    ],
)
def test_what_is_wrong_is_told(made: AppGraph, code: str, what: str) -> None:
    ((told, sentence),) = found(made)
    assert told == code
    assert what in sentence


@pytest.mark.parametrize(
    ("key", "source", "what"),
    [
        ("integration.request.cookie.x", "'a'", "there is no such parameter of an integration"),
        ("integration.request.header.", "'a'", "there is no such parameter of an integration"),
        ("integration.request.header.Host", "'a'", "there is no such parameter of an integration"),
        ("integration.request.header.x", "'a", "a literal ends with a quote"),
        ("integration.request.header.x", "'", "a literal ends with a quote"),
        ("integration.request.header.x", "text", "'text' is no variable"),
        ("integration.request.header.x", "context.nope", "$context.nope does not exist"),
        ("integration.request.header.x", "route.request.header.y", "messages have neither headers nor a query string"),
        ("integration.request.header.x", "route.request.querystring.y", "messages have neither headers nor a query string"),
        ("integration.request.header.x", "integration.response.statuscode", "there is no answer yet"),
    ],
)
def test_parameters_that_cannot_be_mapped(key: str, source: str, what: str) -> None:
    ((code, sentence),) = found(graph(replace(FINE, request_parameters=((key, source),))))
    assert code == "request-parameter"
    assert what in sentence


@pytest.mark.parametrize("source", ["route.request.header.y", "route.request.multivaluequerystring.y"])
def test_a_handshake_has_headers_and_a_query_string(source: str) -> None:
    made = replace(FINE, request_parameters=(("integration.request.header.x", source),))
    assert found(graph(made, "$connect")) == []


def test_problems_have_the_place_of_their_route_and_near_misses() -> None:
    place = Place("app.py", 7, "ws.route")
    (problem,) = check_websocket(graph(replace(FINE, action="PutItm")), {"websocket put": place})
    assert problem.places == (place,)
    assert "PutItem" in (problem.allowed or "")
    (problem,) = check_websocket(graph(replace(FINE, service="dynamodbb")))
    assert "dynamodb" in (problem.allowed or "")
    (problem,) = check_websocket(graph(replace(FINE, service="???")))
    assert problem.allowed == "the first part of its host, such as dynamodb"


@pytest.mark.parametrize("missing", ["jsonschema", "botocore.exceptions"])
def test_a_library_that_is_not_installed_checks_nothing(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from gwfw.integrations.aws_action import services

    services.find.cache_clear()
    real = builtins.__import__

    def absent(name: str, *arguments: Any, **named: Any) -> Any:
        if name == missing:
            raise ModuleNotFoundError(name=name)
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", absent)
    made = graph(replace(FINE, action="Nonsense"), route={"models": (("$default", '{"type":1}'),)})
    codes = [code for code, _ in found(made)]
    assert codes == (["aws-action"] if missing == "jsonschema" else ["request-model"])


def test_every_kind_with_templates_is_known_to_the_check() -> None:
    from gwfw.integrations import catalogue

    kinds = {kind for kind in catalogue.KINDS if issubclass(catalogue.spec(kind), NonProxy)}
    assert kinds == {"aws_action", "http", "lambda_custom", "mock"}
