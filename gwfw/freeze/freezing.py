"""From an App to its graph: everything that was declared, checked, put in order, with the grants that follow from use.

    collect      routers into one list                               collect
    complete     rooms, large broadcasts, routes that fill the store  rooms, fanout, store
    build        integrations by their kind's declare side,           mapped, functions, apis
                 resources, functions, the app's own constructs,      constructs, domains
                 its domains
    grant        what each function's code reaches                    grants, over reach and scope
    check        the graph as a whole                                 websocket_check, gwfw.graph.check

All problems of an app are reported together. The graph knows neither file nor line: places are beside it, by subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from gwfw.app import App
from gwfw.declarations import Route as DeclaredRoute
from gwfw.errors import Place, Problem, Refusal
from gwfw.freeze import apis, constructs, domains, fanout, functions, grants, rooms
from gwfw.freeze.collect import Collected, collect
from gwfw.freeze.grants import Granted
from gwfw.freeze.mapped import mapped
from gwfw.freeze.store import complete
from gwfw.freeze.websocket_check import check_websocket
from gwfw.graph import check
from gwfw.graph.model import AppGraph, Consumer, Grant, Integration, Machine, Ref, Resource
from gwfw.integrations import catalogue
from gwfw.integrations.lambda_proxy.declare import Invoke
from gwfw.integrations.sides import Site
from gwfw.resources import plain
from gwfw.resources.machine import declare as machines
from gwfw.resources.machine import grants as machine_grants
from gwfw.resources.table import declare as tables

if TYPE_CHECKING:
    from gwfw.declarations import AnyTable

__all__ = ["Frozen", "freeze"]

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,38}[a-z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """An app's graph, and where each part of it was declared.

    `places` has keys such as `http GET /books`, `websocket $connect`, `table books`, `machine fulfil`, `task charge`;
    `sources` says where the code is that needs a grant, by principal, resource and action; `warnings` are about what is
    allowed and perhaps not meant.
    """

    graph: AppGraph
    places: Mapping[str, Place]
    sources: Mapping[tuple[str, Ref, str], list[Place]] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


def freeze(app: App) -> Frozen:
    """The app's graph. Raises Refusal with every problem of the app."""
    found = collect(app)
    found.problems += _app(app, found)
    reaches = rooms.Reaches()
    placed = rooms.complete(found, reaches)
    split = fanout.complete(app, found, reaches, placed)
    store = complete(found)
    resources, places = _resources(found)
    own, own_places = constructs.declare(found)
    integrations = _integrations(found)
    built = functions.build(found)
    granted = _granted(found, built, store, (placed, split), reaches)
    made = domains.declare(app, found)
    both = apis.build(app, found, store, built.two_way, placed, split)
    if found.problems:
        raise Refusal(found.problems)
    graph = AppGraph(
        name=app.name,
        http=both.http,
        websocket=both.websocket,
        integrations=integrations,
        authorizers=tuple(both.authorizers[name] for name in sorted(both.authorizers)),
        functions=built.functions,
        consumers=_consumers(found),
        resources=resources,
        constructs=own,
        domains=made,
        grants=_grants(found, integrations, resources, granted),
    )
    places |= {f"{route.api} {key}": route.mark.place(found.folder) for key, route in found.routes}
    places |= built.places | own_places
    problems = (*check.check(graph, places), *check_websocket(graph, places))
    if problems:
        raise Refusal(_placed(problem, app.declarations.mark.place(found.folder)) for problem in problems)
    return Frozen(graph=graph, places=dict(sorted(places.items())), sources=granted.sources, warnings=tuple(both.warnings))


def _placed(problem: Problem, place: Place) -> Problem:
    """What is wrong with the whole app is shown where the app is made."""
    return problem if problem.places else replace(problem, places=(place,))


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


def _resources(found: Collected) -> tuple[tuple[Resource, ...], dict[str, Place]]:
    """Every resource by kind and name, and their places."""
    declared, wrong = tables.declare(found.tables, found.folder)
    others, wrong_others = plain.declare(found.handles, found.folder)
    found.problems += (*wrong, *wrong_others)
    places = {f"table {handle.name}": handle.place.place(found.folder) for handle in reversed(found.tables)}
    built: list[Machine] = []
    for definition in found.definitions:
        place = definition.mark.place(found.folder)
        subject = f"machine {definition.name}"
        if subject in places:
            found.problems.append(_twice(f"state machines are named {definition.name!r}", places[subject], place))
        places[subject] = place
        try:
            built.append(machines.declare(definition, place, found.folder))
        except Refusal as refusal:
            found.problems += refusal.problems
    places |= {f"{handle.KIND} {handle.name}": handle.place.place(found.folder) for handle in reversed(found.handles)}
    resources: list[Resource] = [*declared, *built, *others]
    return tuple(sorted(resources, key=lambda resource: (resource.kind, resource.name))), places


def _integrations(found: Collected) -> tuple[Integration, ...]:
    """One integration for each target, and one for all handlers."""
    built: dict[str, Integration] = {}
    for key, route in found.routes:
        validated = None if route.model_selection is not None else route.validate
        site = Site(api=route.api, key=key, place=route.mark.place(found.folder), folder=found.folder, validated=validated)
        target = Invoke(functions.API_FUNCTION) if route.handler is not None else route.target
        if target is None:
            found.problems.append(_nothing(key, site.place))
        elif route.api not in target.apis:
            found.problems.append(_elsewhere(target.written, site))
        elif route.handler is None and (route.uses is not None or route.status != 200):
            found.problems.append(_for_handlers(route, target.written, site.place))
        else:
            try:
                integration = mapped(catalogue.declare(target.kind).integration(target, site), route, site.place)
            except Refusal as refusal:
                found.problems += refusal.problems
            else:
                built[integration.name] = integration
    return tuple(built[name] for name in sorted(built))


def _granted(
    found: Collected,
    built: functions.Functions,
    store: AnyTable | None,
    of_rooms: tuple[rooms.Rooms | None, fanout.FanOut | None],
    reaches: rooms.Reaches,
) -> Granted:
    granted = grants.derive(
        built.codes,
        folder=found.folder,
        tables=frozenset(table.name for table in found.tables),
        machines=frozenset(machine.name for machine in found.definitions),
        others=frozenset((handle.KIND, handle.name) for handle in found.handles),
        store=store,
        websocket=store is not None or any(route.api == "websocket" for _, route in found.routes),
        rooms=of_rooms[0],
        fan_out=of_rooms[1],
        reaches=reaches,
    )
    found.problems += granted.problems
    return granted


def _consumers(found: Collected) -> tuple[Consumer, ...]:
    consumers = [
        Consumer(
            queue=declared.queue.name,
            function=f"queue-{declared.queue.name}",
            batch=declared.batch,
            together=declared.together,
        )
        for declared in found.consumers
    ]
    return tuple(sorted(consumers, key=lambda consumer: consumer.queue))


def _grants(
    found_in: Collected, integrations: Iterable[Integration], resources: Iterable[Resource], granted: Granted
) -> tuple[Grant, ...]:
    """What roles may do: functions by their code, integrations by their kind, machines by their tasks."""
    found = list(granted.grants)
    found += [grant for integration in integrations for grant in catalogue.declare(integration.kind).grants(integration)]
    for machine in resources:
        if isinstance(machine, Machine):
            uses = next(declared.uses for declared in found_in.definitions if declared.name == machine.name)
            found += machine_grants.derive(machine, uses)
    return tuple(sorted(found))


def _nothing(key: str, place: Place) -> Problem:
    return Problem(
        code="route-without-target",
        what=f"{key} is a route that does nothing",
        places=(place,),
        allowed="a handler, or a target",
        remedy='decorate a function with it, or write .to(url("https://..."))',
    )


def _for_handlers(route: DeclaredRoute, written: str, place: Place) -> Problem:
    received = f"status={route.status!r}" if route.uses is None else f"uses={route.uses!r}"
    return Problem(
        code="option-of-handler",
        what="status= and uses= are for handlers, and this route has a target",
        places=(place,),
        received=f"{received} with {written}",
        remedy="leave it out",
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
    return Problem(code="declared-twice", what=f"two {what}", places=(first, second), remedy="rename one of them")
