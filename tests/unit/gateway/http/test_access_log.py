"""Access-log lines in a stage's format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw.exchange import Answered, Failed, HttpResponse, Raised, Returned
from gwfw.gateway.http.access_log import AccessLog
from tests.unit.gateway.conftest import HOST, Echo, Ticket, api, stage

if TYPE_CHECKING:
    from tests.unit.gateway.conftest import Open

CLF = (
    '$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol" '
    "$context.status $context.responseLength $context.requestId"
)


def test_common_log_format(serve: Open) -> None:
    house = serve(api("GET /p/{id}", stages=(stage(access_log=CLF),)))
    response = house.ask("GET /p/7", source_ip="203.0.113.9")
    request_id = dict(response.headers)["apigw-requestid"]
    line = f'203.0.113.9 - - [15/Jan/2027:08:00:00 +0000] "GET GET /p/{{id}} HTTP/1.1" 200 2 {request_id}'
    assert house.report.access_log == line


LATER = (
    "$context.status $context.responseLength $context.responseLatency $context.integration.status "
    "$context.integration.integrationStatus $context.integrationStatus $context.integration.latency "
    "$context.integrationLatency $context.integrationErrorMessage $context.integration.error $context.error.message "
    "$context.error.messageString $context.authorizer.error $context.dataProcessed $context.error.responseType"
)


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (Returned(payload=b"{}"), "200 2 250 200 200 200 250 250 - - - - - 5 -"),
        (HttpResponse(status=404, body=b"no"), "404 2 250 404 404 404 250 250 - - - - - 5 -"),
        (
            Raised(payload=b"{}"),
            '500 35 250 - 200 200 250 250 it raised it raised Internal Server Error "Internal Server Error" - 38 -',
        ),
        (
            Failed(reason="unreachable", detail="gone"),
            '503 33 250 - - - 250 250 gone gone Service Unavailable "Service Unavailable" - 36 -',
        ),
    ],
)
def test_what_is_known_after_the_response(
    serve: Open, outcome: Returned | Raised | HttpResponse | Failed, line: str
) -> None:
    house = serve(api("POST /a", stages=(stage(access_log=LATER),)))
    assert house.send("POST /a", body=b"abc") is None
    house.answer(outcome, after=0.25)
    assert house.report.access_log == line


def test_an_integration_that_answers_at_once_has_no_latency(serve: Open) -> None:
    house = serve(api(integration=Echo(name="api", function=None), stages=(stage(access_log=LATER),)))
    house.side.at_once = Answered(status=418)
    assert house.send() is not None
    assert house.report.access_log == "418 0 0 418 - - - - - - - - - 0 -"


@pytest.mark.parametrize(
    ("target", "line"),
    [
        ("GET /dev/other", 'GET /dev/other - 404 "Not Found" dev'),
        ("GET /other", None),
    ],
)
def test_without_a_route_and_without_a_stage(serve: Open, target: str, line: str | None) -> None:
    format = (
        "$context.httpMethod $context.path $context.routeKey $context.status $context.error.messageString $context.stage"
    )
    house = serve(api(stages=(stage("dev", access_log=format),)))
    house.send(target)
    assert house.report.access_log == line


def test_a_denied_caller_and_one_who_may_pass(serve: Open) -> None:
    format = "$context.authorizer.error/$context.authorizer.ticket/$context.authorizer.principalId/$context.status"
    house = serve(api(authorizer=Ticket(name="tickets"), stages=(stage(access_log=format),)))
    house.send("GET /a", ("ticket", "false"))
    assert house.report.access_log == "a false ticket/-/-/403"
    house.ask("GET /a", ("ticket", "t1"))
    assert house.report.access_log == "-/t1/t1/200"


def test_no_format_no_line(serve: Open) -> None:
    house = serve()
    house.ask("GET /a", ("Host", HOST))
    assert house.report.access_log is None


def test_text_that_only_looks_like_a_variable() -> None:
    with pytest.raises(ValueError, match=r"\$context\.nothing is no variable"):
        AccessLog("$context.nothing")
    AccessLog("100 $ contextual $context. {}")
