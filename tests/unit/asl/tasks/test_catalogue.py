"""Resources of tasks: which there are, and how they may wait."""

from __future__ import annotations

import pytest

from gwfw.asl.program import compile
from tests.unit.asl.conftest import ARN, findings, machine

STATES = "arn:aws:states:::"
ACTIVITY = "arn:aws:states:eu-west-1:123456789012:activity:work"


def found(resource: str, *, express: bool = False) -> list[tuple[str, str, str | None]]:
    return findings(machine({"Type": "Task", "Resource": resource}), express=express)


def unknown(resource: str) -> list[tuple[str, str, str | None]]:
    message = (
        f"The resource provided {resource} is not recognized. The value is not a valid resource ARN, or the resource is not "
        "available in this region."
    )
    return [("SCHEMA_VALIDATION_FAILED", message, "/States/A/Resource")]


@pytest.mark.parametrize(
    "resource",
    [
        f"{ARN}F",
        f"{ARN}F:live",
        f"{ARN}F:$LATEST",
        "arn:aws-cn:lambda:cn-north-1:123456789012:function:F",
        ACTIVITY,
        f"{STATES}lambda:invoke",
        f"{STATES}lambda:invoke.waitForTaskToken",
        f"{STATES}dynamodb:putItem",
        f"{STATES}sqs:sendMessage.waitForTaskToken",
        f"{STATES}events:putEvents",
        f"{STATES}apigateway:invoke",
        f"{STATES}states:startExecution",
        f"{STATES}states:startExecution.sync",
        f"{STATES}states:startExecution.sync:2",
        f"{STATES}states:startExecution.waitForTaskToken",
        f"{STATES}aws-sdk:s3:getObject",
        f"{STATES}aws-sdk:sqs:sendMessage.waitForTaskToken",
        f"{STATES}batch:submitJob",
        "arn:aws-us-gov:states:::sns:publish",
    ],
)
def test_known_resources(resource: str) -> None:
    assert found(resource) == []


@pytest.mark.parametrize(
    "resource",
    [
        "",
        "F",
        "${function}",
        "arn:aws:lambda:us-east-1:1:function:F",
        "arn:aws:lambda:us-east-1:123456789012:layer:F",
        f"{STATES}dynamodb:query",
        f"{STATES}dynamodb:putItem.sync",
        f"{STATES}nothing:invoke",
        f"{STATES}lambda:invoke.sync",
        f"{STATES}lambda:invoke.nonsense",
        f"{STATES}aws-sdk:dynamodb:putItem.sync",
        f"{STATES}aws-sdk:dynamodb:PutItem",
        f"{STATES}aws-sdk:dynamodb",
        "arn:aws:s3:::bucket",
    ],
)
def test_unknown_resources(resource: str) -> None:
    assert found(resource) == unknown(resource)


@pytest.mark.parametrize("resource", [f"{STATES}ecs:runTask.sync", f"{STATES}glue:startJobRun.sync", f"{STATES}http:invoke"])
def test_resources_that_nothing_local_runs(resource: str) -> None:
    assert found(resource) == [("NOT_EMULATED", f"The resource {resource} is not run locally", "/States/A/Resource")]


@pytest.mark.parametrize(
    ("resource", "kind"),
    [
        (f"{STATES}states:startExecution.sync", "'.sync' service integration"),
        (f"{STATES}states:startExecution.sync:2", "'.sync' service integration"),
        (f"{STATES}sqs:sendMessage.waitForTaskToken", "'.waitForTaskToken' service integration "),
        (ACTIVITY, "Activity ARN"),
    ],
)
def test_what_express_machines_do_not_do(resource: str, kind: str) -> None:
    message = f"Express state machine does not support {kind}"
    assert found(resource, express=True) == [("SCHEMA_VALIDATION_FAILED", message, "/States/A/Resource")]
    assert found(f"{STATES}lambda:invoke", express=True) == []


def test_a_program_lists_its_resources_once() -> None:
    task = {"Type": "Task", "Resource": f"{ARN}F"}
    other = {"Type": "Task", "Resource": ACTIVITY}
    assert compile(machine(task, other, task)).resources == (f"{ARN}F", ACTIVITY)
