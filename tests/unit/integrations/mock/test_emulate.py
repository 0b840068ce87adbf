from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.exchange import Answered, Failed
from gwfw.graph.nonproxy import IntegrationResponse
from gwfw.integrations.mock import emulate
from gwfw.integrations.mock.spec import Mock

if TYPE_CHECKING:
    from tests.unit.integrations.conftest import Event, References, Templates

PONG = IntegrationResponse(key="$default", templates=(("$default", "pong"),))
TEAPOT = IntegrationResponse(key="/418/", templates=(("$default", "teapot"),))


def spec(template: str) -> Mock:
    return Mock(name="x", request_templates=(("$default", (template,)),), responses=(PONG, TEAPOT))


@pytest.mark.parametrize(
    ("template", "status", "body"),
    [('{"statusCode":200}', 200, b"pong"), ('{"statusCode":"418"}', 418, b"teapot"), ('{"statusCode":418}', 418, b"teapot")],
)
def test_the_rendered_status_chooses_the_answer(
    event: Event, names: References, render: Templates, template: str, status: int, body: bytes
) -> None:
    found = emulate.request(spec(template), event(two_way=True), names, render)
    assert found == Answered(status=status, body=body)


@pytest.mark.parametrize(
    "template", ["", "{}", "[]", '{"statusCode":true}', '{"statusCode":99}', '{"statusCode":"2000"}', '{"statusCode":"x"}']
)
def test_without_a_status_a_mock_is_misconfigured(event: Event, names: References, render: Templates, template: str) -> None:
    found = emulate.request(spec(template), event(), names, render)
    assert isinstance(found, Failed)
    assert found.reason == "configuration"
    assert repr(template) in found.detail


def test_a_mock_without_a_template_takes_the_message(event: Event, names: References, render: Templates) -> None:
    found = emulate.request(Mock(name="x"), event(body='{"statusCode":201}'), names, render)
    assert found == Answered(status=201)
    found = emulate.request(Mock(name="x", passthrough="NEVER"), event(), names, render)
    assert isinstance(found, Failed)
    assert found.reason == "unsupported_media"


def test_a_mock_on_connect_is_the_status_of_the_handshake(event: Event, names: References, render: Templates) -> None:
    assert emulate.request(spec('{"statusCode":403}'), event(connect=True), names, render) == Answered(status=403)


def test_there_is_no_work_to_answer_for(event: Event, render: Templates) -> None:
    with pytest.raises(AssertionError, match="asks for no work"):
        emulate.response(spec(""), event(), Failed(reason="timeout"), render)
