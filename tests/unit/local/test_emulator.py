"""The emulator: who is asked for what, and who is told the outcome."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from gwfw.exchange import (
    Accept,
    Action,
    AwsRequest,
    CallHttp,
    CloseConnection,
    Ended,
    Failed,
    HttpRequest,
    HttpResponse,
    InvokeFunction,
    Perform,
    Reply,
    Report,
    Returned,
    SendFrame,
)
from gwfw.graph.model import AppGraph, Function, Grant, Handler, HttpApi, Machine, Ref, Route, Table, WebSocketApi
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.integrations.stepfunctions.spec import StepFunctions
from gwfw.local.emulator import Emulator
from gwfw.local.ids import LocalIds
from gwfw.local.settings import LocalSettings

SETTINGS = LocalSettings(app="shop")
HTTP = SETTINGS.host(SETTINGS.http_api_id)
WEBSOCKET = SETTINGS.host(SETTINGS.websocket_api_id)
NOW = 1000.0

DEFINITION = (
    '{"StartAt": "charge", "States": {"charge": {"Type": "Task", "End": true, "Resource": "',
    Ref("function", "task-charge", "arn"),
    '"}}}',
)
PUT = (
    '{"StartAt": "put", "States": {"put": {"Type": "Task", "End": true, "Resource": "arn:aws:states:::dynamodb:putItem", '
    '"Parameters": {"TableName": "',
    Ref("table", "orders", "name"),
    '", "Item": {"id": {"S": "a"}}}}}}',
)


def graph() -> AppGraph:
    routes = ("GET /again", "GET /handler", "POST /put", "POST /start")
    return AppGraph(
        name="shop",
        http=HttpApi(
            routes=tuple(
                Route(key=key, integration="lambda api" if key == "GET /handler" else f"http {key}") for key in routes
            )
        ),
        websocket=WebSocketApi(routes=(Route(key="$connect", integration="lambda api"),)),
        integrations=(
            HttpProxy(name="http GET /again", url=f"https://{HTTP}/handler"),
            StepFunctions(name="http POST /put", machine="put"),
            StepFunctions(name="http POST /start", machine="fulfil"),
            LambdaProxy(name="lambda api", function="api"),
        ),
        functions=(
            Function(name="api", handlers=(Handler(source="http", key="GET /handler", module="shop", name="handle"),)),
            Function(
                name="task-charge",
                handlers=(Handler(source="task", key="charge", module="shop", name="charge"),),
                timeout_s=3,
            ),
        ),
        resources=(
            Machine(name="fulfil", definition=DEFINITION),
            Machine(name="put", definition=PUT),
            Table(name="orders", key="id"),
        ),
        grants=(
            Grant(
                principal="integration:http POST /put",
                resource=Ref("machine", "put", "arn"),
                actions=("states:StartExecution",),
            ),
            Grant(
                principal="integration:http POST /start",
                resource=Ref("machine", "fulfil", "arn"),
                actions=("states:StartExecution",),
            ),
            Grant(principal="machine:put", resource=Ref("table", "orders", "arn"), actions=("dynamodb:PutItem",)),
        ),
    )


@pytest.fixture
def emulator() -> Emulator:
    return Emulator(graph(), settings=SETTINGS, ids=LocalIds(1))


def request(method: str, path: str, body: bytes = b"", host: str = HTTP) -> HttpRequest:
    return HttpRequest(method=method, path=path, headers=(("host", host),), body=body)


def aws(service: str, operation: str, **members: Any) -> AwsRequest:
    headers = (("host", "x"), ("x-amz-target", f"X.{operation}"))
    return AwsRequest(service=service, headers=headers, body=json.dumps(members).encode())


def invoke(name: str, body: bytes = b"{}", **headers: str) -> AwsRequest:
    pairs = tuple((key.replace("_", "-"), value) for key, value in headers.items())
    return AwsRequest(service="lambda", path=f"/2015-03-31/functions/{name}/invocations", headers=pairs, body=body)


def performs(actions: list[Action]) -> list[Perform]:
    return [action for action in actions if isinstance(action, Perform)]


def replies(actions: list[Action]) -> list[Reply]:
    return [action for action in actions if isinstance(action, Reply)]


def test_a_handler_is_invoked_and_its_answer_is_the_clients(emulator: Emulator) -> None:
    [perform] = performs(emulator.http(7, request("GET", "/handler"), NOW))
    assert isinstance(perform.work, InvokeFunction)
    assert not emulator.is_background(perform.token)
    actions = emulator.result(perform.token, Returned(payload=b'"done"'), NOW + 1)
    assert [(reply.token, reply.response.body) for reply in replies(actions)] == [(7, b"done")]
    assert [action.status for action in actions if isinstance(action, Report)] == [200]


def test_a_route_starts_a_machine_whose_work_goes_on_in_the_background(emulator: Emulator) -> None:
    actions = emulator.http(7, request("POST", "/start", b'{"a": 1}'), NOW)
    [reply] = replies(actions)
    assert (reply.token, reply.response.status) == (7, 200)
    arn = json.loads(reply.response.body)["executionArn"]
    [perform] = performs(actions)
    assert perform.work == InvokeFunction(function="task-charge", payload=b'{"a":1}')
    assert emulator.is_background(perform.token)
    [ended] = emulator.result(perform.token, Returned(payload=b"5"), NOW + 1)
    assert ended == Ended(kind="machine", name="fulfil", result="SUCCEEDED", duration_ms=1000.0)
    [described] = replies(emulator.aws(8, aws("states", "DescribeExecution", executionArn=arn), NOW + 2))
    assert json.loads(described.response.body)["output"] == "5"


def test_a_machine_calls_a_service_that_the_driver_has(emulator: Emulator) -> None:
    [perform] = performs(emulator.http(7, request("POST", "/put", b"{}"), NOW))
    assert isinstance(perform.work, AwsRequest)
    assert perform.work.service == "dynamodb"
    assert json.loads(perform.work.body) == {"TableName": "shop-dev-orders", "Item": {"id": {"S": "a"}}}
    emulator.result(perform.token, HttpResponse(status=200, body=b"{}"), NOW)
    [execution] = emulator.machines.executions_of("put")
    assert execution.status == "SUCCEEDED"


def test_an_api_of_ones_own_is_asked_without_leaving(emulator: Emulator) -> None:
    [perform] = performs(emulator.http(7, request("GET", "/again"), NOW))
    assert isinstance(perform.work, InvokeFunction)
    assert json.loads(perform.work.payload)["routeKey"] == "GET /handler"
    [reply] = replies(emulator.result(perform.token, Returned(payload=b'"inner"'), NOW))
    assert (reply.token, reply.response.body) == (7, b"inner")


def named(request: AwsRequest, function: str) -> AwsRequest:
    """The request, signed by the role of a function."""
    credential = f"local.{function}/20260101/us-east-1/{request.service}/aws4_request"
    signed = ("Authorization", f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=x")
    return replace(request, headers=(*request.headers, signed))


PUT_ITEM = aws("dynamodb", "PutItem", TableName="shop-dev-orders", Item={"id": {"S": "a"}})


@pytest.mark.parametrize(
    "request_",
    [
        PUT_ITEM,
        aws(
            "states", "StartExecution", stateMachineArn="arn:aws:states:us-east-1:123456789012:stateMachine:shop-dev-fulfil"
        ),
        invoke("shop-dev-api"),
        AwsRequest(service="execute-api", path="/dev/@connections/abc"),
    ],
    ids=["engine", "machine", "function", "connection"],
)
def test_a_function_without_a_grant_is_refused_before_anything_happens(emulator: Emulator, request_: AwsRequest) -> None:
    said = emulator.aws(1, named(request_, "api"), NOW)
    assert performs(said) == []
    [reply] = replies(said)
    assert reply.response.status in (400, 403)
    assert b"is not authorized to perform" in reply.response.body
    assert [action.integration for action in said if isinstance(action, Report)] == ["api"]


def test_a_function_with_a_grant_and_who_is_no_function_are_served(emulator: Emulator) -> None:
    assert performs(emulator.aws(1, PUT_ITEM, NOW))
    grant = Grant(principal="function:api", resource=Ref("table", "orders", "arn"), actions=("dynamodb:PutItem",))
    emulator.replace(replace(graph(), grants=(*graph().grants, grant)))
    assert performs(emulator.aws(2, named(PUT_ITEM, "api"), NOW))
    assert not performs(emulator.aws(3, named(PUT_ITEM, "task-charge"), NOW))


@pytest.mark.parametrize(("function", "status"), [("api", 403), ("task-charge", 410)], ids=["refused", "granted"])
def test_a_management_call_of_a_function(emulator: Emulator, function: str, status: int) -> None:
    connections = Ref("connections", "websocket", "arn")
    grant = Grant(principal="function:task-charge", resource=connections, actions=("execute-api:ManageConnections",))
    emulator.replace(replace(graph(), grants=(grant,)))
    asked = named(AwsRequest(service="execute-api", path="/dev/@connections/Lo1dBfOWoAMCKvA="), function)
    posted = HttpRequest(method="POST", path=asked.path, headers=(("host", WEBSOCKET), *asked.headers), body=b"hi")
    assert [reply.response.status for reply in replies(emulator.manage(4, posted, NOW))] == [status]


def test_an_integration_whose_role_lacks_the_grant(emulator: Emulator) -> None:
    emulator.replace(replace(graph(), grants=()))
    said = emulator.http(7, request("POST", "/start", b"{}"), NOW)
    [reply] = replies(said)
    assert (reply.token, reply.response.status) == (7, 400)
    assert emulator.machines.executions_of("fulfil") == []


def test_a_connection_from_its_handshake_to_its_end(emulator: Emulator) -> None:
    headers = (("host", WEBSOCKET), ("upgrade", "websocket"))
    handshake = HttpRequest(method="GET", path="/dev", headers=headers)
    [perform] = performs(emulator.upgrade(3, handshake, NOW))
    accepted = emulator.result(perform.token, Returned(payload=b'{"statusCode": 200}'), NOW)
    [accept] = [action for action in accepted if isinstance(action, Accept)]
    assert accept.token == 3
    posted = emulator.manage(4, request("POST", f"/dev/@connections/{accept.connection_id}", b"hi", WEBSOCKET), NOW)
    assert [action for action in posted if isinstance(action, SendFrame)] == [
        SendFrame(connection_id=accept.connection_id, text="hi")
    ]
    told = emulator.message(accept.connection_id, "{}", NOW + 1)
    assert any(isinstance(action, SendFrame) for action in told)  # no such route: the gateway says so
    management = AwsRequest(service="execute-api", method="DELETE", path=f"/dev/@connections/{accept.connection_id}")
    deleted = emulator.aws(5, management, NOW + 2)
    assert [reply.response.status for reply in replies(deleted)] == [204]
    assert any(isinstance(action, CloseConnection) for action in deleted)
    assert emulator.lost(accept.connection_id, 1000, "", NOW + 3) == []


def test_what_no_room_serves_goes_to_the_engines_and_back(emulator: Emulator) -> None:
    asked = aws("dynamodb", "PutItem")
    [perform] = performs(emulator.aws(9, asked, NOW))
    assert (perform.work, perform.timeout_ms) == (asked, 60_000)
    [reply] = replies(emulator.result(perform.token, HttpResponse(status=200, body=b"{}"), NOW))
    assert reply == Reply(token=9, response=HttpResponse(status=200, body=b"{}"))


FAILURES: dict[str, tuple[Failed, int, str]] = {
    "refused": (Failed(reason="refused", detail="nobody"), 501, "Unclaimed"),
    "broken": (Failed(reason="bad_response", detail="it raised"), 500, "InternalServerError"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_engines_that_fail(emulator: Emulator, case: str) -> None:
    failed, status, code = FAILURES[case]
    [perform] = performs(emulator.aws(9, aws("dynamodb", "PutItem"), NOW))
    [reply] = replies(emulator.result(perform.token, failed, NOW))
    assert reply.response.status == status
    assert json.loads(reply.response.body)["__type"] == code


def test_a_function_is_invoked_through_lambdas_api(emulator: Emulator) -> None:
    [perform] = performs(emulator.aws(9, invoke("shop-dev-task-charge", b"[1]"), NOW))
    assert (perform.work, perform.timeout_ms) == (InvokeFunction(function="task-charge", payload=b"[1]"), 3000)
    assert not emulator.is_background(perform.token)
    [reply] = replies(emulator.result(perform.token, Returned(payload=b"2"), NOW))
    assert (reply.token, reply.response.status, reply.response.body) == (9, 200, b"2")


def test_an_invocation_that_nobody_waits_for(emulator: Emulator) -> None:
    actions = emulator.aws(9, invoke("shop-dev-task-charge", x_amz_invocation_type="Event"), NOW)
    assert [reply.response.status for reply in replies(actions)] == [202]
    [perform] = performs(actions)
    assert emulator.is_background(perform.token)
    assert emulator.result(perform.token, Returned(payload=b"2"), NOW) == []


def test_an_invocation_that_is_only_tried(emulator: Emulator) -> None:
    [reply] = emulator.aws(9, invoke("shop-dev-task-charge", x_amz_invocation_type="DryRun"), NOW)
    assert isinstance(reply, Reply)
    assert reply.response.status == 204


def test_other_operations_of_lambda_are_refused(emulator: Emulator) -> None:
    [reply] = replies(emulator.aws(9, AwsRequest(service="lambda", method="GET", path="/2015-03-31/functions"), NOW))
    assert reply.response.status == 501


def test_time_passes_for_all(emulator: Emulator) -> None:
    emulator.http(7, request("GET", "/handler"), NOW)
    emulator.http(8, request("POST", "/start", b"{}"), NOW)
    assert emulator.next_deadline == NOW + 3
    emulator.advance(NOW + 3)
    [execution] = emulator.machines.executions_of("fulfil")
    assert execution.error == "Lambda.Unknown"
    assert emulator.next_deadline == NOW + 29
    actions = emulator.advance(NOW + 29)
    assert [reply.token for reply in replies(actions)] == [7]
    assert emulator.next_deadline is None


def test_after_a_reload_other_things_are_there(emulator: Emulator) -> None:
    [perform] = performs(emulator.http(8, request("POST", "/start", b"{}"), NOW))
    emulator.replace(AppGraph(name="shop"))
    assert [reply.response.status for reply in replies(emulator.http(9, request("GET", "/handler"), NOW))] == [404]
    assert [reply.response.status for reply in replies(emulator.aws(9, invoke("shop-dev-api"), NOW))] == [404]
    emulator.result(perform.token, Returned(payload=b"1"), NOW)


def test_events_of_executions_once_there_is_a_rule(emulator: Emulator) -> None:
    emulator.aws(1, aws("events", "PutRule"), NOW)
    works = [perform.work for perform in performs(emulator.http(8, request("POST", "/start", b"{}"), NOW))]
    assert [work.service for work in works if isinstance(work, AwsRequest)] == ["events"]


def test_requests_to_other_hosts_are_the_drivers(emulator: Emulator) -> None:
    path = "/@connections/Lo1dBfOWoAMCKvA%3D"
    found: dict[str, list[object]] = {}
    for name, host in {"other": "api.example.com", "own": WEBSOCKET}.items():
        parameters = {"ApiEndpoint": host, "Method": "GET", "Stage": "dev", "Path": path}
        call = {"Type": "Task", "Resource": "arn:aws:states:::apigateway:invoke", "Parameters": parameters, "End": True}
        definition = json.dumps({"StartAt": "call", "States": {"call": call}})
        made = aws("states", "CreateStateMachine", name=name, definition=definition, roleArn="r")
        [reply] = replies(emulator.aws(1, made, NOW))
        arn = json.loads(reply.response.body)["stateMachineArn"]
        started = emulator.aws(2, aws("states", "StartExecution", stateMachineArn=arn), NOW)
        found[name] = [perform.work for perform in performs(started)]
    assert found["other"] == [CallHttp(method="GET", url=f"https://api.example.com/dev{path}")]
    assert found["own"] == []
    [execution] = emulator.machines.executions_of("own")
    assert execution.error == "ApiGateway.410"
