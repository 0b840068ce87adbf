from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from gwfw.exchange import HttpRequest
from gwfw.local.settings import LocalSettings
from gwfw.local.signed import unsigned

URL = "http://127.0.0.1:3000/dev/%40connections/abc%3D"


def signed(*, key: str = "local", service: str = "execute-api", region: str = "us-east-1", **given: Any) -> HttpRequest:
    request = AWSRequest(method="POST", url=URL, data=b"hello", headers={"Host": "127.0.0.1:3000"})
    SigV4Auth(Credentials(key, "local"), service, region).add_auth(request)
    headers = tuple((name, str(value)) for name, value in request.headers.items())
    made = HttpRequest(method="POST", path="/dev/%40connections/abc%3D", headers=headers, body=b"hello")
    return replace(made, **given)


@pytest.mark.parametrize("key", ["local", "local.api"], ids=["developer", "function"])
def test_a_call_that_botocore_signed_is_fine(key: str) -> None:
    assert unsigned(signed(key=key), "us-east-1") is None


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (signed(headers=()), "the call is not signed with Signature Version 4"),
        (signed(service="dynamodb"), "the call is signed for dynamodb in us-east-1, not for execute-api in us-east-1"),
        (signed(region="eu-west-1"), "the call is signed for execute-api in eu-west-1, not for execute-api in us-east-1"),
        (signed(key="AKID"), "the access key AKID is unknown; local runs have 'local'"),
        (signed(body=b"other"), "the signature does not match the call"),
        (signed(path="/dev/%40connections/xyz%3D"), "the signature does not match the call"),
    ],
)
def test_any_other_is_told_why(request_: HttpRequest, why: str) -> None:
    assert unsigned(request_, "us-east-1") == why


def test_signatures_are_checked_only_where_a_run_says_so() -> None:
    assert LocalSettings(app="library").gateway().unsigned is None
    check = LocalSettings(app="library", signed=True).gateway().unsigned
    assert check is not None
    assert check(signed(headers=())) == "the call is not signed with Signature Version 4"
