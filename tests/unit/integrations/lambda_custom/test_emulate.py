from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gwfw.exchange import Answered, Failed, HttpResponse, InvokeFunction, Raised, Returned
from gwfw.graph.nonproxy import IntegrationResponse
from gwfw.integrations.lambda_custom import emulate
from gwfw.integrations.lambda_custom.spec import LambdaCustom

if TYPE_CHECKING:
    from tests.unit.integrations.conftest import Event, References, Templates

BOOM = Raised(payload=b'{"errorMessage":"no room","errorType":"ValueError"}')


def spec(**fields: Any) -> LambdaCustom:
    return LambdaCustom(name="x", function="f", **fields)


@pytest.mark.parametrize(
    ("fields", "inputs", "payload"),
    [
        ({"request_templates": (("$default", ('{"n":1}',)),)}, {}, b'{"n":1}'),
        ({}, {"body": "[1]"}, b"[1]"),
        ({}, {"connect": True}, b"{}"),
    ],
    ids=["template", "message", "handshake"],
)
def test_a_function_is_invoked(
    event: Event, names: References, render: Templates, fields: Any, inputs: Any, payload: bytes
) -> None:
    found = emulate.request(spec(**fields), event(**inputs), names, render)
    assert found == InvokeFunction(function="f", payload=payload)


def test_a_function_cannot_be_invoked_with_what_is_no_json(event: Event, names: References, render: Templates) -> None:
    found = emulate.request(spec(), event(body="hi" * 60), names, render)
    detail = f"f cannot be invoked with what is no JSON: {'hi' * 50}…"
    assert found == Failed(reason="bad_response", detail=detail)
    found = emulate.request(spec(), event(body="hi"), names, render)
    assert found == Failed(reason="bad_response", detail="f cannot be invoked with what is no JSON: hi")


def test_a_message_that_no_template_fits_is_refused(event: Event, names: References, render: Templates) -> None:
    found = emulate.request(spec(passthrough="NEVER"), event(), names, render)
    assert isinstance(found, Failed)


def test_what_a_function_returns_is_the_body(event: Event, render: Templates) -> None:
    found = emulate.response(spec(), event(two_way=True), Returned(payload=b'{"r":16}'), render)
    assert found == Answered(status=200, body=b'{"r":16}')


@pytest.mark.parametrize("payload", [b"null", b"[1]", b"", b'{"errorMessage":null}'])
def test_without_an_error_message_the_default_response_fits(event: Event, render: Templates, payload: bytes) -> None:
    made = spec(responses=(IntegrationResponse(key="/.+/"), IntegrationResponse(key="$default")))
    assert emulate.response(made, event(two_way=True), Returned(payload=payload), render) == Answered(
        status=200, body=payload
    )


@pytest.mark.parametrize("outcome", [BOOM, Returned(payload=BOOM.payload)], ids=["raised", "returned"])
def test_the_error_message_chooses_the_integration_response(event: Event, render: Templates, outcome: Any) -> None:
    fits = IntegrationResponse(key="/no .*/", templates=(("$default", "full"),))
    found = emulate.response(
        spec(responses=(fits, IntegrationResponse(key="$default"))), event(two_way=True), outcome, render
    )
    detail = "f raised no room" if outcome is BOOM else ""
    assert found == Answered(status=200, body=b"full", detail=detail)


def test_a_function_that_failed_refuses_a_handshake(event: Event, render: Templates) -> None:
    found = emulate.response(spec(), event(connect=True), BOOM, render)
    assert found == Failed(reason="bad_response", detail="f raised no room")
    assert emulate.response(spec(), event(connect=True), Returned(payload=b"{}"), render) == Answered(
        status=200, headers=(("content-type", "application/json"),)
    )


@pytest.mark.parametrize(
    ("outcome", "failed"),
    [
        (Failed(reason="throttled"), Failed(reason="throttled")),
        (HttpResponse(status=200), Failed(reason="bad_response", detail="f was answered by an HTTP response")),
    ],
)
def test_what_is_no_answer_is_a_failure(event: Event, render: Templates, outcome: Any, failed: Failed) -> None:
    assert emulate.response(spec(), event(), outcome, render) == failed
