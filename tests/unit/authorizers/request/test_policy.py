from __future__ import annotations

from typing import Any

import pytest

from gwfw.authorizers.request import policy

ARN = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/$default/GET/books/1"


def statement(effect: str = "Allow", action: Any = "execute-api:Invoke", resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


@pytest.mark.parametrize(
    ("statements", "allowed"),
    [
        pytest.param(statement(), True, id="everything"),
        pytest.param([statement(resource=ARN)], True, id="exactly-this"),
        pytest.param([statement(resource=f"{ARN[:-1]}2")], False, id="another"),
        pytest.param([statement(resource=ARN.replace("GET", "???"))], True, id="question-marks"),
        pytest.param([statement(resource=ARN.upper())], False, id="case-of-resources-counts"),
        pytest.param([statement(action="EXECUTE-API:invoke")], True, id="case-of-actions-does-not"),
        pytest.param([statement(action=["s3:*", "execute-api:*"])], True, id="a-list-of-actions"),
        pytest.param([statement(action="s3:GetObject")], False, id="another-action"),
        pytest.param([statement(), statement("Deny", resource=["a", ARN])], False, id="deny-wins"),
        pytest.param([statement(), statement("Deny", resource="a")], True, id="deny-of-another"),
        pytest.param([], False, id="nothing"),
        pytest.param([{"Effect": "Allow", "NotAction": "s3:*", "NotResource": "a"}], True, id="not-these"),
        pytest.param([{"Effect": "Allow", "NotAction": "execute-api:*", "Resource": "*"}], False, id="not-this-action"),
        pytest.param([statement(resource="arn:aws:execute-api:*.GET*")], False, id="a-dot-is-a-dot"),
    ],
)
def test_allows(statements: Any, allowed: bool) -> None:
    assert policy.allows({"Version": "2012-10-17", "Statement": statements}, ARN) is allowed


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (None, "has a Statement"),
        ({}, "has a Statement"),
        ({"Statement": ["x"]}, "a statement is an object"),
        ({"Statement": [statement("Maybe")]}, "Allow or Deny"),
        ({"Statement": [statement(Condition={"x": {}})]}, "conditions"),
        ({"Statement": [{"Effect": "Allow", "Action": "*"}]}, "a statement has Resource"),
        ({"Statement": [statement(action=7)]}, "Action is a text"),
    ],
)
def test_no_policy(document: Any, why: str) -> None:
    with pytest.raises(policy.Malformed, match=why):
        policy.allows(document, ARN)
