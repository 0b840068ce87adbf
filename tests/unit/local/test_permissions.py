"""Grants, enforced: who may what, how a refusal looks, and what the developer is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwfw.errors import Misuse
from gwfw.exchange import AwsRequest
from gwfw.graph.model import AppGraph, Bus, Function, Grant, Machine, Queue, Ref, Stream, Table, WebSocketApi
from gwfw.local.permissions import Permissions, Refused
from gwfw.local.settings import LocalSettings

SETTINGS = LocalSettings(app="shop")


def grant(principal: str, kind: Any, name: str, *actions: str, attribute: Any = "arn") -> Grant:
    return Grant(principal=principal, resource=Ref(kind, name, attribute), actions=actions)


GRAPH = AppGraph(
    name="shop",
    websocket=WebSocketApi(routes=()),
    functions=(Function(name="api", handlers=()), Function(name="other", handlers=())),
    resources=(
        Bus(name="events"),
        Machine(name="fulfil", definition=()),
        Queue(name="jobs"),
        Stream(name="clicks"),
        Table(name="books", key="id"),
    ),
    grants=(
        grant("function:api", "table", "books", "dynamodb:GetItem", "dynamodb:PutItem"),
        grant("function:api", "connections", "websocket", "execute-api:ManageConnections"),
        grant("machine:fulfil", "machine", "fulfil", "states:StopExecution", attribute="executions"),
        grant("integration:http POST /jobs", "queue", "jobs", "sqs:SendMessage"),
    ),
)


@pytest.fixture
def permissions() -> Permissions:
    return Permissions(GRAPH, SETTINGS)


def called(service: str, operation: str, **members: Any) -> AwsRequest:
    return AwsRequest(service=service, headers=(("x-amz-target", f"T.{operation}"),), body=json.dumps(members).encode())


PUT = called("dynamodb", "PutItem", TableName="shop-dev-books")
SEND = called("sqs", "SendMessage", QueueUrl="https://sqs.us-east-1.amazonaws.com/123456789012/shop-dev-jobs")
STOP = called("states", "StopExecution", executionArn="arn:aws:states:us-east-1:123456789012:execution:shop-dev-fulfil:1")
START = called(
    "states", "StartExecution", stateMachineArn="arn:aws:states:us-east-1:123456789012:stateMachine:shop-dev-fulfil"
)
PUT_EVENT = called("events", "PutEvents", Entries=[{"EventBusName": "shop-dev-events"}])
BATCH = called("dynamodb", "BatchGetItem", RequestItems={"shop-dev-books": {}})
TELL = AwsRequest(service="execute-api", path="/dev/@connections/abc")
MOVE = called(
    "dynamodb",
    "TransactWriteItems",
    TransactItems=[{"Put": {"TableName": "shop-dev-books"}}, {"Delete": {"TableName": "shop-dev-books"}}],
)


@pytest.mark.parametrize(
    ("principal", "request_"),
    [
        ("function:api", PUT),
        ("function:api", TELL),
        ("machine:fulfil", STOP),
        ("integration:http POST /jobs", SEND),
        ("function:other", called("sts", "GetCallerIdentity")),
        ("function:other", called("logs", "PutLogEvents")),
    ],
    ids=["table", "connections", "executions", "integration", "identity", "log"],
)
def test_granted(permissions: Permissions, principal: str, request_: AwsRequest) -> None:
    assert permissions.refusal(principal, request_) is None


@pytest.mark.parametrize(
    ("principal", "request_", "action"),
    [
        ("function:other", PUT, "dynamodb:PutItem"),
        ("function:other", TELL, "execute-api:ManageConnections"),
        ("function:api", called("dynamodb", "Scan", TableName="shop-dev-books"), "dynamodb:Scan"),
        ("function:api", called("dynamodb", "PutItem", TableName="shop-dev-others"), "dynamodb:PutItem"),
        ("function:api", called("dynamodb", "GetItem", TableName="shop-dev-books", IndexName="i"), "dynamodb:GetItem"),
        ("function:api", MOVE, "dynamodb:DeleteItem"),
        ("function:api", STOP, "states:StopExecution"),
        ("machine:fulfil", PUT, "dynamodb:PutItem"),
        ("integration:other", SEND, "sqs:SendMessage"),
        ("function:api", AwsRequest(service="execute-api", path="/dev/x"), "execute-api:Invoke"),
    ],
    ids=["function", "sending", "action", "resource", "index", "transaction", "execution", "machine", "integration", "api"],
)
def test_refused(permissions: Permissions, principal: str, request_: AwsRequest, action: str) -> None:
    found = refused(permissions, principal, request_)
    assert found.report.subject == action
    assert f"not authorized to perform: {action} on resource: " in found.response.body.decode()


def refused(permissions: Permissions, principal: str, request: AwsRequest) -> Refused:
    found = permissions.refusal(principal, request)
    assert found is not None
    return found


# The answer ----------------------------------------------------------------------------------------------------------


def test_the_answer_is_that_of_aws(permissions: Permissions) -> None:
    response = refused(permissions, "function:other", PUT).response
    assert (response.status, dict(response.headers)["x-amzn-errortype"]) == (400, "AccessDeniedException")
    assert json.loads(response.body)["message"] == (
        "User: arn:aws:sts::123456789012:assumed-role/shop-dev-other/shop-dev-other is not authorized to perform: "
        "dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table/shop-dev-books "
        "because no identity-based policy allows the dynamodb:PutItem action"
    )


@pytest.mark.parametrize(
    ("request_", "status", "begins"),
    [
        (TELL, 403, b'{"__type": "AccessDeniedException"'),
        (AwsRequest(service="s3", method="PUT", path="/b/k"), 403, b"<Error><Code>AccessDenied</Code><Message>User: "),
        (
            AwsRequest(
                service="sns",
                headers=(("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),),
                body=b"Action=Publish",
            ),
            403,
            b"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>",
        ),
    ],
    ids=["management", "s3", "query"],
)
def test_each_protocol_has_its_form(permissions: Permissions, request_: AwsRequest, status: int, begins: bytes) -> None:
    response = refused(permissions, "function:other", request_).response
    assert response.status == status
    assert response.body.startswith(begins)


# What the developer is told --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("principal", "request_", "told"),
    [
        ("function:other", PUT, "uses=[books.write]"),
        ("function:other", called("dynamodb", "Query", TableName="shop-dev-books"), "uses=[books.read]"),
        ("machine:fulfil", PUT, "uses=[books.write] where the machine is declared"),
        ("function:other", SEND, "uses=[jobs.write]"),
        ("function:other", PUT_EVENT, "uses=[events.write]"),
        ("function:other", called("kinesis", "PutRecord", StreamName="shop-dev-clicks"), "uses=[clicks.write]"),
        ("function:other", START, "uses=[fulfil.execute]"),
        ("function:other", TELL, "uses=[ws.send]"),
        ("integration:x", PUT, "on= of the target"),
        ("function:other", BATCH, 'gw.allow("dynamodb:BatchGetItem")'),
        ("function:other", AwsRequest(service="s3", method="PUT", path="/b/k"), "gwfw local --allow s3:PutObject"),
    ],
    ids=["write", "read", "machine", "queue", "bus", "stream", "start", "connections", "integration", "no-handle", "s3"],
)
def test_the_remedy(permissions: Permissions, principal: str, request_: AwsRequest, told: str) -> None:
    report = refused(permissions, principal, request_).report
    assert report.error is not None
    assert told in report.error
    assert report.integration == principal.partition(":")[2]


# Changes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["s3:PutObject", "s3:*"])
def test_what_is_allowed_beside_the_grants(permissions: Permissions, action: str) -> None:
    permissions.allow(action)
    permissions.replace(GRAPH)
    assert permissions.refusal("function:other", AwsRequest(service="s3", method="PUT", path="/b/k")) is None
    assert permissions.refusal("function:other", PUT) is not None


@pytest.mark.parametrize("action", ["PutItem", ":PutItem", "dynamodb:Put*", "dynamodb:"])
def test_what_is_no_action(permissions: Permissions, action: str) -> None:
    with pytest.raises(Misuse) as raised:
        permissions.allow(action)
    assert raised.value.problem.code == "action"


def test_after_a_reload_other_grants_hold(permissions: Permissions) -> None:
    permissions.replace(AppGraph(name="shop"))
    assert permissions.refusal("function:api", PUT) is not None
