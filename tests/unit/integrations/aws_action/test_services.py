from __future__ import annotations

import pytest

from gwfw.integrations.aws_action.services import NAMES, find, names


@pytest.mark.parametrize(
    ("name", "protocol", "signing", "target", "content_type"),
    [
        ("dynamodb", "json", "dynamodb", "DynamoDB_20120810", "application/x-amz-json-1.0"),
        ("states", "json", "states", "AWSStepFunctions", "application/x-amz-json-1.0"),
        ("events", "json", "events", "AWSEvents", "application/x-amz-json-1.1"),
        ("sns", "query", "sns", "", "application/x-amz-json-1.0"),
        ("email", "query", "ses", "", "application/x-amz-json-1.0"),
        ("lambda", "rest", "lambda", "", "application/x-amz-json-1.0"),
    ],
)
def test_a_service_is_known_by_its_host(name: str, protocol: str, signing: str, target: str, content_type: str) -> None:
    service = find(name)
    assert service is not None
    assert (service.protocol, service.signing, service.target, service.content_type) == (
        protocol,
        signing,
        target,
        content_type,
    )
    assert service.actions


@pytest.mark.parametrize("name", ["nope", "stepfunctions", "ses", ""])
def test_other_names_are_not_known(name: str) -> None:
    assert find(name) is None


@pytest.mark.parametrize("host", sorted(NAMES))
def test_every_renamed_service_is_one(host: str) -> None:
    assert find(host) is not None


def test_the_names_are_those_of_hosts() -> None:
    assert {"dynamodb", "states", "email"} <= set(names())
    assert "stepfunctions" not in names()
