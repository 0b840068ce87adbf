"""In whose name requests are signed, and who has signed one."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.session import Session

from gwfw.local import identity


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore as the app's process has it, for one test."""
    signer = importlib.import_module("botocore.signers").RequestSigner
    for name in ("get_auth_instance", "get_auth"):
        monkeypatch.setattr(signer, name, getattr(signer, name))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    identity.install()


def key_of(client: Any) -> str:
    """The access key of what the client sends."""
    sent: list[str] = []

    def send(request: Any, **named: Any) -> AWSResponse:
        authorization = request.headers["Authorization"]
        sent.append(authorization if isinstance(authorization, str) else authorization.decode())
        return AWSResponse(request.url, 200, HTTPHeaders(), Body())

    client.meta.events.register("before-send", send)
    client.list_tables()
    return sent[0].partition("Credential=")[2].partition("/")[0]


class Body:
    def stream(self) -> list[bytes]:
        return [b"{}"]

    def read(self) -> bytes:
        return b"{}"


def client(key: str) -> Any:
    return Session().create_client(
        "dynamodb", region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key="secret"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "running", "signed"),
    [("local", None, "local"), ("local", "add_book", "local.add_book"), ("AKIAX", "add_book", "AKIAX")],
    ids=["beside", "inside", "own-credentials"],
)
def test_the_access_key_names_the_function(installed: None, key: str, running: str | None, signed: str) -> None:
    made = client(key)
    token = identity.RUNNING.set(running)
    try:
        assert key_of(made) == signed
    finally:
        identity.RUNNING.reset(token)


@pytest.mark.parametrize(
    ("headers", "principal"),
    [
        ((), None),
        ((("authorization", "Bearer x"),), None),
        ((("authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/sqs/aws4_request"),), None),
        ((("authorization", "AWS4-HMAC-SHA256 Credential=AKIA.x/20260101/us-east-1/sqs/aws4_request"),), None),
        (
            (
                ("Host", "x"),
                ("Authorization", "AWS4-HMAC-SHA256 Credential=local.task-a/20260101/us-east-1/sqs/aws4_request"),
            ),
            "function:task-a",
        ),
    ],
    ids=["nothing", "bearer", "developer", "somebody", "function"],
)
def test_who_has_signed(headers: tuple[tuple[str, str], ...], principal: str | None) -> None:
    assert identity.principal(headers) == principal
