from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gwfw.exchange import Answered, Failed, HttpResponse, Returned
from gwfw.graph.nonproxy import IntegrationResponse
from gwfw.integrations.answers import answered, answered_service, matching, passed_on
from gwfw.integrations.aws_action.spec import AwsAction

if TYPE_CHECKING:
    from tests.unit.integrations.conftest import Event, Templates

DEFAULT, CLIENT, ANY = (IntegrationResponse(key=key) for key in ("$default", r"/4\d\d/", "/.*/"))


def spec(*responses: IntegrationResponse) -> AwsAction:
    return AwsAction(name="x", service="dynamodb", action="PutItem", responses=responses)


def template(text: str, key: str = "$default", **fields: Any) -> IntegrationResponse:
    return IntegrationResponse(key=key, templates=(("$default", text),), **fields)


@pytest.mark.parametrize(
    ("responses", "selected", "found"),
    [
        ((DEFAULT, CLIENT), "404", CLIENT),
        ((CLIENT, DEFAULT), "200", DEFAULT),
        ((DEFAULT, CLIENT), "1404", DEFAULT),
        ((CLIENT,), "500", None),
        ((), "200", None),
        ((ANY, CLIENT), "404", ANY),
        ((ANY,), "", ANY),
        ((IntegrationResponse(key="200"),), "200", IntegrationResponse(key="200")),
        ((IntegrationResponse(key="/"), DEFAULT), "/", IntegrationResponse(key="/")),
        ((IntegrationResponse(key="2"), DEFAULT), "200", DEFAULT),
    ],
)
def test_an_integration_response_is_chosen(
    responses: tuple[IntegrationResponse, ...], selected: str, found: IntegrationResponse | None
) -> None:
    assert matching(responses, selected) == found


def test_without_a_response_that_fits_the_answer_is_an_error(event: Event, render: Templates) -> None:
    answer = HttpResponse(status=500, body=b"{}")
    assert answered(spec(CLIENT), event(), answer, "500", render, detail="it failed") == Failed(
        reason="configuration", detail=r"no integration response fits '500': /4\d\d/; it failed"
    )
    assert answered(spec(), event(), answer, "500", render) == Failed(
        reason="configuration", detail="no integration response fits '500': there are none"
    )


def test_a_response_template_reads_the_answer(event: Event, render: Templates) -> None:
    made = spec(template('{"got":<<body>>}'))
    answer = HttpResponse(status=200, body='{"é":1}'.encode())
    found = answered(made, event(two_way=True), answer, "200", render)
    assert found == Answered(status=200, body='{"got":{"é":1}}'.encode())


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [
        ("${integration.response.statuscode}", "by status"),
        ("${integration.response.header.x-kind}", "by header"),
        ("${request.body.kind}", "by message"),
        ("${integration.response.body.nothing}", "by default"),
        (None, "by default"),
    ],
)
def test_a_response_template_is_selected(event: Event, render: Templates, selection: str | None, chosen: str) -> None:
    templates = (("200", "by status"), ("h", "by header"), ("a", "by message"), ("$default", "by default"))
    made = spec(IntegrationResponse(key="$default", template_selection=selection, templates=templates))
    answer = HttpResponse(status=200, headers=(("x-kind", "h"),), body=b"{}")
    assert answered(made, event(two_way=True), answer, "200", render) == Answered(status=200, body=chosen.encode())


@pytest.mark.parametrize(("handling", "body"), [(None, b"\x00\xff"), ("CONVERT_TO_TEXT", b"AP8=")])
def test_an_answer_without_a_template_is_passed_on(event: Event, render: Templates, handling: Any, body: bytes) -> None:
    made = spec(IntegrationResponse(key="$default", content_handling=handling))
    answer = HttpResponse(status=200, body=b"\x00\xff")
    assert answered(made, event(two_way=True), answer, "200", render) == Answered(status=200, body=body)
    assert render.rendered == []


@pytest.mark.parametrize("fields", [{"two_way": False}, {"connect": True}], ids=["one-way", "connect"])
def test_nothing_is_rendered_where_nothing_is_sent(event: Event, render: Templates, fields: dict[str, Any]) -> None:
    answer = HttpResponse(status=201, headers=(("h", "1"),), body=b"{}")
    found = answered(spec(template("broken")), event(**fields), answer, "201", render)
    assert found == Answered(status=201, headers=(("h", "1"),))
    assert render.rendered == []


# Services ------------------------------------------------------------------------------------------------------------

ERROR = HttpResponse(status=400, body=b'{"__type":"ValidationException"}')
BROKEN = HttpResponse(status=500, body=b"x" * 400)
DETAIL = 'dynamodb:PutItem answered 400: {"__type":"ValidationException"}'


def test_a_services_refusal_refuses_a_handshake_with_its_status(event: Event, render: Templates) -> None:
    expected = Answered(status=400, body=ERROR.body, detail=DETAIL)
    assert passed_on("dynamodb:PutItem", event(connect=True), ERROR) == expected
    found = answered_service("dynamodb:PutItem", spec(DEFAULT), event(connect=True), ERROR, render)
    assert found == Answered(status=400, detail=DETAIL)


def test_a_service_that_is_broken_is_a_failed_integration_on_connect_only(event: Event, render: Templates) -> None:
    detail = f"dynamodb:PutItem answered 500: {'x' * 300}…"
    found = answered_service("dynamodb:PutItem", spec(DEFAULT), event(connect=True), BROKEN, render)
    assert found == Failed(reason="bad_response", detail=detail)
    found = answered_service("dynamodb:PutItem", spec(DEFAULT), event(), BROKEN, render)
    assert found == Answered(status=500, detail=detail)


def test_an_integration_response_speaks_for_a_services_refusal(event: Event, render: Templates) -> None:
    made = spec(template('{"error":"client"}', r"/4\d\d/"), DEFAULT)
    found = answered_service("dynamodb:PutItem", made, event(two_way=True), ERROR, render)
    assert found == Answered(status=400, body=b'{"error":"client"}', detail=DETAIL)


@pytest.mark.parametrize(
    ("outcome", "failed"),
    [
        (Failed(reason="timeout"), Failed(reason="timeout")),
        (Returned(payload=b""), Failed(reason="bad_response", detail="dynamodb:PutItem was answered by Returned")),
    ],
)
def test_what_is_no_answer_is_a_failure(event: Event, render: Templates, outcome: Any, failed: Failed) -> None:
    assert answered_service("dynamodb:PutItem", spec(), event(), outcome, render) == failed
