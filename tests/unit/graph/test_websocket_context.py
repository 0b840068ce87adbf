from __future__ import annotations

import pytest

from gwfw.exchange import Authorization, Connection, WebSocketInputs
from gwfw.graph.websocket_context import VARIABLES, known, variable

LAMBDA = Authorization(
    kind="lambda", context={"tier": "gold", "n": 1, "ok": True}, principal_id="user-1", usage_identifier_key="k"
)
IAM = Authorization(kind="iam", context={"accessKey": "A", "userArn": "arn", "callerId": "c", "userId": "u"})
NOTHING = Authorization(kind="lambda", context=None)


def inputs(authorization: Authorization | None = None) -> WebSocketInputs:
    client = Connection(
        id="c",
        connected_at=1_800_000_000.25,
        source_ip="192.0.2.1",
        user_agent="probe/1",
        authorization=authorization,
    )
    return WebSocketInputs(
        event_type="MESSAGE",
        connection=client,
        api_id="abc",
        account_id="1",
        region="us-east-1",
        domain_name="ws.example.com",
        stage="dev",
        stage_variables=(),
        route_key="join",
        request_id="r",
        time=1_800_000_001.5,
        trace_id="t",
        message_id="m",
        api_key="local-partners",
        api_key_id="partners",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("apiId", "abc"),
        ("connectedAt", "1800000000250"),
        ("connectionId", "c"),
        ("domainName", "ws.example.com"),
        ("eventType", "MESSAGE"),
        ("extendedRequestId", "r"),
        ("identity.apiKey", "local-partners"),
        ("identity.apiKeyId", "partners"),
        ("identity.sourceIp", "192.0.2.1"),
        ("identity.userAgent", "probe/1"),
        ("messageDirection", "IN"),
        ("messageId", "m"),
        ("requestId", "r"),
        ("requestTime", "15/Jan/2027:08:00:01 +0000"),
        ("requestTimeEpoch", "1800000001500"),
        ("routeKey", "join"),
        ("stage", "dev"),
        ("authorizer.principalId", None),
        ("authorizer.usageIdentifierKey", None),
        ("authorizer.tier", None),
        ("identity.userArn", None),
        ("status", None),
    ],
)
def test_a_variable_has_a_text_or_none(name: str, value: str | None) -> None:
    assert known(name)
    assert variable(inputs(), name) == value


def test_every_variable_is_in_the_table_above() -> None:
    assert {name for name in VARIABLES if variable(inputs(LAMBDA), name) is None} == set()


@pytest.mark.parametrize(
    ("authorization", "name", "value"),
    [
        (LAMBDA, "authorizer.principalId", "user-1"),
        (LAMBDA, "authorizer.usageIdentifierKey", "k"),
        (LAMBDA, "authorizer.tier", "gold"),
        (LAMBDA, "authorizer.n", "1"),
        (LAMBDA, "authorizer.ok", "true"),
        (LAMBDA, "authorizer.gone", None),
        (LAMBDA, "identity.userArn", None),
        (IAM, "identity.userArn", "arn"),
        (IAM, "identity.caller", "c"),
        (IAM, "identity.user", "u"),
        (IAM, "identity.cognitoIdentityId", None),
        (IAM, "error.message", None),
        (NOTHING, "authorizer.tier", None),
    ],
)
def test_what_an_authorizer_said_can_be_read(authorization: Authorization, name: str, value: str | None) -> None:
    assert variable(inputs(authorization), name) == value


@pytest.mark.parametrize("name", ["nope", "authorizer", "authorizer.", "identity.nope", "waf", "authorize.nope"])
def test_other_variables_do_not_exist(name: str) -> None:
    assert not known(name)


@pytest.mark.parametrize("name", ["integration.latency", "waf.status", "authenticate.error", "identity.apiKey", "accountId"])
def test_variables_of_access_logs_exist(name: str) -> None:
    assert known(name)
