"""From an App to its graph: everything that was declared, checked, put in order, with the grants that follow from use.

    collect      routers into one list                               gwfw.collect
    check        every declaration by itself and against the others  gwfw.graph.check, gwfw.handlers
    build        integrations by their kind's declare side, functions, resources
    grant        what each function's code reaches                   gwfw.grants

All problems of an app are reported together. The graph knows neither file nor line: places are beside it, by subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gwfw.app import App
from gwfw.collect import Collected, collect
from gwfw.declarations import Route as DeclaredRoute
from gwfw.errors import Place, Problem, Refusal
from gwfw.graph import check
from gwfw.graph.model import (
    ApiName,
    AppGraph,
    Function,
    Grant,
    Handler,
    HttpApi,
    Integration,
    Machine,
    Ref,
    Route,
    Table,
    WebSocketApi,
)
from gwfw.handlers import findable
from gwfw.integrations import catalogue
from gwfw.integrations.lambda_proxy.declare import Invoke
from gwfw.integrations.sides import Site
from gwfw.resources.machine import declare as machines
from gwfw.resources.table import declare as tables

if TYPE_CHECKING:
    from gwfw.declarations import AnyTask

__all__ = ["API_FUNCTION", "Frozen", "freeze"]

API_FUNCTION: Final = "api"
"""The function that serves every route with a handler, of both APIs."""

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,38}[a-z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """An app's graph, and where each part of it was declared.

    `places` has keys such as `http GET /books`, `websocket $connect`, `table books`, `machine fulfil`, `task charge`.
    """

    graph: AppGraph
    places: Mapping[str, Place]


def freeze(app: App) -> Frozen:
    """The app's graph. Raises Refusal with every problem of the app."""
    found = collect(app)
    problems = [*found.problems, *_app(app, found)]
    resources, places = _resources(found, problems)
    integrations = _integrations(found, problems)
    functions = _functions(found, places, problems)
    store = _store(found, problems)
    if problems:
        raise Refusal(problems)
    graph = AppGraph(
        name=app.name,
        http=_http(found),
        websocket=_websocket(found, app.ws_settings.selection, store),
        integrations=integrations,
        functions=functions,
        resources=resources,
        grants=_grants(integrations, resources),
    )
    places |= {f"{route.api} {key}": route.mark.place(found.folder) for key, route in found.routes}
    problems += check.check(graph, places)
    if problems:
        raise Refusal(problems)
    return Frozen(graph=graph, places=dict(sorted(places.items())))


def _app(app: App, found: Collected) -> Iterable[Problem]:
    if not NAME.fullmatch(app.name):
        yield Problem(
            code="app-name",
            what="this cannot be an app's name",
            places=(app.declarations.mark.place(found.folder),),
            received=repr(app.name),
            allowed="2 to 40 lower-case letters, digits and '-', beginning with a letter",
            remedy='App("my-app")',
        )
    sited = [(key, route, route.mark.place(found.folder)) for key, route in found.routes]
    keys = [check.route_key(route.api, key, place) for key, route, place in sited]
    yield from (problem for problem in keys if problem is not None)
    yield from check.conflicts((route.api, key, place) for key, route, place in sited)


def _resources(found: Collected, problems: list[Problem]) -> tuple[tuple[Table | Machine, ...], dict[str, Place]]:
    """Tables and machines by name, and the places of both."""
    declared, wrong = tables.declare(found.tables, found.folder)
    problems += wrong
    places = {f"table {handle.name}": handle.place.place(found.folder) for handle in reversed(found.tables)}
    built: list[Machine] = []
    for definition in found.definitions:
        place = definition.mark.place(found.folder)
        subject = f"machine {definition.name}"
        if subject in places:
            problems.append(_twice(f"state machines are named {definition.name!r}", places[subject], place))
        places[subject] = place
        try:
            built.append(machines.declare(definition, place))
        except Refusal as refusal:
            problems += refusal.problems
    resources: list[Table | Machine] = [*declared, *built]
    return tuple(sorted(resources, key=lambda resource: (resource.kind, resource.name))), places


def _integrations(found: Collected, problems: list[Problem]) -> tuple[Integration, ...]:
    """One integration for each target, and one for all handlers."""
    built: dict[str, Integration] = {}
    for key, route in found.routes:
        site = Site(api=route.api, key=key, place=route.mark.place(found.folder), folder=found.folder)
        target = Invoke(API_FUNCTION) if route.handler is not None else route.target
        if target is None:
            problems.append(_nothing(key, site.place))
            continue
        if route.api not in target.apis:
            problems.append(_elsewhere(target.written, site))
            continue
        try:
            integration = catalogue.declare(target.kind).integration(target, site)
        except Refusal as refusal:
            problems += refusal.problems
        else:
            built[integration.name] = integration
    return tuple(built[name] for name in sorted(built))


def _functions(found: Collected, places: dict[str, Place], problems: list[Problem]) -> tuple[Function, ...]:
    """The function of all routed handlers, and one for each task."""
    routed = [_handler(key, route, found.folder, problems) for key, route in found.routes if route.handler is not None]
    functions = [_task(task, found.folder, places, problems) for task in found.tasks]
    if routed:
        by_key = sorted(routed, key=lambda handler: (handler.source, handler.key))
        functions.append(Function(name=API_FUNCTION, handlers=tuple(by_key)))
    return tuple(sorted(functions, key=lambda function: function.name))


def _handler(key: str, route: DeclaredRoute, folder: str, problems: list[Problem]) -> Handler:
    handler = route.handler
    assert handler is not None
    problem = findable(handler, route.mark.place(folder))
    problems += [problem] if problem is not None else []
    return Handler(source=route.api, key=key, module=handler.__module__, name=handler.__qualname__, status=route.status)


def _task(task: AnyTask, folder: str, places: dict[str, Place], problems: list[Problem]) -> Function:
    place = task.mark.place(folder)
    subject = f"task {task.name}"
    problem = findable(task, place)
    if subject in places:
        problem = _twice(f"tasks are named {task.name!r}", places[subject], place)
    problems += [problem] if problem is not None else []
    places[subject] = place
    handler = Handler(source="task", key=task.name, module=task.__module__, name=task.__qualname__)
    return Function(name=f"task-{task.name}", handlers=(handler,))


def _store(found: Collected, problems: list[Problem]) -> str | None:
    """The name of the table that says who is connected."""
    for store in found.stores[1:]:
        first = found.stores[0]
        if store.table is not first.table:
            problems.append(_twice("tables are the store", first.mark.place(found.folder), store.mark.place(found.folder)))
    return found.stores[0].table.name if found.stores else None


def _http(found: Collected) -> HttpApi | None:
    routes = _routes(found, "http")
    return HttpApi(routes=routes) if routes else None


def _websocket(found: Collected, selection: str, store: str | None) -> WebSocketApi | None:
    routes = _routes(found, "websocket")
    return WebSocketApi(routes=routes, selection=selection, store=store) if routes or store else None


def _routes(found: Collected, api: ApiName) -> tuple[Route, ...]:
    routes = [
        Route(key=key, integration=f"lambda {API_FUNCTION}" if route.handler is not None else f"{api} {key}")
        for key, route in found.routes
        if route.api == api
    ]
    return tuple(sorted(routes, key=lambda route: route.key))


def _grants(integrations: Iterable[Integration], resources: Iterable[Table | Machine]) -> tuple[Grant, ...]:
    """What roles may do that are not functions': integrations by their kind, machines by the functions they call."""
    grants = [grant for integration in integrations for grant in catalogue.declare(integration.kind).grants(integration)]
    for machine in resources:
        if isinstance(machine, Machine):
            refs = {part for part in machine.definition if isinstance(part, Ref)}
            actions = ("lambda:InvokeFunction",)
            grants += [Grant(principal=f"machine:{machine.name}", resource=ref, actions=actions) for ref in refs]
    return tuple(sorted(grants))


def _nothing(key: str, place: Place) -> Problem:
    return Problem(
        code="route-without-target",
        what=f"{key} is a route that does nothing",
        places=(place,),
        allowed="a handler, or a target",
        remedy='decorate a function with it, or write .to(url("https://..."))',
    )


def _elsewhere(written: str, site: Site) -> Problem:
    return Problem(
        code="target-of-other-api",
        what=f"a {site.api} route cannot have this target",
        places=(site.place,),
        received=written,
        remedy="decorate a function with it",
    )


def _twice(what: str, first: Place, second: Place) -> Problem:
    remedy = "rename one of them" if "named" in what else "keep one"
    return Problem(code="declared-twice", what=f"two {what}", places=(first, second), remedy=remedy)
