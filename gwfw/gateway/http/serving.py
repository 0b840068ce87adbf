"""One HTTP request on its way through the gateway, step by step.

    1  sizes        request line and headers, body              431, 413
    2  entrance     host, API mapping, stage                    403, 404
    3  route        the stage's route                           404, or the answer to a preflight
    4  throttle     account, then stage and route               429
    5  authorizer   the route's                                 401, 403, 500
    6  preflight    answered by the gateway if CORS is configured
    7  integration  request mapping, work, response mapping     400, 413, 500, 503
    8  reply        CORS headers, the gateway's own, the access-log line

Every step ends in the next one or in the reply. The steps' rules are in files of their own; here is only their order, which
follows "Working with HTTP APIs". Nothing here reads a clock.
"""

from __future__ import annotations

from dataclasses import replace

from gwfw.exchange import (
    Action,
    Allowed,
    Answered,
    Denied,
    Failed,
    Headers,
    HttpInputs,
    HttpRequest,
    HttpResponse,
    Outcome,
    Reply,
    Report,
    Result,
    Token,
)
from gwfw.gateway.http.access_log import Served
from gwfw.gateway.http.cors import is_preflight
from gwfw.gateway.http.house import House
from gwfw.gateway.http.limits import check_request, check_result, check_work
from gwfw.gateway.http.plan import RoutePlan, StagePlan
from gwfw.gateway.http.replies import MESSAGES, failure_status, finished, gateway_error
from gwfw.gateway.http.stages import Entrance, NoEntrance
from gwfw.graph.query import decode
from gwfw.graph.routes import METHODS, Match

__all__ = ["Serving"]


class Serving:
    """A request in hand. `begin` once; it goes on by itself when its work is done."""

    __slots__ = (
        "_authorizer_error",
        "_entrance",
        "_error",
        "_house",
        "_inputs",
        "_integration_error",
        "_integration_status",
        "_latency_ms",
        "_message",
        "_plan",
        "_request",
        "_request_id",
        "_service_status",
        "_stage",
        "_started",
        "_token",
    )

    def __init__(self, house: House, token: Token, request: HttpRequest, now: float) -> None:
        self._house, self._token, self._request, self._started = house, token, request, now
        self._request_id = house.ids.request_id()
        self._entrance: Entrance | None = None
        self._stage: StagePlan | None = None
        self._plan: RoutePlan | None = None
        self._inputs: HttpInputs | None = None
        self._latency_ms: int | None = None
        self._integration_status: int | None = None
        self._service_status: int | None = None
        self._integration_error: str | None = None
        self._authorizer_error: str | None = None
        self._message: str | None = None
        self._error: str | None = None

    # Before the integration ------------------------------------------------------------------------------------------

    def begin(self) -> list[Action]:
        """Sizes, entrance, route, throttle."""
        house, request, now = self._house, self._request, self._started
        if house.settings.limits and (too_large := check_request(request)) is not None:
            return self._refuse(too_large[0], now, too_large[1])
        entrance = house.plan.entrances.find(request.header("host"), request.path)
        if isinstance(entrance, NoEntrance):
            return self._refuse(entrance.status, now, entrance.detail)
        self._entrance, self._stage = entrance, house.plan.stages[entrance.stage]
        match = house.plan.table.match(request.method, entrance.path)
        if match is None:
            return self._unmatched(entrance.path, now)
        self._plan = self._stage.routes[match.key]
        if not house.admits(self._plan, now):
            return self._refuse(429, now, f"more requests for {match.key} than its throttle allows")
        self._inputs = self._read(entrance, match)
        if self._plan.route.authorizer is not None:
            return house.authorizers.authorize(self._plan.route, self._inputs, now, self._decided)
        return self._integrate(self._plan, self._inputs, now)

    def _unmatched(self, path: str, now: float) -> list[Action]:
        cors = self._house.plan.cors
        if cors is not None and is_preflight(self._request):
            return self._reply(cors.preflight(self._request), now)
        method, table = self._request.method, self._house.plan.table
        others = [other for other in METHODS if other != "ANY" and table.match(other, path) is not None]
        hint = f"; this path has {', '.join(others)}" if others else ""
        return self._refuse(404, now, f"no route matches {method} {path}{hint}")

    def _read(self, entrance: Entrance, match: Match | None) -> HttpInputs:
        """What events, mappings and logs can read."""
        house, request, stage = self._house, self._request, self._stage
        assert stage is not None
        settings = house.settings
        return HttpInputs(
            request=request,
            api_id=settings.http_api_id,
            account_id=settings.account_id,
            region=settings.region,
            domain_name=request.header("host") or house.plan.host,
            stage=stage.name,
            stage_variables=stage.variables,
            route_key="" if match is None else match.key,
            raw_path=request.path,
            path=decode(request.path),
            route_path=decode(entrance.path),
            path_parameters={} if match is None else match.parameters,
            request_id=self._request_id,
            time=self._started,
            trace_id=f"1-{int(self._started):08x}-{house.ids.hex(24)}",
            base_path=entrance.base_path,
            raw_route_path=entrance.path,
            facts=settings.facts,
        )

    def _decided(self, verdict: Allowed | Denied, now: float) -> list[Action]:
        assert self._plan is not None
        assert self._inputs is not None
        if isinstance(verdict, Denied):
            self._authorizer_error = verdict.detail or None
            return self._refuse(verdict.status, now, verdict.detail, verdict.headers)
        self._inputs = replace(self._inputs, authorization=verdict.authorization)
        return self._integrate(self._plan, self._inputs, now)

    # The integration -------------------------------------------------------------------------------------------------

    def _integrate(self, plan: RoutePlan, inputs: HttpInputs, now: float) -> list[Action]:
        house, integration = self._house, plan.integration
        if house.plan.cors is not None and is_preflight(self._request):
            return self._reply(house.plan.cors.preflight(self._request), now)
        mapped = inputs if integration.on_request is None else integration.on_request.apply(inputs)
        work = integration.side.request(integration.spec, mapped, house.names, house.render)
        if isinstance(work, Answered | Failed):
            return self._answer(work, now)
        if house.settings.limits and (refused := check_work(work)) is not None:
            return self._answer(refused, now)

        def done(outcome: Outcome, later: float) -> list[Action]:
            self._latency_ms, self._service_status = _milliseconds(later - now), _service_status(outcome)
            if house.settings.limits:
                outcome = check_result(outcome)
            return self._answer(integration.side.response(integration.spec, mapped, outcome, house.render), later)

        principal = f"integration:{integration.spec.name}"
        return [house.pending.ask(work, integration.spec.timeout_ms, now, done, principal)]

    def _answer(self, result: Result, now: float) -> list[Action]:
        assert self._plan is not None
        assert self._inputs is not None
        if isinstance(result, Failed):
            self._integration_error = result.detail or None
            return self._refuse(failure_status(result, self._house.settings.facts), now, result.detail)
        self._integration_status, self._error = result.status, result.detail or None
        mapping = self._plan.integration.on_status.get(result.status)
        if mapping is not None:
            result = mapping.apply(self._inputs, result)
        return self._reply(self._with_cors(result), now)

    # The reply -------------------------------------------------------------------------------------------------------

    def _refuse(self, status: int, now: float, detail: str, headers: Headers = ()) -> list[Action]:
        """The gateway's own error. The developer is told `detail`, the client is not."""
        facts = self._house.settings.facts
        self._message = MESSAGES[status]
        self._error = detail or self._message
        answered = gateway_error(status, facts, headers)
        return self._reply(self._with_cors(answered) if facts.error_cors else answered, now)

    def _with_cors(self, answered: Answered) -> Answered:
        cors = self._house.plan.cors
        return answered if cors is None else replace(answered, headers=cors.applied(self._request, answered.headers))

    def _reply(self, answered: Answered, now: float) -> list[Action]:
        response = finished(answered, self._request.method, self._request_id, now)
        return [Reply(token=self._token, response=response), self._report(response, now)]

    def _report(self, response: HttpResponse, now: float) -> Report:
        plan = self._plan
        return Report(
            api="http",
            subject=f"{self._request.method} {self._request.path}",
            route_key=None if plan is None else plan.route.key,
            status=response.status,
            duration_ms=(now - self._started) * 1000,
            integration=None if plan is None else plan.route.integration,
            error=self._error,
            access_log=self._line(response, now),
        )

    def _line(self, response: HttpResponse, now: float) -> str | None:
        if self._stage is None or self._entrance is None or self._stage.access_log is None:
            return None
        served = Served(
            status=response.status,
            response_bytes=len(response.body),
            latency_ms=_milliseconds(now - self._started),
            integration_status=self._integration_status,
            service_status=self._service_status,
            integration_latency_ms=self._latency_ms,
            integration_error=self._integration_error,
            authorizer_error=self._authorizer_error,
            error=self._message,
        )
        return self._stage.access_log.line(self._inputs or self._read(self._entrance, None), served)


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)


def _service_status(outcome: Outcome) -> int | None:
    """The status of the service that was called: of a function that ran, it is Lambda's own."""
    if isinstance(outcome, Failed):
        return None
    return outcome.status if isinstance(outcome, HttpResponse) else 200
