"""Graphs that cannot be synthesized: each is refused by name, with the place of its declaration where it has one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gwfw.authorizers.jwt.spec import Jwt
from gwfw.deploy import assembly
from gwfw.errors import Place, Refusal
from gwfw.graph.model import (
    AppGraph,
    Authorizer,
    Function,
    Grant,
    HttpApi,
    Integration,
    Ref,
    Route,
    Stage,
    Table,
    WebSocketApi,
)
from gwfw.integrations.dynamodb.spec import DynamoDb
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.synth.settings import SynthSettings

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("synth")]

EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
TABLE = Table(name="rows", key="id")
PROXY = HttpProxy(name="proxy", url="https://example.com")
WRITE = DynamoDb(name="write", table="rows", action="PutItem", template=("{}",))


def http(route: Route, integration: Integration, *authorizers: Authorizer) -> AppGraph:
    return AppGraph(
        name="shop",
        http=HttpApi(routes=(route,)),
        integrations=(integration,),
        authorizers=authorizers,
        functions=(Function(name="api", handlers=()),),
        resources=(TABLE,),
    )


def websocket(api: WebSocketApi) -> AppGraph:
    sending = Grant(
        principal="function:api",
        resource=Ref("connections", "websocket", "arn"),
        actions=("execute-api:ManageConnections",),
    )
    return AppGraph(
        name="shop",
        websocket=api,
        integrations=(LambdaProxy(name="lambda api", function="api"), WRITE),
        functions=(Function(name="api", handlers=()),),
        resources=(TABLE,),
        grants=(sending,),
    )


SAY = Route(key="say", integration="lambda api")


@pytest.mark.parametrize(
    ("graph", "code", "words"),
    [
        pytest.param(
            http(Route(key="GET /a/", integration="proxy"), PROXY),
            "cdk-refused",
            "http GET /a/: ",
            id="a path that the CDK refuses",
        ),
        pytest.param(
            http(Route(key="GET /a", integration="write"), WRITE),
            "integration-api",
            "'write' of kind dynamodb cannot serve the http API",
            id="a kind of the other API",
        ),
        pytest.param(
            http(Route(key="GET /a", integration="proxy", authorizer="nobody"), PROXY),
            "authorizer-api",
            "http GET /a has an authorizer that is not there: 'nobody'",
            id="an authorizer that is not there",
        ),
        pytest.param(
            replace(
                websocket(WebSocketApi(routes=(Route(key="$connect", integration="lambda api", authorizer="tokens"),))),
                authorizers=(Jwt(name="tokens", issuer="https://issuer.example.com", audience=("me",)),),
            ),
            "authorizer-api",
            "the authorizer 'tokens' of the kind jwt cannot serve the websocket API",
            id="an authorizer of the other API",
        ),
        pytest.param(
            websocket(WebSocketApi(routes=(Route(key="say", integration="write"),))),
            "no-grant",
            "'write' calls a service and may do nothing there",
            id="a service without a grant",
        ),
        pytest.param(
            websocket(WebSocketApi(routes=(SAY,), stages=(Stage(name="a"), Stage(name=None)))),
            "websocket-stages",
            "the WebSocket API has several stages",
            id="handlers that send, and two stages",
        ),
        pytest.param(
            replace(websocket(WebSocketApi(routes=(SAY,), stages=(Stage(name=None), Stage(name="dev")))), grants=()),
            "stages",
            "a stage of the WebSocket API has the name of the deployment",
            id="a stage with the name of the deployment",
        ),
        pytest.param(
            websocket(WebSocketApi(routes=(SAY,), mappings=(("talk.example.com", "", "live"),))),
            "domain",
            "websocket mapping of talk.example.com leads to a stage that this deployment does not have",
            id="a domain of another stage",
        ),
    ],
)
def test_it_is_refused(tmp_path: Path, graph: AppGraph, code: str, words: str) -> None:
    code_zip = tmp_path / "code.zip"
    code_zip.write_bytes(EMPTY_ZIP)
    settings = SynthSettings(stage="dev", code=code_zip, python_version="3.13", architecture="arm64")
    places = {"http GET /a/": Place("shop.py", 7, '@http.get("/a/")')}
    with pytest.raises(Refusal) as raised:
        assembly.synthesize(graph, settings, out=tmp_path / "out", places=places)
    [problem] = raised.value.problems
    assert problem.code == code
    assert words in problem.what
    assert problem.places == ((places["http GET /a/"],) if "/a/" in words else ())
