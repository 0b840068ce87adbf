from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from gwfw.authorizers.iam import emulate
from gwfw.authorizers.iam.signature import scope, verified
from gwfw.authorizers.iam.spec import Iam
from gwfw.exchange import Allowed, Denied, HttpInputs, HttpRequest, Returned, WebSocketInputs
from gwfw.graph.model import Route

HOST = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"
ROUTE = Route(key="GET /x", integration="lambda api", authorizer="iam")
SPEC = Iam(name="iam")
NAMES: Any = None


def signed(
    path: str = "/x",
    query: str = "",
    body: bytes = b"",
    *,
    method: str = "GET",
    key: str = "local",
    secret: str = "local",
    service: str = "execute-api",
    region: str = "us-east-1",
    headers: tuple[tuple[str, str], ...] = (),
) -> HttpRequest:
    """A request as botocore signs it."""
    url = f"https://{HOST}{path}" + (f"?{query}" if query else "")
    request = AWSRequest(method=method, url=url, data=body, headers={"host": HOST, **dict(headers)})
    SigV4Auth(Credentials(key, secret), service, region).add_auth(request)
    return HttpRequest(method=method, path=path, query=query, headers=tuple(request.headers.items()), body=body)


def verdict(inputs: HttpInputs | WebSocketInputs) -> Allowed | Denied:
    return emulate.request(SPEC, ROUTE, inputs, None, NAMES, 0.0)


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(signed(), id="plain"),
        pytest.param(signed(query="b=2&a=1%202"), id="query"),
        pytest.param(signed(method="POST", body=b'{"a":1}', headers=(("content-type", "application/json"),)), id="body"),
        pytest.param(signed("/dev/@connections/Lo1d%3D"), id="encoded-path"),
        pytest.param(signed(headers=(("x-custom", "  two  words "),)), id="header"),
    ],
)
def test_signed_by_botocore(http: Callable[..., HttpInputs], request_: HttpRequest) -> None:
    found = verdict(http(request=request_))
    assert isinstance(found, Allowed)
    assert found.authorization.kind == "iam"
    assert (found.authorization.context or {})["userArn"] == "arn:aws:iam::123456789012:user/local"


def test_a_handshake(websocket: Callable[..., WebSocketInputs]) -> None:
    opening = signed("/dev", "u=ann")
    assert isinstance(verdict(websocket(opening.headers, "u=ann")), Allowed)
    assert isinstance(verdict(websocket(opening.headers, "u=bob")), Denied)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        pytest.param(HttpRequest(method="GET", path="/x"), "not signed", id="unsigned"),
        pytest.param(
            HttpRequest(method="GET", path="/x", headers=(("authorization", "Bearer x"),)), "not signed", id="bearer"
        ),
        pytest.param(signed(service="s3"), "signed for s3", id="other-service"),
        pytest.param(signed(region="eu-west-1"), "in eu-west-1", id="other-region"),
        pytest.param(signed(key="AKIAX"), "AKIAX is unknown", id="other-key"),
        pytest.param(signed(key="local.api"), "the role of the function 'api' may not", id="a-function"),
        pytest.param(signed(secret="guess"), "does not match", id="other-secret"),
        pytest.param(replace(signed(), path="/y"), "does not match", id="other-path"),
        pytest.param(replace(signed(method="POST", body=b"a"), body=b"b"), "does not match", id="other-body"),
        pytest.param(
            replace(signed(), headers=tuple(pair for pair in signed().headers if pair[0] != "X-Amz-Date")),
            "does not match",
            id="no-date",
        ),
    ],
)
def test_refused(http: Callable[..., HttpInputs], request_: HttpRequest, why: str) -> None:
    found = verdict(http(request=request_))
    assert isinstance(found, Denied)
    assert (found.status, why in found.detail) == (403, True)


def test_the_host_must_be_signed() -> None:
    request = signed()
    found = scope(request.header("authorization"))
    assert found is not None
    assert verified(request, found)
    assert not verified(request, replace(found, headers=("x-amz-date",)))


def test_a_signed_header_that_was_not_sent() -> None:
    request = signed(headers=(("x-custom", "1"),))
    found = scope(request.header("authorization"))
    assert found is not None
    assert not verified(replace(request, headers=tuple(p for p in request.headers if p[0] != "x-custom")), found)


def test_nothing_is_ever_asked_for(http: Callable[..., HttpInputs]) -> None:
    work: Any = None
    with pytest.raises(AssertionError, match="asks for no work"):
        emulate.response(SPEC, ROUTE, http(), None, work, Returned(payload=b""), 0.0)


def test_an_unsigned_request_is_told_the_type_of_its_error(http: Callable[..., HttpInputs]) -> None:
    found = verdict(http(headers=(("authorization", "Bearer invalid"),)))
    assert isinstance(found, Denied)
    assert (found.status, found.headers) == (403, (("x-amzn-errortype", "ForbiddenException"),))
