"""One request through every step: what each refuses, in which order, and what the developer is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwfw.exchange import Answered, Failed, HttpRequest, HttpResponse, InvokeFunction, Raised, Returned
from gwfw.gateway.core import Gateway
from gwfw.gateway.http.limits import BODY_BYTES, EVENT_BYTES, RESULT_BYTES
from gwfw.gateway.http.replies import MESSAGES
from gwfw.graph.facts import HttpFacts
from gwfw.graph.model import AppGraph, Cors, Throttle
from gwfw.local.ids import LocalIds
from tests.unit.gateway.conftest import (
    CORS,
    HOST,
    NOW,
    ORIGIN,
    SETTINGS,
    Echo,
    EchoSide,
    House,
    NoNames,
    Ticket,
    TicketSide,
    api,
    stage,
)

if TYPE_CHECKING:
    from tests.unit.gateway.conftest import Open

PREFLIGHT = (("Origin", ORIGIN), ("Access-Control-Request-Method", "GET"))


def status(response: HttpResponse | None) -> int:
    assert response is not None
    return response.status


# What the integration is told ----------------------------------------------------------------------------------------


def test_everything_that_events_and_mappings_read(serve: Open) -> None:
    stages = (stage("dev", variables=(("env", "e1"),)),)
    house = serve(api("GET /p/{name}", stages=stages))
    house.ask("GET /dev/p/a%20b?q=%20", ("Host", "api.example.com"), source_ip="203.0.113.9")
    inputs = house.inputs
    assert (inputs.raw_path, inputs.path, inputs.route_path) == ("/dev/p/a%20b", "/dev/p/a b", "/p/a b")
    assert (inputs.raw_route_path, inputs.base_path, inputs.mapped_path) == ("/p/a%20b", "", None)
    assert (inputs.route_key, dict(inputs.path_parameters)) == ("GET /p/{name}", {"name": "a b"})
    assert (inputs.stage, inputs.stage_variables) == ("dev", (("env", "e1"),))
    assert (inputs.domain_name, inputs.api_id, inputs.account_id) == ("api.example.com", "a1b2c3d4e5", "123456789012")
    assert (inputs.time, inputs.request.source_ip, inputs.authorization) == (NOW, "203.0.113.9", None)
    assert inputs.trace_id.startswith("1-6b49d200-")
    assert len(inputs.trace_id) == 35


def test_the_request_id_is_the_replys(serve: Open) -> None:
    house = serve()
    response = house.ask()
    assert dict(response.headers)["apigw-requestid"] == house.inputs.request_id
    assert len(house.inputs.request_id) == 16


def test_without_a_host_the_default_endpoints_name_is_taken(serve: Open) -> None:
    house = serve()
    house.ask()
    assert house.inputs.domain_name == HOST


def test_a_custom_domain_hides_the_stage(serve: Open) -> None:
    house = serve(
        api("GET /x", stages=(stage("one"),), mappings=(("api.example.com", "v1", "one"),)),
    )
    house.ask("GET /v1/x", ("Host", "api.example.com"))
    inputs = house.inputs
    assert (inputs.stage, inputs.base_path, inputs.raw_path, inputs.route_path) == ("one", "/v1", "/v1/x", "/x")


def test_mapped_requests_reach_the_integration_and_the_original_stays_for_responses(serve: Open) -> None:
    integration = Echo(
        name="api",
        request_parameters=(("append:header.x-b", "$request.header.x-a"), ("remove:header.x-a", "''")),
        response_parameters=((200, (("append:header.x-c", "$request.header.x-a"), ("overwrite:statuscode", "201"))),),
    )
    house = serve(api(integration=integration))
    response = house.ask("GET /a", ("X-A", "v"))
    assert house.inputs.request.headers == (("x-b", "v"),)
    assert response.status == 201
    assert ("x-c", "v") in response.headers


def test_responses_of_other_statuses_are_not_mapped(serve: Open) -> None:
    integration = Echo(name="api", response_parameters=((404, (("overwrite:statuscode", "410"),)),))
    house = serve(api(integration=integration))
    house.send()
    assert status(house.answer(HttpResponse(status=404))) == 410
    house.send()
    assert status(house.answer(HttpResponse(status=403))) == 403


def test_a_time_out_is_no_status_of_the_integration(serve: Open) -> None:
    integration = Echo(name="api", response_parameters=((503, (("overwrite:statuscode", "200"),)),))
    house = serve(api(integration=integration))
    house.send()
    assert status(house.answer(Failed(reason="unreachable"))) == 503


# What each step refuses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("GET /b", "no route matches GET /b"),
        ("POST /a", "no route matches POST /a; this path has GET"),
        ("HEAD /a", "no route matches HEAD /a; this path has GET"),
        ("OPTIONS /a", "no route matches OPTIONS /a; this path has GET"),
    ],
)
def test_no_route(serve: Open, target: str, told: str) -> None:
    house = serve()
    response = house.send(target)
    assert status(response) == 404
    assert response is not None
    assert response.body == (b"" if target.startswith("HEAD") else b'{"message":"Not Found"}')
    assert (house.report.route_key, house.report.error, house.report.integration) == (None, told, None)


@pytest.mark.parametrize(
    ("graph", "headers", "path", "expected", "told"),
    [
        (api(stages=(stage("dev"),)), (), "/a", 404, "the path begins with no stage's name"),
        (api(disable_default_endpoint=True), (("Host", HOST),), "/a", 403, "the default endpoint is disabled"),
        (AppGraph(name="app"), (), "/a", 404, "no route matches"),
    ],
)
def test_no_entrance(
    serve: Open, graph: AppGraph, headers: tuple[tuple[str, str], ...], path: str, expected: int, told: str
) -> None:
    house = serve(graph)
    assert status(house.send(f"GET {path}", *headers)) == expected
    assert told in (house.report.error or "")


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"body": bytes(BODY_BYTES + 1)}, 413),
        ({"source_ip": "::1"}, 200),
    ],
)
def test_sizes(serve: Open, request_: dict[str, Any], expected: int) -> None:
    graph = api("POST /a", integration=Echo(name="api", function=None))
    assert status(serve(graph).send("POST /a", **request_)) == expected
    assert status(serve(graph, limits=False).send("POST /a", **request_)) == 200


def test_too_many_headers(serve: Open) -> None:
    house = serve()
    response = house.send("GET /a", ("x", "y" * 10_240))
    assert response is not None
    assert (response.status, response.body) == (431, b'{"message":"Request Header Fields Too Large"}')
    assert "are allowed" in (house.report.error or "")


def test_an_event_that_lambda_does_not_take(serve: Open) -> None:
    house = serve(api("POST /a"))
    assert status(house.send("POST /a", body=bytes(EVENT_BYTES + 1))) == 413
    assert house.performs == []
    unlimited = serve(api("POST /a"), limits=False)
    assert unlimited.send("POST /a", body=bytes(EVENT_BYTES + 1)) is None


def test_a_result_that_lambda_does_not_give(serve: Open) -> None:
    house = serve()
    house.send()
    assert status(house.answer(Returned(payload=bytes(RESULT_BYTES + 1)))) == 500
    unlimited = serve(limits=False)
    unlimited.send()
    assert status(unlimited.answer(Returned(payload=bytes(RESULT_BYTES + 1)))) == 200


def test_a_route_is_throttled_by_its_own_limit_or_its_stages(serve: Open) -> None:
    own = (("GET /a", Throttle(rate_limit=1, burst_limit=1)),)
    stages = (stage(throttle=Throttle(rate_limit=1, burst_limit=2), route_throttles=own), stage("dev"))
    house = serve(api("GET /a", "GET /b", stages=stages))
    assert [house.ask("GET /a").status, status(house.send("GET /a"))] == [200, 429]
    assert [house.ask("GET /b").status, house.ask("GET /b").status, status(house.send("GET /b"))] == [200, 200, 429]
    assert house.ask("GET /dev/a").status == 200  # another stage, without limits
    assert house.report.error is None
    house.now += 1
    assert house.ask("GET /a").status == 200


def test_throttled_requests_are_told_and_cost_nothing(serve: Open) -> None:
    house = serve(api(stages=(stage(throttle=Throttle(rate_limit=0, burst_limit=0)),)))
    response = house.send()
    assert response is not None
    assert (response.status, response.body) == (429, b'{"message":"Too Many Requests"}')
    assert (house.performs, house.report.route_key) == ([], "GET /a")
    assert house.report.error == "more requests for GET /a than its throttle allows"


def test_the_accounts_limit_is_for_all_routes_together(serve: Open) -> None:
    house = serve(api("GET /a", "GET /b"), account_throttle=Throttle(rate_limit=1, burst_limit=2))
    statuses = [house.ask("GET /a").status, house.ask("GET /b").status, status(house.send("GET /a"))]
    assert statuses == [200, 200, 429]


def test_a_throttle_begins_anew_with_another_graph(serve: Open) -> None:
    graph = api(stages=(stage(throttle=Throttle(rate_limit=0, burst_limit=1)),))
    house = serve(graph)
    assert [house.ask().status, status(house.send())] == [200, 429]
    house.gateway.replace(graph, NoNames())
    assert house.ask().status == 200


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Raised(payload=b'{"errorMessage":"secret"}'), 500),
        (Failed(reason="throttled", detail="secret"), 503),
        (Failed(reason="refused", detail="secret"), 500),
        (Failed(reason="bad_request", detail="secret"), 400),
        (Failed(reason="too_large", detail="secret"), 413),
    ],
)
def test_an_integration_that_fails_never_leaks(serve: Open, outcome: Failed | Raised, expected: int) -> None:
    house = serve()
    house.send()
    response = house.answer(outcome)
    assert response is not None
    assert response.status == expected
    assert response.body == b'{"message":"%s"}' % MESSAGES[expected].encode()
    assert b"secret" not in b"".join(value.encode() for _, value in response.headers) + response.body
    assert house.report.error is not None


@pytest.mark.parametrize("facts", [HttpFacts(), HttpFacts(timeout_status=504)])
def test_a_time_out_is_on_the_gateways_clock(serve: Open, facts: HttpFacts) -> None:
    house = serve(api(integration=Echo(name="api", timeout_ms=100)), facts=facts)
    house.send()
    assert house.advance(0.099) is None
    response = house.advance(0.001)
    assert status(response) == facts.timeout_status
    assert house.report.error == "no answer within 100 ms"
    assert house.report.duration_ms == pytest.approx(100)
    assert house.answer(Returned(payload=b"late")) is None


def test_an_answer_with_an_explanation(serve: Open) -> None:
    house = serve(api(integration=Echo(name="api", function=None)))
    house.side.at_once = Answered(status=400, body=b"{}", detail="the service says why")
    assert status(house.send()) == 400
    assert house.report.error == "the service says why"


def test_a_failure_at_once(serve: Open) -> None:
    house = serve(api(integration=Echo(name="api", function=None)))
    house.side.at_once = Failed(reason="bad_request", detail="a parameter is missing")
    assert status(house.send()) == 400
    assert house.report.error == "a parameter is missing"


def test_an_error_without_a_reason_is_told_by_its_name(serve: Open) -> None:
    house = serve()
    house.send()
    house.answer(Failed(reason="refused"))
    assert house.report.error == "Internal Server Error"


# CORS ----------------------------------------------------------------------------------------------------------------


def test_a_preflight_needs_no_route(serve: Open) -> None:
    house = serve(api(cors=CORS))
    response = house.send("OPTIONS /anything", *PREFLIGHT)
    assert response is not None
    assert (response.status, response.body) == (204, b"")
    assert [name for name, _ in response.headers] == [
        "date",
        "access-control-allow-origin",
        "vary",
        "access-control-allow-methods",
        "access-control-allow-headers",
        "access-control-max-age",
        "access-control-allow-credentials",
        "access-control-expose-headers",
        "connection",
        "apigw-requestid",
    ]
    assert house.report.error is None


@pytest.mark.parametrize("key", ["ANY /a", "OPTIONS /a", "$default"])
def test_a_preflight_on_an_open_route_is_the_gateways(serve: Open, key: str) -> None:
    house = serve(api(key, cors=CORS))
    assert status(house.send("OPTIONS /a", *PREFLIGHT)) == 204
    assert house.performs == []


@pytest.mark.parametrize(("headers", "expected"), [((), 401), ((("ticket", "t"),), 204)])
def test_a_preflight_on_a_guarded_route_meets_its_authorizer(
    serve: Open, headers: tuple[tuple[str, str], ...], expected: int
) -> None:
    house = serve(api("$default", cors=CORS, authorizer=Ticket(name="tickets")))
    response = house.send("OPTIONS /a", *PREFLIGHT, *headers)
    assert status(response) == expected
    assert response is not None
    assert ("access-control-allow-origin", ORIGIN) in response.headers


def test_options_without_a_preflights_headers_is_an_ordinary_method(serve: Open) -> None:
    assert status(serve(api(cors=CORS)).send("OPTIONS /a", ("Origin", ORIGIN))) == 404
    assert serve(api("OPTIONS /a", cors=CORS)).ask("OPTIONS /a", ("Origin", ORIGIN)).status == 200


def test_without_cors_a_preflight_is_an_ordinary_request(serve: Open) -> None:
    assert status(serve().send("OPTIONS /a", *PREFLIGHT)) == 404
    assert serve(api("OPTIONS /a")).ask("OPTIONS /a", *PREFLIGHT).status == 200


def test_own_cors_headers_pass_without_a_configuration_and_give_way_with_one(serve: Open) -> None:
    own = (("access-control-allow-origin", "https://own.example"),)
    for graph, expected in ((api(), "https://own.example"), (api(cors=CORS), ORIGIN)):
        house = serve(graph)
        house.send("GET /a", ("Origin", ORIGIN))
        response = house.answer(HttpResponse(status=200, headers=own))
        assert response is not None
        assert dict(response.headers)["access-control-allow-origin"] == expected


@pytest.mark.parametrize("shown", [True, False])
def test_the_gateways_own_errors_can_be_read_by_a_browser(serve: Open, shown: bool) -> None:
    house = serve(api(cors=Cors(allow_origins=("*",))), facts=HttpFacts(error_cors=shown))
    response = house.send("GET /other", ("Origin", ORIGIN))
    assert response is not None
    assert (("access-control-allow-origin", "*") in response.headers) is shown


# The report ----------------------------------------------------------------------------------------------------------


def test_the_report_of_a_success(serve: Open) -> None:
    house = serve(api("GET /p/{id}"))
    house.send("GET /p/7?q=1")
    house.answer(Returned(payload=b"{}"), after=0.125)
    report = house.report
    assert (report.api, report.subject, report.route_key, report.status) == ("http", "GET /p/7", "GET /p/{id}", 200)
    assert (report.integration, report.duration_ms, report.error, report.access_log) == ("api", 125.0, None, None)


# Nothing else is ever answered ---------------------------------------------------------------------------------------

GRAPH = replace(
    api(
        "GET /a",
        "ANY /b/{x}",
        "$default",
        authorizer=Ticket(name="tickets", steps=1),
        cors=CORS,
        stages=(stage(access_log="$context.requestId $context.status $context.path"), stage("dev")),
        mappings=(("api.example.com", "v1", "dev"),),
        integration=Echo(
            name="api",
            request_parameters=(("overwrite:path", "$request.body.p"), ("append:header.x", "$request.header.ticket")),
            response_parameters=((200, (("overwrite:statuscode", "$response.body.s"),)),),
        ),
    )
)
text = st.text(max_size=12)
requests = st.builds(
    HttpRequest,
    method=st.sampled_from(["GET", "HEAD", "OPTIONS", "POST", "TRACE", ""]) | text,
    path=st.builds("/{}".format, text) | st.sampled_from(["/a", "/b/%zz", "/dev/a", "//", "/v1/a", "*"]),
    query=text,
    headers=st.lists(
        st.tuples(
            st.sampled_from(["Host", "Origin", "ticket", "Access-Control-Request-Method", "Content-Type", "Cookie"]) | text,
            st.sampled_from([ORIGIN, HOST, "api.example.com", "false", "a:b:c", "[::1]"]) | text,
        ),
        max_size=5,
    ).map(tuple),
    body=st.binary(max_size=40) | st.sampled_from([b'{"p":1}', b'{"p":"/x"}', bytes(BODY_BYTES + 1)]),
)
outcomes = st.one_of(
    st.builds(Returned, payload=st.binary(max_size=20) | st.sampled_from([b'{"s":201}', b'{"s":"999"}', b'{"s":"404"}'])),
    st.builds(Raised, payload=st.binary(max_size=5)),
    st.sampled_from([Failed(reason=reason) for reason in ("throttled", "timeout", "unreachable", "refused", "bad_request")]),
)


@given(requests, st.lists(outcomes, min_size=2, max_size=2))
def test_no_input_makes_the_gateway_answer_anything_but_a_documented_status(
    request: HttpRequest, results: list[Any]
) -> None:
    side = EchoSide()
    gateway = Gateway(
        GRAPH,
        settings=SETTINGS,
        kinds={"echo": side},  # type: ignore[dict-item]  # its spec is narrower than the table's
        names=NoNames(),
        render=lambda template, inputs: template,
        ids=LocalIds(1),
        authorizers={"ticket": TicketSide()},
    )
    house = House(gateway, side)
    response = house.tell(gateway.http(1, request, NOW))
    for outcome in results:
        if response is None:
            response = house.answer(Returned(payload=b"1") if _is_auth(house) else outcome)
    assert response is not None
    assert response.status in {*MESSAGES, 200, 201, 204}
    assert house.report.status == response.status


def _is_auth(house: House) -> bool:
    work = house.performs[-1].work
    return isinstance(work, InvokeFunction) and work.function == "auth"
