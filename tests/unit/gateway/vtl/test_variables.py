"""What an event gives to a template."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gwfw.exchange import Authorization, Connection, WebSocketInputs
from gwfw.gateway.vtl import render

CONNECTION = Connection(
    id="Lo1dBfOWoAMCKvA=",
    connected_at=1700000000.0,
    source_ip="192.0.2.7",
    user_agent="pytest/8",
    headers=(("X-User", "ann"), ("X-Two", "1"), ("X-Two", "2"), ("Connection", "Upgrade"), ("X-Name", "J\u00c3\u00a9")),
    query="u=a%20b&u=c&empty",
)
MESSAGE = WebSocketInputs(
    event_type="MESSAGE",
    connection=CONNECTION,
    api_id="abc123defg",
    account_id="123456789012",
    region="us-east-1",
    domain_name="example.test",
    stage="dev",
    stage_variables=(("table", "chat"),),
    route_key="send",
    request_id="Lo1dFGZ1IAMFwDg=",
    time=1700000000.5,
    trace_id="1-00000000-000000000000000000000000",
    body='{"room":"blue"}',
    message_id="Lo1dFcVBoAMCKvA=",
)
CONNECT = replace(MESSAGE, event_type="CONNECT", route_key="$connect", body=None, message_id=None)


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("$context.apiId", "abc123defg"),
        ("$context.connectedAt", "1700000000000"),
        ("$context.connectionId", "Lo1dBfOWoAMCKvA="),
        ("$context.domainName", "example.test"),
        ("$context.eventType", "MESSAGE"),
        ("$context.extendedRequestId", "Lo1dFGZ1IAMFwDg="),
        ("$context.identity", "{sourceIp=192.0.2.7, userAgent=pytest/8}"),
        ("$context.messageDirection", "IN"),
        ("$context.messageId", "Lo1dFcVBoAMCKvA="),
        ("$context.requestId", "Lo1dFGZ1IAMFwDg="),
        ("$context.requestTime", "14/Nov/2023:22:13:20 +0000"),
        ("$context.requestTimeEpoch", "1700000000500"),
        ("$context.routeKey", "send"),
        ("$context.stage", "dev"),
        ("[$context.authorizer.principalId]", "[]"),
        ("$stageVariables.table", "chat"),
        ("$input.body", '{"room":"blue"}'),
        ("$input.params()", "{path={}, querystring={}, header={}}"),
    ],
)
def test_a_message(variable: str, text: str) -> None:
    assert render(variable, MESSAGE) == text


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("$context.eventType", "CONNECT"),
        ("[$context.messageId]", "[]"),
        ("$input.body", "{}"),
        ("$input.params('u')", "c"),
        ("[$input.params('empty')][$input.params('nope')]", "[][]"),
        ("$input.params('x-user')", "ann"),
        ("$input.params('X-Two')", "2"),
        ("$input.params('X-Name')", "J\u00e9"),
        ("[$input.params('connection')]", "[]"),
        ("$input.params().path", "{}"),
    ],
)
def test_a_connection_that_opens(variable: str, text: str) -> None:
    assert render(variable, CONNECT) == text


def test_a_client_without_a_user_agent() -> None:
    inputs = replace(CONNECT, connection=replace(CONNECTION, user_agent=None))
    assert render("$context.identity", inputs) == "{sourceIp=192.0.2.7}"


def test_what_a_lambda_authorizer_said_is_text() -> None:
    context = {"n": 1, "b": True, "t": "x", "z": None}
    authorization = Authorization(kind="lambda", context=context, principal_id="user-42")
    inputs = replace(MESSAGE, connection=replace(CONNECTION, authorization=authorization))
    assert render("$context.authorizer", inputs) == "{principalId=user-42, n=1, b=true, t=x}"
    assert render("$context.authorizer.n.length()", inputs) == "1"


def test_a_lambda_authorizer_may_say_nothing() -> None:
    authorization = Authorization(kind="lambda", context=None)
    inputs = replace(MESSAGE, connection=replace(CONNECTION, authorization=authorization))
    assert render("$context.authorizer", inputs) == "{}"


def test_who_signed_is_the_identity() -> None:
    authorization = Authorization(kind="iam", context={"userArn": "arn:aws:iam::1:user/ann", "accountId": "1"})
    inputs = replace(MESSAGE, connection=replace(CONNECTION, authorization=authorization))
    assert (
        render("$context.identity.userArn $context.identity.accountId$context.authorizer", inputs)
        == "arn:aws:iam::1:user/ann 1"
    )
