from __future__ import annotations

import builtins
from typing import Any

import pytest

from gwfw.errors import Place, Refusal
from gwfw.graph.model import Grant, Ref
from gwfw.graph.nonproxy import IntegrationResponse
from gwfw.integrations.aws_action import declare, services
from gwfw.integrations.aws_action.declare import Aws, aws
from gwfw.integrations.aws_action.spec import AwsAction
from gwfw.integrations.sides import Declare, Site

SIDE: Declare[Aws, AwsAction] = declare
SITE = Site(api="websocket", key="put", place=Place("app.py", 7))


class Table:
    KIND, name = "table", "sessions"


def fulfil() -> None:
    """A state machine's definition."""


SESSIONS = Table()


def test_an_action_on_a_table() -> None:
    target = aws("dynamodb", "PutItem", on=SESSIONS, template=('{"TableName":"', SESSIONS, '"}'), reply=True)
    assert (target.written, target.two_way, target.apis) == ("aws('dynamodb', 'PutItem')", True, ("websocket",))
    spec = SIDE.integration(target, SITE)
    assert spec == AwsAction(
        name="websocket put",
        service="dynamodb",
        action="PutItem",
        request_templates=(("$default", ('{"TableName":"', Ref("table", "sessions", "name"), '"}')),),
        template_selection=r"\$default",
        responses=(IntegrationResponse(key="$default"),),
        resource=Ref("table", "sessions", "arn"),
        allow=("dynamodb:PutItem",),
    )
    resource = Ref("table", "sessions", "arn")
    assert SIDE.grants(spec) == (
        Grant(principal="integration:websocket put", resource=resource, actions=("dynamodb:PutItem",)),
    )
    assert SIDE.describe(spec) == "dynamodb:PutItem sessions"


def test_a_path_with_permissions() -> None:
    target = aws(
        "sqs", on=SESSIONS, path=("123/", SESSIONS), method="PUT", allow=["sqs:SendMessage"], template="Action=SendMessage"
    )
    spec = SIDE.integration(target, SITE)
    assert (spec.action, spec.path, spec.method) == (None, ("123/", Ref("table", "sessions", "name")), "PUT")
    assert spec.allow == ("sqs:SendMessage",)
    assert target.written == "aws('sqs', path=...)"
    assert SIDE.describe(spec) == "sqs:path sessions"


@pytest.mark.parametrize(
    ("service", "action", "allowed"),
    [
        ("states", "StartExecution", "states:StartExecution"),
        ("email", "SendEmail", "ses:SendEmail"),
        ("nope", "Do", "nope:Do"),
    ],
)
def test_iam_has_the_services_own_name(service: str, action: str, allowed: str) -> None:
    spec = SIDE.integration(aws(service, action, on=fulfil), SITE)
    assert (spec.allow, spec.resource) == ((allowed,), Ref("machine", "fulfil", "arn"))


def test_without_botocore_the_name_is_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    services.find.cache_clear()
    real = builtins.__import__

    def absent(name: str, *arguments: Any, **named: Any) -> Any:
        if name == "botocore.exceptions":
            raise ModuleNotFoundError(name=name)
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", absent)
    assert SIDE.integration(aws("email", "SendEmail", on=fulfil), SITE).allow == ("email:SendEmail",)


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"on": SESSIONS}, ["aws-action", "aws-permission"]),
        ({"on": SESSIONS, "action": "PutItem", "path": "x"}, ["aws-action"]),
        ({"on": None, "action": "PutItem"}, ["aws-resource"]),
        ({"on": SESSIONS, "path": "x"}, ["aws-permission"]),
        ({"on": SESSIONS, "action": "PutItem", "allow": ["dynamodb:*"]}, ["aws-permission"]),
    ],
)
def test_what_is_wrong_is_told_at_once(given: dict[str, Any], codes: list[str]) -> None:
    with pytest.raises(Refusal) as caught:
        SIDE.integration(aws("dynamodb", **given), SITE)
    assert [problem.code for problem in caught.value.problems] == codes
    assert all(problem.places == (SITE.place,) for problem in caught.value.problems)


def test_a_spec_without_permissions_grants_none() -> None:
    spec = AwsAction(name="x", service="dynamodb", action="PutItem")
    assert (SIDE.grants(spec), SIDE.describe(spec)) == ((), "dynamodb:PutItem")
