from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gwfw.exchange import Answered, CallAws, Failed, HttpResponse
from gwfw.graph.model import Ref
from gwfw.integrations.aws_action import emulate
from gwfw.integrations.aws_action.spec import AwsAction

if TYPE_CHECKING:
    from tests.unit.integrations.conftest import Event, References, Templates


def spec(**fields: Any) -> AwsAction:
    return AwsAction(name="x", request_templates=(("$default", ("T",)),), **fields)


def test_an_action_is_called_with_the_rendered_template(event: Event, names: References, render: Templates) -> None:
    found = emulate.request(spec(service="dynamodb", action="PutItem"), event(), names, render)
    assert found == CallAws(service="dynamodb", action="PutItem", body=b"T")


def test_a_path_is_called_with_parameters(event: Event, names: References, render: Templates) -> None:
    made = spec(
        service="sqs",
        path=("123/", Ref("table", "jobs", "name"), "/{part}"),
        method="PUT",
        request_parameters=(
            ("integration.request.header.Content-Type", "'application/x-www-form-urlencoded'"),
            ("integration.request.querystring.a b", "route.request.body.kind"),
            ("integration.request.path.part", "'a/b'"),
        ),
    )
    assert emulate.request(made, event(), names, render) == CallAws(
        service="sqs",
        action=None,
        body=b"T",
        method="PUT",
        path="/123/table:jobs:name/a%2Fb",
        query="a%20b=a",
        headers=(("Content-Type", "application/x-www-form-urlencoded"),),
    )


def test_a_message_that_no_template_fits_is_refused(event: Event, names: References, render: Templates) -> None:
    made = AwsAction(name="x", service="dynamodb", action="PutItem", passthrough="NEVER")
    found = emulate.request(made, event(), names, render)
    assert isinstance(found, Failed)
    assert found.reason == "unsupported_media"


@pytest.mark.parametrize(("action", "called"), [("PutItem", "dynamodb:PutItem"), (None, "dynamodb:path")])
def test_the_answer_goes_through_the_integration_response(
    event: Event, render: Templates, action: str | None, called: str
) -> None:
    made = spec(service="dynamodb", action=action)
    found = emulate.response(made, event(two_way=True), HttpResponse(status=200, body=b"{}"), render)
    assert found == Answered(status=200, body=b"{}")
    found = emulate.response(made, event(), HttpResponse(status=400, body=b"{}"), render)
    assert found == Answered(status=400, detail=f"{called} answered 400: {{}}")
