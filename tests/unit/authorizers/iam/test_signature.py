"""Signatures over queries: signers differ in whether they sign a query as it is sent or encoded anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from gwfw.authorizers.iam.signature import scope, verified
from gwfw.exchange import HttpRequest


def signed(query: str) -> HttpRequest:
    asked = AWSRequest(method="GET", url=f"https://api.invalid/files?{query}", headers={"Host": "api.invalid"})
    SigV4Auth(Credentials("local", "local"), "execute-api", "us-east-1").add_auth(asked)
    headers = tuple((name, str(value)) for name, value in asked.headers.items())
    return HttpRequest(method="GET", path="/files", query=query, headers=headers)


def accepted(request: HttpRequest) -> bool:
    found = scope(request.header("authorization"))
    assert found is not None
    return verified(request, found)


@pytest.mark.parametrize(
    ("signed_query", "sent_query", "fine"),
    [
        pytest.param("b=2&a=1&b=1", "b=2&a=1&b=1", True, id="as-sent"),
        pytest.param("q=%7E%c3%a4", "q=%7E%c3%a4", True, id="as-sent-though-encoded-otherwise"),
        pytest.param("q=~%C3%A4", "q=%7E%c3%a4", True, id="encoded-anew"),
        pytest.param("q=a%20b", "q=a+b", True, id="plus"),
        pytest.param("flag=&a=%3D", "flag&a==", True, id="no-value-and-equals-sign"),
        pytest.param("q=%FF", "q=%ff", True, id="not-utf-8"),
        pytest.param("q=a%26b", "q=a&b", False, id="another-structure"),
        pytest.param("q=1", "q=2", False, id="another-value"),
        pytest.param("q=1", "", False, id="left-out"),
    ],
)
def test_query(signed_query: str, sent_query: str, fine: bool) -> None:
    assert accepted(replace(signed(signed_query), query=sent_query)) is fine
