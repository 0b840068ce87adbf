"""The two APIs of an app as graph values: their routes, the settings of their stages, and who may call what.

`auth` of a route, else of the API's settings; where neither says anything everybody may call, and a warning says so. One
authorizer in the graph for each name, shared by its routes. A WebSocket API asks at `$connect` only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from gwfw.authorizers import catalogue as authorizers
from gwfw.authorizers.request.declare import Asked
from gwfw.declarations import INHERIT, Credentials
from gwfw.errors import Place, Problem, Refusal
from gwfw.freeze import models
from gwfw.freeze.functions import API_FUNCTION
from gwfw.graph.model import ApiKey, ApiName, Authorizer, Cors, HttpApi, Quota, Route, Stage, Throttle, WebSocketApi
from gwfw.settings import HttpSettings, WebSocketSettings

if TYPE_CHECKING:
    from gwfw import settings
    from gwfw.app import App
    from gwfw.declarations import AnyTable, Auth
    from gwfw.declarations import Route as Declared
    from gwfw.freeze.collect import Collected
    from gwfw.freeze.fanout import FanOut
    from gwfw.freeze.rooms import Rooms

__all__ = ["Apis", "build"]


@dataclass(slots=True, kw_only=True)
class Apis:
    """The APIs, their authorizers sorted by name, and the routes whose openness nobody has written down."""

    http: HttpApi | None = None
    websocket: WebSocketApi | None = None
    authorizers: dict[str, Authorizer] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)


def build(
    app: App,
    found: Collected,
    store: AnyTable | None,
    two_way: Iterable[str],
    rooms: Rooms | None = None,
    fan_out: FanOut | None = None,
) -> Apis:
    """The APIs of everything that was declared; what is wrong is added to what was found."""
    apis = Apis()
    http, given = _routes("http", app.http_settings, found, apis), app.http_settings
    if http:
        apis.http = HttpApi(
            routes=http,
            stages=_stages("$default", given, "http", found),
            cors=_cors(given.cors),
            disable_default_endpoint=not given.default_endpoint,
            mappings=_mappings("$default", given),
        )
    answered = {*two_way, *(key for key, route in found.routes if getattr(route.target, "two_way", False))}
    websocket = _routes("websocket", app.ws_settings, found, apis)
    if websocket:
        found.problems += _nobody_asks(app.ws_settings, websocket, found.folder)
        found.problems += _no_keys(app.ws_settings, websocket, found)
        apis.websocket = WebSocketApi(
            routes=tuple(replace(route, two_way=route.key in answered) for route in websocket),
            stages=_stages(None, app.ws_settings, "websocket", found),
            selection=app.ws_settings.selection,
            store=None if store is None else store.name,
            rooms=None if rooms is None else rooms.table.name,
            presence=rooms is not None and rooms.presence,
            fan_out=None if fan_out is None else fan_out.size,
            api_keys=_keys(app.ws_settings),
            api_key_selection=app.ws_settings.api_key_selection,
            mappings=_mappings("", app.ws_settings),
        )
    return apis


# Stages --------------------------------------------------------------------------------------------------------------


def _stages(first: str | None, given: HttpSettings | WebSocketSettings, api: ApiName, found: Collected) -> tuple[Stage, ...]:
    """The stage that every API has, then the further ones; these say what they do not share with the settings."""
    limits = {key: route.throttle for key, route in found.routes if route.api == api and route.throttle is not None}
    stage = Stage(
        name=first,
        variables=tuple(sorted(given.variables.items())),
        throttle=None if given.throttle is None else _throttle(given.throttle),
        route_throttles=tuple((key, _throttle(limits[key])) for key in sorted(limits)),
        access_log=given.access_log,
    )
    return (stage, *(_further(stage, own) for own in given.stages))


def _further(stage: Stage, own: settings.Stage) -> Stage:
    return replace(
        stage,
        name=own.name,
        variables=tuple(sorted((dict(stage.variables) | own.variables).items())),
        throttle=stage.throttle if own.throttle is None else _throttle(own.throttle),
        access_log=stage.access_log if own.access_log is None else own.access_log,
    )


def _mappings(first: str, given: HttpSettings | WebSocketSettings) -> tuple[tuple[str, str, str], ...]:
    """The API mappings in their order; `first` is the stage of one that names none."""
    return tuple((own.domain, own.key, first if own.stage is None else own.stage) for own in given.api_mappings)


def _throttle(given: settings.Throttle) -> Throttle:
    return Throttle(rate_limit=given.rate_limit, burst_limit=given.burst_limit)


def _keys(given: WebSocketSettings) -> tuple[ApiKey, ...]:
    keys = [
        ApiKey(
            name=key.name,
            id=key.id,
            throttle=None if key.throttle is None else _throttle(key.throttle),
            quota=None if key.quota is None else Quota(limit=key.quota.limit, period=_period(key.quota)),
        )
        for key in given.api_keys
    ]
    return tuple(sorted(keys, key=lambda key: key.name))


def _period(quota: settings.Quota) -> Any:
    """API Gateway's word; the graph's checks say if it has none."""
    return quota.per.upper()


def _cors(given: settings.Cors | None) -> Cors | None:
    if given is None:
        return None
    return Cors(
        allow_origins=given.allow_origins,
        allow_methods=given.allow_methods,
        allow_headers=given.allow_headers,
        expose_headers=given.expose_headers,
        allow_credentials=given.allow_credentials,
        max_age_s=given.max_age_s,
    )


# Routes and who may call them ----------------------------------------------------------------------------------------


def _routes(api: ApiName, given: HttpSettings | WebSocketSettings, found: Collected, apis: Apis) -> tuple[Route, ...]:
    routes = [_route(key, route, given, found, apis) for key, route in found.routes if route.api == api]
    return tuple(sorted(routes, key=lambda route: route.key))


def _route(key: str, route: Declared, given: HttpSettings | WebSocketSettings, found: Collected, apis: Apis) -> Route:
    api = route.api
    integration = f"lambda {API_FUNCTION}" if route.handler is not None else f"{api} {key}"
    place = route.mark.place(found.folder)
    asks = api == "http" or key == "$connect"
    auth = given.auth if route.auth is INHERIT and asks else route.auth
    if auth is INHERIT and asks:
        apis.warnings.append(_open(key, place))
    made = Route(key=key, integration=integration, api_key_required=route.api_key, model_selection=route.model_selection)
    try:
        if isinstance(given, WebSocketSettings):
            made = replace(made, models=models.models(route, key, given.selection, place))
        credentials = _credentials(auth, api, place, found)
        if credentials is None:
            return made
        spec: Authorizer = authorizers.side(credentials.kind, "declare").authorizer(credentials, place)
    except Refusal as refusal:
        found.problems += refusal.problems
        return made
    if apis.authorizers.setdefault(spec.name, spec) != spec:
        found.problems.append(_redefined(spec.name, place))
    return replace(made, authorizer=spec.name, scopes=credentials.scopes)


def _credentials(auth: Auth, api: ApiName, place: Place, found: Collected) -> Credentials | None:
    """What the caller must show; None for everybody."""
    if auth is None or auth is INHERIT:
        return None
    asked = next((Asked(guard) for guard in found.guards if guard.function is auth), None)
    credentials: Any = auth if asked is None else asked
    if isinstance(credentials, Credentials) and api in credentials.apis:
        return credentials
    other = "which the other API can ask for" if isinstance(credentials, Credentials) else "which nobody can be asked for"
    allowed = "jwt(...), iam(), the function of @http.authorizer(), None"
    if api == "websocket":
        allowed = "iam(), the function of @ws.authorizer(), None"
    received = f"auth={getattr(credentials, 'written', None) or repr(auth)}"
    what, remedy = f"this route has credentials {other}", "from gwfw.auth import iam, jwt; auth=None lets everybody call"
    found.problems.append(
        Problem(code="authorizer", what=what, places=(place,), received=received, allowed=allowed, remedy=remedy)
    )
    return None


def _redefined(name: str, place: Place) -> Problem:
    what, remedy = (
        f"another authorizer is named {name!r} already",
        'give this one a name of its own: jwt(..., name="admins")',
    )
    return Problem(code="authorizer-redefined", what=what, places=(place,), remedy=remedy)


def _nobody_asks(given: WebSocketSettings, routes: Iterable[Route], folder: str) -> list[Problem]:
    """What is wrong if the settings demand credentials and there is no handshake to ask for them."""
    if given.auth is None or given.auth is INHERIT or any(route.key == "$connect" for route in routes):
        return []
    what = "a WebSocket API asks for credentials at $connect, which this app does not have"
    places, remedy = (given.mark.place(folder),), "@ws.connect, ws.store(table), or leave auth= out"
    return [Problem(code="authorizer-route", what=what, places=places, remedy=remedy)]


def _no_keys(given: WebSocketSettings, routes: Iterable[Route], found: Collected) -> Iterator[Problem]:
    """What is wrong if routes require keys and there are none, or there are keys and no route requires one."""
    asked = [route.key for route in routes if route.api_key_required]
    if asked and not given.api_keys:
        what, remedy = (
            "a route requires an API key, and the app has none",
            'WebSocketSettings(api_keys=[ApiKey("partners")])',
        )
        marks = [route.mark for key, route in found.routes if route.api == "websocket" and key == asked[0]]
    elif given.api_keys and not asked:
        what, remedy = "no route requires an API key, so that these do nothing", "@ws.connect(api_key=True)"
        marks = [given.mark]
    else:
        return
    places = tuple(mark.place(found.folder) for mark in marks)
    yield Problem(code="api-key", what=what, places=places, remedy=remedy)


def _open(key: str, place: Place) -> Problem:
    what = f"everybody may call {key}, and nobody has written that they may"
    remedy = "auth=None, or who may: auth=jwt(...), auth=iam(); or auth= in the settings of the API"
    return Problem(code="open-route", what=what, places=(place,), remedy=remedy)
