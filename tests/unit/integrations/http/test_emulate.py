from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gwfw.exchange import Answered, CallHttp, Failed, HttpResponse, Returned
from gwfw.graph.nonproxy import IntegrationResponse
from gwfw.integrations.http import emulate
from gwfw.integrations.http.spec import Http

if TYPE_CHECKING:
    from tests.unit.integrations.conftest import Event, References, Templates

OWN = (
    ("Content-Type", "application/json"),
    ("User-Agent", "AmazonAPIGateway_abc123"),
    ("X-Amzn-Trace-Id", "Root=1-6b49d200-000000000000000000000000"),
)


def spec(**fields: Any) -> Http:
    return Http(name="x", **{"url": "https://b.example/in", **fields})


def test_a_proxy_passes_the_message_on(event: Event, names: References, render: Templates) -> None:
    found = emulate.request(spec(), event(body="hé"), names, render)
    assert found == CallHttp(method="POST", url="https://b.example/in", headers=OWN, body="hé".encode())


def test_parameters_are_put_where_they_belong(event: Event, names: References, render: Templates) -> None:
    made = spec(
        url="https://${stageVariables.host}/${stageVariables.gone}{room}/{gone}?a=1",
        request_parameters=(
            ("integration.request.header.connectionId", "context.connectionId"),
            ("integration.request.header.content-type", "'text/plain'"),
            ("integration.request.path.room", "'a/b ?'"),
            ("integration.request.querystring.src", "'w s'"),
        ),
    )
    found = emulate.request(made, event(), names, render)
    assert isinstance(found, CallHttp)
    assert found.url == "https://b.example/a%2Fb%20%3F/?a=1&src=w%20s"
    assert found.headers == (("connectionId", "id1="), ("content-type", "text/plain"), *OWN[1:])


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_methods_without_a_body_have_none(event: Event, names: References, render: Templates, method: Any) -> None:
    found = emulate.request(spec(method=method), event(), names, render)
    assert isinstance(found, CallHttp)
    assert found.body == b""


def test_a_proxy_of_a_handshake_passes_headers_and_query_on(event: Event, names: References, render: Templates) -> None:
    made = spec(request_parameters=(("integration.request.header.x-room", "'mapped'"),))
    found = emulate.request(made, event(connect=True), names, render)
    assert isinstance(found, CallHttp)
    assert found.headers == (("x-room", "mapped"), ("User-Agent", "probe/1"), OWN[0], OWN[2])
    assert (found.url, found.body) == ("https://b.example/in?room=blue&room=red", b"")


def test_what_is_no_proxy_has_templates(event: Event, names: References, render: Templates) -> None:
    made = spec(proxy=False, request_templates=(("$default", ("T <<body>>",)),))
    found = emulate.request(made, event(body="x"), names, render)
    assert found == CallHttp(method="POST", url="https://b.example/in", headers=OWN, body=b"T x")
    found = emulate.request(made, event(connect=True), names, render)
    assert isinstance(found, CallHttp)
    assert (found.url, found.headers) == ("https://b.example/in", OWN)
    found = emulate.request(spec(proxy=False, passthrough="NEVER"), event(), names, render)
    assert isinstance(found, Failed)


@pytest.mark.parametrize("status", [101, 200, 404, 503])
def test_a_proxy_passes_the_answer_on(event: Event, render: Templates, status: int) -> None:
    answer = HttpResponse(status=status, headers=(("sec-websocket-protocol", "chat"),), body=b"x")
    detail = "" if status < 400 else f"POST https://b.example/in answered {status}"
    expected = Answered(status=status, headers=answer.headers, body=b"x", detail=detail)
    assert emulate.response(spec(), event(connect=True), answer, render) == expected


def test_what_is_no_proxy_answers_by_its_integration_responses(event: Event, render: Templates) -> None:
    fits = IntegrationResponse(key=r"/4\d\d/", templates=(("$default", "client"),))
    made = spec(proxy=False, method="GET", responses=(fits, IntegrationResponse(key="$default")))
    found = emulate.response(made, event(two_way=True), HttpResponse(status=404, body=b"{}"), render)
    assert found == Answered(status=404, body=b"client", detail="GET https://b.example/in answered 404")
    found = emulate.response(made, event(two_way=True), HttpResponse(status=200, body=b"{}"), render)
    assert found == Answered(status=200, body=b"{}")


@pytest.mark.parametrize(
    ("outcome", "failed"),
    [
        (Failed(reason="unreachable"), Failed(reason="unreachable")),
        (Returned(payload=b""), Failed(reason="bad_response", detail="https://b.example/in was answered by Returned")),
    ],
)
def test_what_is_no_answer_is_a_failure(event: Event, render: Templates, outcome: Any, failed: Failed) -> None:
    assert emulate.response(spec(), event(), outcome, render) == failed
