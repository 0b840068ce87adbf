"""Lines of the CDK's command line: events that are told, and reasons of failures."""

from __future__ import annotations

import pytest

from gwfw.deploy.progress import Event, Progress, parse

CREATED = "chat-dev | 3/25 | 4:23:40 PM | CREATE_COMPLETE      | AWS::IAM::Role | FunctionRoleapi"
STARTED = "chat-dev | 2/25 | 4:23:38 PM | CREATE_IN_PROGRESS   | AWS::IAM::Role | FunctionRoleapi"
FAILED = "chat-dev | 4/25 | 4:23:41 PM | CREATE_FAILED | AWS::DynamoDB::Table | Tablesessions no such key"
REASON = "AWS::DynamoDB::Table Tablesessions no such key"
CANCELLED = "chat-dev | 4/25 | 4:23:42 PM | CREATE_FAILED | AWS::Logs::LogGroup | FunctionLogapi Resource creation cancelled"
TTY = (
    'ToolkitError: "--require-approval" is enabled and stack includes security-sensitive updates, '
    "but terminal (TTY) is not attached so we are unable to get a confirmation from the user"
)
BARE = "chat-dev: SSM parameter /cdk-bootstrap/version not found. Please run 'cdk bootstrap aws://000000000000/eu-north-1'"


def progress(*lines: str) -> tuple[Progress, list[str]]:
    said: list[str] = []
    told = Progress(say=said.append)
    for line in lines:
        told.told(line)
    return told, said


@pytest.mark.parametrize(
    ("line", "event"),
    [
        pytest.param(
            CREATED,
            Event(count="3/25", status="CREATE_COMPLETE", type="AWS::IAM::Role", subject="FunctionRoleapi"),
            id="an event",
        ),
        pytest.param(
            "chat-dev | 4/9 | 4:23:40 PM | CREATE_FAILED | AWS::DynamoDB::Table | TablemyZhrows (TablemyZhrowsBCBC) bad key",
            Event(count="4/9", status="CREATE_FAILED", type="AWS::DynamoDB::Table", subject="table my-rows bad key"),
            id="an event with its reason",
        ),
        pytest.param(
            "x | 4/9 | 4:23:40 PM | CREATE_COMPLETE | AWS::Lambda::Permission | HttpRouteGETZbZs/A-Permission (HttpRou1)",
            Event(count="4/9", status="CREATE_COMPLETE", type="AWS::Lambda::Permission", subject="http GET /"),
            id="an event of a part",
        ),
        pytest.param(
            "chat-dev | 4:23:40 PM | x",
            None,
            id="too few columns",
        ),
        pytest.param(
            "chat-dev |   | 4:23:40 PM | DELETE_COMPLETE | AWS::CloudFormation::Stack | chat-dev",
            Event(count="", status="DELETE_COMPLETE", type="AWS::CloudFormation::Stack", subject="chat-dev"),
            id="no count",
        ),
        pytest.param("✨  Synthesis time: 0.01s", None, id="prose"),
    ],
)
def test_lines_that_are_events(line: str, event: Event | None) -> None:
    assert parse(line) == event


def test_what_ended_is_said_once_in_plain_text() -> None:
    _, said = progress(STARTED, f"\x1b[32m{CREATED}\x1b[39m")
    assert said == ["   3/25  create complete             AWS::IAM::Role                      FunctionRoleapi"]


@pytest.mark.parametrize(
    ("line", "unchanged"), [("✅  chat-dev (no changes)", True), ("✅  chat-dev", False)], ids=["no changes", "changes"]
)
def test_whether_anything_changed(line: str, unchanged: bool) -> None:
    assert progress(line, "")[0].unchanged is unchanged


def test_nothing_is_wrong_with_exit_code_0() -> None:
    assert progress(FAILED)[0].problem("deploy", "chat-dev", 0) is None


@pytest.mark.parametrize(
    ("lines", "code", "received"),
    [
        pytest.param([TTY], "iam-broadened", TTY, id="permissions to approve"),
        pytest.param([f"❌ {BARE}"], "not-bootstrapped", f"❌ {BARE}", id="an account that is not prepared"),
        pytest.param(["Unable to resolve AWS account to use."], "no-credentials", None, id="no account"),
        pytest.param(["but no credentials have been configured"], "no-credentials", None, id="no key"),
        pytest.param([FAILED, CANCELLED, TTY], "deploy-failed", REASON, id="a resource, not those that went with it"),
        pytest.param(["one", "two", "three", "four"], "deploy-failed", "two\nthree\nfour", id="the last words"),
        pytest.param(["❌ it broke", "one", "two", "three"], "deploy-failed", "❌ it broke", id="the marked words"),
        pytest.param([], "deploy-failed", None, id="silence"),
    ],
)  # fmt: skip
def test_why_a_deployment_failed(lines: list[str], code: str, received: str | None) -> None:
    failure = progress(*lines)[0].problem("deploy", "chat-dev", 1)
    assert failure is not None
    assert failure.problem.code == code
    assert failure.problem.received == (received or ("\n".join(lines) or None))


@pytest.mark.parametrize(("verb", "sentence"), [("deploy", "deployed"), ("destroy", "removed"), ("bootstrap", "prepared")])
def test_a_failure_is_a_sentence(verb: str, sentence: str) -> None:
    assert f"x could not be {sentence}  [{verb}-failed]" in str(progress("no")[0].problem(verb, "x", 1))
