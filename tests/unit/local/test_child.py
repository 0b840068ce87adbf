"""The environment of the app's process."""

from __future__ import annotations

from pathlib import Path

import pytest

from gwfw.local.child import Command, described, environment

COMMAND = Command(app=None, folder=Path(), arn="", region="eu-north-1", endpoint="http://127.0.0.1:3000")


def test_sdks_speak_to_this_machine_only() -> None:
    inherited = {
        "PATH": "/bin",
        "AWS_PROFILE": "prod",
        "AWS_SESSION_TOKEN": "x",
        "AWS_ENDPOINT_URL_S3": "y",
        "GWFW_BINDINGS": "{}",
    }
    found = environment(COMMAND, inherited)
    assert found["PATH"] == "/bin"
    assert {name: value for name, value in found.items() if name.startswith("AWS_")} == {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:3000",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": "eu-north-1",
        "AWS_DEFAULT_REGION": "eu-north-1",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    assert "GWFW_BINDINGS" not in found
    assert found["PYTHONUNBUFFERED"] == "1"


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_no_proxy_stands_between(name: str) -> None:
    found = environment(COMMAND, {name: "corp.example"})
    assert found["NO_PROXY"] == found["no_proxy"] == "corp.example,127.0.0.1,localhost,::1"


@pytest.mark.parametrize(("status", "text"), [(3, "exit status 3"), (-11, "signal: SIGSEGV")])
def test_exit_status_in_words(status: int, text: str) -> None:
    assert described(status) == text
