"""Which server a request is for."""

from __future__ import annotations

import pytest

from gwfw.exchange import AwsRequest, HttpRequest
from gwfw.local.server import endpoint


def signed(service: str, path: str = "/") -> HttpRequest:
    scope = f"AKID/20261124/us-east-1/{service}/aws4_request"
    header = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=ab"
    return HttpRequest(method="POST", path=path, headers=(("Host", "x"), ("authorization", header)), body=b"{}")


def plain(path: str, authorization: str = "Bearer x") -> HttpRequest:
    return HttpRequest(method="GET", path=path, headers=(("Authorization", authorization),))


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        pytest.param(plain("/books"), "api", id="plain"),
        pytest.param(HttpRequest(method="GET", path="/"), "api", id="without-headers"),
        pytest.param(signed("dynamodb"), "aws", id="dynamodb"),
        pytest.param(signed("states"), "aws", id="states"),
        pytest.param(signed("execute-api", "/books"), "api", id="iam-authorized-request"),
        pytest.param(signed("execute-api", "/dev/@connections/abc%3D"), "management", id="management"),
        pytest.param(plain("/@connections/abc="), "management", id="management-unsigned-without-stage"),
        pytest.param(plain("/dev/%40connections/abc="), "management", id="management-encoded"),
        pytest.param(plain("/a/b/@connections/abc="), "api", id="too-deep"),
        pytest.param(plain("/dev/@connections/a/b"), "api", id="too-long"),
        pytest.param(plain("/connections/a"), "api", id="without-at"),
        pytest.param(plain("/", "AWS4-HMAC-SHA256 nonsense"), "api", id="no-credential"),
        pytest.param(plain("/", "AWS4-HMAC-SHA256 Credential=a/b/c/dynamodb/other, x"), "api", id="no-scope"),
    ],
)
def test_kind(request_: HttpRequest, kind: str) -> None:
    assert endpoint.kind(request_) == kind


@pytest.mark.parametrize("path", ["/dev/@connections/Lo1dBfOWoAMCKvA%3D", "/@connections/Lo1dBfOWoAMCKvA="])
def test_connection_id_is_decoded(path: str) -> None:
    assert endpoint.connection_id(plain(path)) == "Lo1dBfOWoAMCKvA="


def test_aws_request_keeps_everything() -> None:
    request = signed("dynamodb", "/p")
    assert endpoint.aws_request(request) == AwsRequest(
        service="dynamodb", method="POST", path="/p", headers=request.headers, body=b"{}"
    )
