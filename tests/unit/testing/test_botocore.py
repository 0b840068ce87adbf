"""What botocore does while a client is open, with a stand-in for the client."""

from __future__ import annotations

import importlib
import io
import os
import sys
import threading
from collections.abc import Iterator
from contextvars import copy_context
from typing import Any

import boto3
import pytest
from botocore.exceptions import NoCredentialsError, NoRegionError

from gwfw.errors import Misuse, Unclaimed
from gwfw.exchange import AwsRequest, HttpResponse
from gwfw.local import dispatch
from gwfw.testing import botocore as module


class Cloud:
    """Answers everything; remembers what it was asked."""

    region = "eu-north-1"

    def __init__(self, answer: HttpResponse | None = None) -> None:
        self.asked: list[AwsRequest] = []
        self._answer = answer or dispatch.json_answer({"TableNames": ["books"]})

    def aws(self, request: AwsRequest) -> HttpResponse:
        self.asked.append(request)
        return self._answer


@pytest.fixture(autouse=True)
def nothing_of_the_developers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    cloud = Cloud()
    module.enter(cloud)
    yield cloud
    module.leave(cloud)


def test_clients_need_neither_region_nor_credentials(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    client = boto3.Session().client("dynamodb")
    assert client.meta.region_name == "eu-north-1"
    assert client.list_tables()["TableNames"] == ["books"]
    (request,) = cloud.asked
    assert (request.service, request.method, request.path) == ("dynamodb", "POST", "/")
    headers = {name.lower(): value for name, value in request.headers}
    assert headers["x-amz-target"] == "DynamoDB_20120810.ListTables"
    assert "Credential=local/" in headers["authorization"]
    assert headers["host"] == "dynamodb.eu-north-1.amazonaws.com"


def test_region_that_code_names_stays(cloud: Cloud) -> None:
    boto3.Session(region_name="us-west-2").client("dynamodb").list_tables()
    assert dispatch.region(cloud.asked[0]) == "us-west-2"


def test_client_made_before_is_answered_too(monkeypatch: pytest.MonkeyPatch) -> None:
    module.install()
    client = boto3.Session(aws_access_key_id="real", aws_secret_access_key="secret", region_name="eu-north-1").client(
        "dynamodb"
    )
    cloud = Cloud()
    module.enter(cloud)
    try:
        client.list_tables()
    finally:
        module.leave(cloud)
    assert "Credential=local/" in (cloud.asked[0].headers[-1][1] + str(cloud.asked[0].headers))
    assert "real" not in str(cloud.asked[0].headers)


def test_nothing_is_read_from_outside_a_client() -> None:
    module.install()
    with pytest.raises(NoRegionError):
        boto3.Session().client("dynamodb")
    client = boto3.Session(region_name="eu-north-1").client("dynamodb", endpoint_url="http://127.0.0.1:9")
    with pytest.raises(NoCredentialsError):
        client.list_tables()


def test_request_that_nobody_serves(cloud: Cloud) -> None:
    cloud._answer = dispatch.unclaimed(AwsRequest(service="sagemaker"))
    with pytest.raises(Unclaimed, match="no local engine serves dynamodb:ListTables"):
        boto3.client("dynamodb").list_tables()


def test_body_that_is_a_stream_is_sent_whole(cloud: Cloud) -> None:
    cloud._answer = HttpResponse(status=200, headers=(("etag", '"x"'),))
    boto3.client("s3").put_object(Bucket="shelf", Key="a/b", Body=io.BytesIO(b"content"))
    (request,) = cloud.asked
    assert (request.service, request.method) == ("s3", "PUT")
    assert b"content" in request.body


def test_answer_that_is_a_stream_is_read(cloud: Cloud) -> None:
    cloud._answer = HttpResponse(status=200, headers=(("content-length", "7"),), body=b"content")
    assert boto3.client("s3").get_object(Bucket="shelf", Key="a")["Body"].read() == b"content"


def test_posts_to_a_connection(cloud: Cloud) -> None:
    cloud._answer = HttpResponse(status=200)
    client = boto3.client("apigatewaymanagementapi", endpoint_url="https://abc.execute-api.eu-north-1.amazonaws.com/dev")
    client.post_to_connection(ConnectionId="c=", Data=b"hi")
    (request,) = cloud.asked
    assert (request.service, request.path, request.body) == ("execute-api", "/dev/@connections/c%3D", b"hi")


# Whose answer -----------------------------------------------------------------------------------------------------------


def test_the_client_of_this_thread_answers(cloud: Cloud) -> None:
    other = Cloud()
    module.enter(other)
    assert module.current() is other
    module.leave(other)
    assert module.current() is cloud


def test_thread_of_nobody(cloud: Cloud) -> None:
    found: list[Any] = []

    def look() -> None:
        try:
            found.append(module.current())
        except Misuse as error:
            found.append(error.problem.code)

    def thread(context: bool = False) -> None:
        made = threading.Thread(target=copy_context().run if context else look, args=(look,) if context else ())
        made.start()
        made.join(10)

    thread()
    other = Cloud()
    module.enter(other)
    thread()
    thread(context=True)
    module.leave(other)
    assert found == [cloud, "ambiguous-client", other]


def test_leaving_another_changes_nothing_here(cloud: Cloud) -> None:
    other = Cloud()
    module._OPEN.append(other)
    module.leave(other)
    assert module.current() is cloud


def test_nobody_is_there() -> None:
    assert module.current() is None


# Installing -------------------------------------------------------------------------------------------------------------


def test_modules_that_are_imported_later_are_prepared(monkeypatch: pytest.MonkeyPatch, cloud: Cloud) -> None:
    kept = sys.modules["botocore.signers"]
    monkeypatch.delitem(sys.modules, "botocore.signers")
    again: Any = importlib.import_module("botocore.signers")
    assert again is not kept
    assert again.RequestSigner.get_auth_instance.__module__ == "gwfw.testing.botocore"


@pytest.mark.parametrize(
    ("body", "expected"),
    [(None, b""), ("ä", "ä".encode()), (b"x", b"x"), (bytearray(b"x"), b"x"), (io.BytesIO(b"x"), b"x")],
    ids=["none", "text", "bytes", "bytearray", "stream"],
)
def test_bodies(body: object, expected: bytes) -> None:
    assert module._bytes(body) == expected
