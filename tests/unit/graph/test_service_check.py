"""What is refused of integrations with AWS services."""

from __future__ import annotations

import pytest

from gwfw.graph.model import Ref
from gwfw.graph.service_check import check_service
from gwfw.integrations.aws_service.spec import AwsService
from gwfw.integrations.aws_service.subtypes import SUBTYPES
from gwfw.integrations.http_proxy.spec import HttpProxy

SEND = {"QueueUrl": "https://q", "MessageBody": "$request.body"}


def found(subtype: str, *parameters: tuple[str, str], **fields: object) -> list[str]:
    spec = AwsService(name="sv", subtype=subtype, request_parameters=parameters, **fields)  # type: ignore[arg-type]
    return [f"{problem.code}: {problem.what}" for problem in check_service(spec, None)]


@pytest.mark.parametrize("subtype", SUBTYPES)
def test_every_subtype_with_what_it_requires(subtype: str) -> None:
    given = tuple((name, "$request.body") for name in SUBTYPES[subtype].parameters)
    assert found(subtype, *given) == []
    required = tuple((name, "$request.body") for name in SUBTYPES[subtype].required)
    assert found(subtype, *required) == []


@pytest.mark.parametrize(("subtype", "name"), [(name, part) for name, held in SUBTYPES.items() for part in held.required])
def test_each_required_parameter(subtype: str, name: str) -> None:
    given = [(part, "x") for part in SUBTYPES[subtype].required if part != name]
    what = f"Parameter: {name} is required for Operation: {subtype}, and is missing"
    assert found(subtype, *given) == [f"service-parameter: {what}"]


def test_names_are_case_sensitive() -> None:
    spec = AwsService(name="sv", subtype="SQS-SendMessage", request_parameters=(*SEND.items(), ("delaySeconds", "1")))
    (problem,) = check_service(spec, None)
    assert problem.what == "Parameter: delaySeconds does not fit schema for Operation: SQS-SendMessage."
    assert problem.remedy == "write DelaySeconds"


WRONG: dict[str, tuple[tuple[tuple[str, str], ...], str]] = {
    "what there is not": ((("Nothing", "1"),), "Parameter: Nothing does not fit schema for Operation: SQS-SendMessage."),
    "what is no source": ((("DelaySeconds", "$request.nothing"),), "$request.nothing is no source"),
    "attributes as static text": (
        (("MessageAttributes", '{"a": 1}'),),
        'Invalid source: {"a": 1} specified for destination: MessageAttributes',
    ),
}


@pytest.mark.parametrize(("more", "said"), WRONG.values(), ids=WRONG)
def test_parameters(more: tuple[tuple[str, str], ...], said: str) -> None:
    (what,) = found("SQS-SendMessage", *SEND.items(), *more)
    assert said in what


def test_twice() -> None:
    bound = (("QueueUrl", (Ref("queue", "jobs", "url"),)),)
    assert (
        found("SQS-SendMessage", *SEND.items(), bound=bound)
        == ["service-parameter: Parameter: QueueUrl is given more than once"] * 2
    )
    assert found("SQS-PurgeQueue", bound=bound) == []


def test_no_such_subtype() -> None:
    assert found("SQS-Send") == ["service-subtype: there is no such integration subtype"]


def test_other_kinds_are_left_alone() -> None:
    assert list(check_service(HttpProxy(name="x", url="https://example.com"), None)) == []
