from __future__ import annotations

from gwfw.errors import Place
from gwfw.graph.nonproxy import IntegrationResponse
from gwfw.integrations.mock import declare
from gwfw.integrations.mock.declare import Mocked, mock
from gwfw.integrations.mock.spec import Mock
from gwfw.integrations.sides import Declare, Site

SIDE: Declare[Mocked, Mock] = declare
SITE = Site(api="websocket", key="ping", place=Place("app.py", 7))


def test_an_answer_of_its_own() -> None:
    target = mock('{"pong":true}', status=201)
    spec = SIDE.integration(target, SITE)
    assert spec == Mock(
        name="websocket ping",
        request_templates=(("$default", ('{"statusCode": 201}',)),),
        template_selection=r"\$default",
        responses=(
            IntegrationResponse(key="$default", template_selection=r"\$default", templates=(("$default", '{"pong":true}'),)),
        ),
    )
    assert (target.written, target.two_way) == ("mock('{\"pong\":true}')", True)
    assert (SIDE.grants(spec), SIDE.describe(spec)) == ((), "mock")


def test_nothing_but_a_status() -> None:
    target = mock()
    assert (target.written, target.two_way) == ("mock()", False)
    assert SIDE.integration(target, SITE).responses == (IntegrationResponse(key="$default"),)
