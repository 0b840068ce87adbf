"""What the handles' targets become, and what is refused with its place."""

from __future__ import annotations

import pytest

from gwfw import App
from gwfw.errors import Place, Refusal
from gwfw.graph.model import Grant, Ref
from gwfw.integrations.aws_service import declare
from gwfw.integrations.aws_service.declare import ServiceCall
from gwfw.integrations.aws_service.spec import AwsService
from gwfw.integrations.sides import Declare, Site
from gwfw.mapping import context, request, text

SIDE: Declare[ServiceCall, AwsService] = declare
SITE = Site(api="http", key="POST /x", place=Place("app.py", 7))
app = App("shop")
jobs, events, clicks = app.queue("jobs"), app.bus("events", source="shop"), app.stream("clicks")
flags = app.config("flags", {"dark": True})

TARGETS: dict[str, tuple[ServiceCall, str, dict[str, str]]] = {
    "a message": (jobs.send(request.body), "sqs:SendMessage jobs", {"MessageBody": "$request.body"}),
    "a constant message, delayed": (
        jobs.send(text("tick"), delay_s=5),
        "sqs:SendMessage jobs",
        {"DelaySeconds": "5", "MessageBody": "tick"},
    ),
    "a composed message": (
        jobs.send(text(f"{request.path['id']} is gone")),
        "sqs:SendMessage jobs",
        {"MessageBody": "${request.path.id} is gone"},
    ),
    "attributes": (
        jobs.send(request.body["body"], attributes=request.body["attributes"]),
        "sqs:SendMessage jobs",
        {"MessageAttributes": "$request.body.attributes", "MessageBody": "$request.body.body"},
    ),
    "receiving": (
        jobs.receive(limit=2, wait_s=1, attributes=["All"]),
        "sqs:ReceiveMessage jobs",
        {"MaxNumberOfMessages": "2", "MessageAttributeNames": '["All"]', "WaitTimeSeconds": "1"},
    ),
    "deleting": (jobs.delete(request.query["r"]), "sqs:DeleteMessage jobs", {"ReceiptHandle": "$request.querystring.r"}),
    "purging": (jobs.purge(), "sqs:PurgeQueue jobs", {}),
    "an event": (
        events.put(detail_type=request.header["x-type"]),
        "events:PutEvents events",
        {"Detail": "$request.body", "DetailType": "$request.header.x-type", "Source": "shop"},
    ),
    "an event of another source": (
        events.put(request.body["detail"], detail_type="t", source="s"),
        "events:PutEvents events",
        {"Detail": "$request.body.detail", "DetailType": "t", "Source": "s"},
    ),
    "a record": (
        clicks.put(),
        "kinesis:PutRecord clicks",
        {"Data": "$request.body", "PartitionKey": "$context.requestId"},
    ),
    "a configuration": (
        flags.get(client=context.identity.source_ip),
        "appconfig:GetConfiguration flags",
        {"ClientId": "$context.identity.sourceIp"},
    ),
}


@pytest.mark.parametrize(("target", "described", "parameters"), TARGETS.values(), ids=TARGETS)
def test_targets(target: ServiceCall, described: str, parameters: dict[str, str]) -> None:
    spec = SIDE.integration(target, SITE)
    assert dict(spec.request_parameters) == parameters
    assert SIDE.describe(spec) == described
    action, _, name = described.partition(" ")
    arn = Ref(target.on.KIND, name, "arn")
    assert SIDE.grants(spec) == (Grant(principal="integration:http POST /x", resource=arn, actions=(action,)),)
    assert all(held in (Ref(target.on.KIND, name, held.attribute),) for _, (held,) in spec.bound if isinstance(held, Ref))


def test_what_is_bound() -> None:
    bound = SIDE.integration(flags.get(), SITE).bound
    assert bound == (
        ("Application", (Ref("config", "flags", "application"),)),
        ("Environment", (Ref("config", "flags", "environment"),)),
        ("Configuration", (Ref("config", "flags", "configuration"),)),
    )


def test_without_a_resource_nothing_is_granted() -> None:
    spec = AwsService(name="sv", subtype="SQS-PurgeQueue")
    assert (SIDE.grants(spec), SIDE.describe(spec)) == ((), "sqs:PurgeQueue")


REFUSED: dict[str, tuple[ServiceCall, str]] = {
    "composed attributes": (jobs.send(request.body, attributes=text('{"a": 1}')), "nothing escapes them"),
    "a composed detail": (events.put(text(f'{{"a": "{request.body}"}}'), detail_type="t"), "nothing escapes them"),
    "resources as text": (events.put(resources="arn", detail_type="t"), "nothing escapes them"),
    "a source inside": (jobs.receive(attributes=[f"{request.body}"]), "pass one source"),
    "what is no JSON": (jobs.receive(attributes=[object()]), "one source"),  # type: ignore[list-item]  # wrong on purpose
    "a constant that looks like a source": (jobs.delete("$x"), "would take the constant"),  # type: ignore[arg-type]
    "a truth value": (jobs.receive(limit=True), "a mapped value is a source or a text"),
}


@pytest.mark.parametrize(("target", "said"), REFUSED.values(), ids=REFUSED)
def test_refusals(target: ServiceCall, said: str) -> None:
    with pytest.raises(Refusal) as raised:
        SIDE.integration(target, SITE)
    (problem,) = raised.value.problems
    assert (problem.code, problem.places) == ("service-parameter", (SITE.place,))
    assert said in problem.what
