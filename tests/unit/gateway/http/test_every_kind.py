"""The gateway with its real kinds and authorizers: whatever comes in and comes back, the answer is a documented one."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gwfw.authorizers import catalogue as authorizers
from gwfw.authorizers.iam.spec import Iam
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.exchange import Failed, HttpRequest, HttpResponse, InvokeFunction, Perform, Raised, Reply, Report, Returned
from gwfw.gateway.core import Gateway
from gwfw.gateway.http.replies import MESSAGES
from gwfw.gateway.settings import GatewaySettings
from gwfw.graph.check import check
from gwfw.graph.model import AppGraph, Cors, Function, HttpApi, Route
from gwfw.integrations import catalogue
from gwfw.integrations.aws_service.spec import AwsService
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.integrations.private.spec import Private
from gwfw.local.ids import LocalIds
from gwfw.local.names import LocalNames
from gwfw.local.settings import LocalSettings

NOW = 1_700_000_000.0
MAPPED = (
    ("append:header.x-a", "$request.body.a"),
    ("overwrite:header.host", "$request.querystring.h"),
    ("overwrite:querystring.q", "$request.header.x-q"),
    ("overwrite:path", "${request.path}/$context.requestId"),
)
ANSWERED = ((200, (("overwrite:statuscode", "$response.body.s"), ("append:header.x-b", "$response.header.x-c"))),)
SEND = (("QueueUrl", "https://q.example/1/q"), ("MessageBody", "$request.body"), ("DelaySeconds", "$request.header.x-q"))
GRAPH = AppGraph(
    name="app",
    http=HttpApi(
        cors=Cors(allow_origins=("https://a.example",), allow_methods=("GET",)),
        routes=(
            Route(key="$default", integration="proxy"),
            Route(key="ANY /asked/{p+}", integration="two", authorizer="asked"),
            Route(key="ANY /iam", integration="one", authorizer="iam"),
            Route(key="ANY /jwt/{x}", integration="one", authorizer="jwt", scopes=("a",)),
            Route(key="ANY /one/{x}", integration="one"),
            Route(key="ANY /private/{p+}", integration="private"),
            Route(key="ANY /queue", integration="queue"),
            Route(key="ANY /two", integration="two"),
        ),
    ),
    integrations=(
        LambdaProxy(name="one", function="f", payload_format="1.0"),
        Private(name="private", target="arn:aws:x", bound_as="p", request_parameters=MAPPED),
        HttpProxy(name="proxy", url="https://b.example/x?y=1", response_parameters=ANSWERED),
        AwsService(name="queue", subtype="SQS-SendMessage", request_parameters=SEND),
        LambdaProxy(name="two", function="f", request_parameters=MAPPED, response_parameters=ANSWERED),
    ),
    authorizers=(
        LambdaAuthorizer(name="asked", function="f", identity_sources=("$request.header.x-q",), simple=True, ttl_s=300),
        Iam(name="iam"),
        Jwt(name="jwt", issuer="https://issuer.example", audience=("a",)),
    ),
    functions=(Function(name="f", handlers=()),),
)
PATHS = ["/", "/one/a", "/two", "/queue", "/iam", "/jwt/a", "/private/a%2Fb", "/private/../x", "/asked/a", "//", "/%zz", "*"]
NAMES = ["Host", "Origin", "Access-Control-Request-Method", "Connection", "Authorization", "Content-Type", "Cookie", "X-Q"]
VALUES = [
    "https://a.example",
    "GET",
    "x-q, close",
    "Bearer a.b.c",
    "Bearer e30.e30.e30",
    "text/plain",
    "a=1;;b",
    "5",
    "caf\xe9",
]
wire = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=8)
requests = st.builds(
    HttpRequest,
    method=st.sampled_from(["GET", "HEAD", "OPTIONS", "POST", "BREW"]),
    path=st.sampled_from(PATHS),
    query=st.sampled_from(["", "h=a.example", "h=a%0D%0Ab&q=1", "&&=&%", "q=\xe9"]),
    headers=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES) | wire), max_size=6).map(tuple),
    body=st.sampled_from([b"", b"\xff\x00", b"[" * 2000, b'{"a": "x\\r\\ny"}', b'{"a": {"b": null}}', b"null"]),
)
headers = st.lists(st.tuples(st.sampled_from(["x-c", "connection", "set-cookie", "content-length"]), wire), max_size=3)
documents: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["statusCode", "headers", "cookies", "body", "isBase64Encoded", "isAuthorized", "s", "x\n"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
failures = st.builds(
    Failed, reason=st.sampled_from(["throttled", "timeout", "unreachable", "refused", "bad_response", "too_large"])
)
functions = failures | st.one_of(
    st.builds(Returned, payload=documents.map(lambda value: json.dumps(value).encode())),
    st.builds(Returned, payload=st.binary(max_size=9) | st.just(b"[" * 2000)),
    st.builds(Returned, payload=st.just(b'{"isAuthorized": true}')),
    st.builds(Raised, payload=st.sampled_from([b"x", b'{"errorMessage": "Unauthorized"}', b"[" * 2000])),
)
others = failures | st.builds(
    HttpResponse,
    status=st.integers(200, 599),
    headers=headers.map(tuple),
    body=st.sampled_from([b"", b"x", b'{"s":"418"}', b'{"s":"99"}', b"[" * 2000]),
)
SETTINGS = GatewaySettings(
    account_id="123456789012", region="us-east-1", stage="dev", http_api_id="a1b2c3d4e5", websocket_api_id="f6"
)


def test_the_graph_is_one_that_could_be_built() -> None:
    assert check(GRAPH) == ()


@given(requests, st.lists(st.tuples(functions, others), min_size=4, max_size=4))
def test_every_answer_is_documented_and_can_be_written(request: HttpRequest, outcomes: list[tuple[Any, Any]]) -> None:
    gateway = Gateway(
        GRAPH,
        settings=SETTINGS,
        kinds=catalogue.emulators(),
        names=LocalNames(GRAPH, LocalSettings(app="app")),
        render=lambda template, inputs: template,
        ids=LocalIds(),
        authorizers=authorizers.emulators(),
    )
    said = gateway.http(1, request, NOW)
    results: list[Any] = []
    for function, other in outcomes:
        if isinstance(said[0], Perform):
            results.append(function if isinstance(said[0].work, InvokeFunction) else other)
            said = gateway.result(said[0].token, results[-1], NOW)
    reply, report = said
    assert isinstance(reply, Reply)
    assert isinstance(report, Report)
    response = reply.response
    given_by_others = {outcome.status for outcome in results if isinstance(outcome, HttpResponse)}
    given_by_others |= {value for outcome in results if isinstance(outcome, Returned) for value in _statuses(outcome)}
    assert response.status in {*MESSAGES, 200, 204, 418} | given_by_others
    for name, value in response.headers:
        assert name == name.lower()
        assert not set(name + value) & set("\r\n\0")
        value.encode("latin-1")
    assert [name for name, _ in response.headers].count("content-length") == (response.status != 204)
    assert [name for name, _ in response.headers].count("apigw-requestid") == 1


def _statuses(returned: Returned) -> list[int]:
    try:
        value = json.loads(returned.payload)
    except (ValueError, RecursionError):
        return []
    status = value.get("statusCode") if isinstance(value, dict) else None
    return [int(status)] if isinstance(status, int | str) and str(status).isdecimal() else []
