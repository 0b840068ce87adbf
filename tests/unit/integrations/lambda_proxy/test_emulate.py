"""Lambda proxies at the local gateway: event out, answer back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

import pytest

from gwfw.exchange import Answered, Failed, HttpResponse, InvokeFunction, Outcome, Raised, Returned
from gwfw.integrations.lambda_proxy import emulate
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.ports import Emulate

if TYPE_CHECKING:
    from gwfw.exchange import WebSocketInputs
    from tests.unit.integrations.lambda_proxy.conftest import MakeHttp, MakeWebSocket

SIDE: Emulate[LambdaProxy] = emulate
SPEC = LambdaProxy(name="lambda api", function="api")


class Names:
    def text(self, text: object) -> str:
        raise AssertionError(text)


def render(template: str, inputs: WebSocketInputs) -> str:
    raise AssertionError(template)


@pytest.mark.parametrize("payload_format", ["1.0", "2.0"])
def test_the_spec_chooses_the_events_form(http: MakeHttp, payload_format: Literal["1.0", "2.0"]) -> None:
    spec = LambdaProxy(name="lambda api", function="api", payload_format=payload_format)
    work = SIDE.request(spec, http(), Names(), render)
    assert isinstance(work, InvokeFunction)
    assert work.function == "api"
    assert json.loads(work.payload)["version"] == payload_format


def test_a_websocket_event_has_a_form_of_its_own(websocket: MakeWebSocket) -> None:
    work = SIDE.request(SPEC, websocket(body="hi"), Names(), render)
    assert isinstance(work, InvokeFunction)
    assert json.loads(work.payload)["body"] == "hi"


@pytest.mark.parametrize(
    ("payload_format", "answered"),
    [
        ("2.0", Answered(status=200, headers=(("content-type", "application/json"),), body=b"x")),
        (
            "1.0",
            Failed(
                reason="bad_response",
                detail='api answered no statusCode: "x"; payload format 1.0 needs an object with statusCode',
            ),
        ),
    ],
)
def test_the_spec_chooses_the_responses_form(
    http: MakeHttp, payload_format: Literal["1.0", "2.0"], answered: Answered | Failed
) -> None:
    spec = LambdaProxy(name="lambda api", function="api", payload_format=payload_format)
    assert SIDE.response(spec, http(), Returned(payload=b'"x"'), render) == answered


def test_a_websocket_answer_has_a_form_of_its_own(websocket: MakeWebSocket) -> None:
    answered = SIDE.response(SPEC, websocket(body="hi"), Returned(payload=b'{"statusCode":200,"body":"yo"}'), render)
    assert answered == Answered(status=200, body=b"yo")


TIMEOUT = Failed(reason="timeout", detail="no answer")


@pytest.mark.parametrize(
    ("outcome", "failed"),
    [
        (TIMEOUT, TIMEOUT),
        (
            Raised(payload=b'{"errorType":"ValueError","errorMessage":"no"}'),
            Failed(reason="bad_response", detail="api raised ValueError: no"),
        ),
        (Raised(payload=b"exit 1"), Failed(reason="bad_response", detail="api raised exit 1")),
        (Raised(payload=b"[1]"), Failed(reason="bad_response", detail="api raised [1]")),
        (Raised(payload=b'{"errorType":"E"}'), Failed(reason="bad_response", detail='api raised {"errorType":"E"}')),
        (
            HttpResponse(status=200),
            Failed(reason="bad_response", detail="api was answered by an HTTP response of status 200"),
        ),
    ],
)
def test_failures(http: MakeHttp, outcome: Outcome, failed: Failed) -> None:
    assert SIDE.response(SPEC, http(), outcome, render) == failed
