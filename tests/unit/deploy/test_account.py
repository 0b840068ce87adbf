"""Which account a deployment goes to: without a network, since a fake endpoint answers or nothing does."""

from __future__ import annotations

from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from gwfw.deploy import account
from gwfw.errors import Misuse


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without AWS."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch) -> Stubber:
    """Credentials, and an STS that says what it is told to."""
    client = boto3.client("sts", region_name="eu-north-1", aws_access_key_id="a", aws_secret_access_key="b")
    monkeypatch.setattr(boto3.session.Session, "client", lambda self, name, region_name: client)
    return Stubber(client)


def test_the_account_and_region_as_the_cdk_writes_them(somebody: Stubber, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    somebody.add_response("get_caller_identity", {"Account": "000000000000"})
    with somebody:
        assert account.environment() == "aws://000000000000/eu-north-1"


def test_no_credentials() -> None:
    with pytest.raises(Misuse, match=r"no AWS credentials.*\[no-credentials\]"):
        account.environment()


def test_credentials_that_are_refused(somebody: Stubber) -> None:
    somebody.add_client_error("get_caller_identity", "ExpiredToken", "The token is expired")
    with somebody, pytest.raises(Misuse, match="The token is expired") as raised:
        account.environment()
    assert isinstance(raised.value.__cause__, ClientError)


def test_no_region(somebody: Stubber) -> None:
    somebody.add_response("get_caller_identity", {"Account": "000000000000"})
    with somebody, pytest.raises(Misuse, match="no AWS region") as raised:
        account.environment()
    assert raised.value.problem.received == "account 000000000000"
