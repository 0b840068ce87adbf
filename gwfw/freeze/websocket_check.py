"""What the WebSocket API of a graph must fulfil besides its route keys: expressions, models, templates, services.

`gwfw.graph.check` knows the standard library only; here are the rules that need an engine: selection expressions (JSONPath),
request models (JSON Schema), mapping templates (VTL) and the actions of AWS services. A library that is not installed
checks nothing. It follows the WebSocket chapters of the API Gateway developer guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from gwfw import selection
from gwfw.errors import Place, Problem
from gwfw.graph.model import AppGraph, Integration, Route, Stage, Text, WebSocketApi
from gwfw.graph.nonproxy import IntegrationResponse, NonProxy
from gwfw.graph.problems import problem
from gwfw.graph.websocket_context import VARIABLE, known
from gwfw.integrations.aws_action.services import find, names
from gwfw.integrations.aws_action.spec import AwsAction
from gwfw.selection import SelectionError

__all__ = ["check_websocket"]

KEY_SOURCES: Final = ("$request.header.x-api-key", "$context.authorizer.usageIdentifierKey")

MESSAGE: Final = frozenset({"request.body"})
"""What routes and models are selected by."""
REQUEST: Final = frozenset({"request.body", "context", "stageVariables", "request.header", "request.querystring"})
ANSWER: Final = REQUEST | {f"integration.response.{part}" for part in ("body", "header", "multivalueheader", "statuscode")}
CONNECTING: Final = frozenset(
    f"request.{part}" for part in ("header", "multivalueheader", "multivaluequerystring", "querystring")
)
PARAMETER: Final = re.compile(r"integration\.request\.(header|querystring|path)\.[^\s.]+")
NEVER_MAPPED: Final = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade"})


def check_websocket(graph: AppGraph, places: Mapping[str, Place] | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with the WebSocket API. `places` holds places by subject (`websocket sendMessage`)."""
    if graph.websocket is None:
        return ()
    where = places or {}
    found = [*_api(graph.websocket), *_one_stage(graph, graph.websocket)]
    specs = {spec.name: spec for spec in graph.integrations}
    for route in graph.websocket.routes:
        place = where.get(f"websocket {route.key}")
        found += _route(route, place)
        spec = specs.get(route.integration)
        if spec is not None:
            found += _integration(spec, route, place)
    return tuple(found)


# The API and its routes ----------------------------------------------------------------------------------------------


def _api(api: WebSocketApi) -> Iterator[Problem]:
    yield from _expression("the route selection expression", api.selection, MESSAGE, None)
    if api.api_key_selection not in KEY_SOURCES:
        what, received, allowed = "API keys cannot be read from there", api.api_key_selection, " or ".join(KEY_SOURCES)
        yield problem("api-key-selection", what, None, received=received, allowed=allowed, remedy="choose one of them")
    for stage in api.stages:
        yield from _access_log(stage)


def _one_stage(graph: AppGraph, api: WebSocketApi) -> Iterator[Problem]:
    """Handlers send through the management API of one stage, and cannot know which stage a connection came in by."""
    if len(api.stages) > 1 and any(grant.resource.kind == "connections" for grant in graph.grants):
        what = "handlers send to connections, and the WebSocket API has several stages"
        received = ", ".join(stage.name or "that of the deployment" for stage in api.stages)
        allowed, remedy = (
            "one stage, or no handler that sends",
            "deploy the app again under another name: gwfw deploy --stage",
        )
        yield problem("websocket-stages", what, None, received=received, allowed=allowed, remedy=remedy)


def _access_log(stage: Stage) -> Iterator[Problem]:
    for name in VARIABLE.findall(stage.access_log or ""):
        if not known(name):
            what, remedy = "an access log has a variable that does not exist", "see the WebSocket logging variables"
            yield problem("access-log", what, None, received=f"$context.{name}", remedy=remedy)


def _route(route: Route, place: Place | None) -> Iterator[Problem]:
    if route.authorizer is not None and route.key != "$connect":
        what, remedy = "only $connect can have an authorizer; it speaks for all messages", "move it to $connect"
        yield problem("authorizer-route", what, place, received=route.key, remedy=remedy)
    if route.model_selection is not None:
        yield from _expression("the model selection expression", route.model_selection, MESSAGE, place)
    for key, schema in route.models:
        wrong = _model(schema)
        if wrong is not None:
            what, allowed = f"the model {key} of {route.key} is none", "a JSON Schema of draft 4, complete in itself"
            yield problem("request-model", what, place, received=wrong, allowed=allowed, remedy="correct the schema")


def _model(schema: str) -> str | None:
    try:
        from gwfw.gateway.websocket.models import wrong

        return wrong(schema)
    except ModuleNotFoundError:
        return None


def _expression(subject: str, expression: str, roots: frozenset[str], place: Place | None) -> Iterator[Problem]:
    try:
        foreign = [part.root for part in selection.compile(expression).variables if part.root not in roots]
        reason = f"{', '.join(foreign)} cannot be read there" if foreign else None
    except SelectionError as error:
        reason = str(error)
    if reason is not None:
        what, remedy = (
            f"{subject} cannot be evaluated: {reason}",
            r"$request.body.action, ${request.body.a}/${request.body.b}",
        )
        yield problem("selection-expression", what, place, received=expression, remedy=remedy)


# Integrations --------------------------------------------------------------------------------------------------------


def _integration(spec: Integration, route: Route, place: Place | None) -> Iterator[Problem]:
    yield from _parameters(spec, route, place)
    template: Text = getattr(spec, "template", ())
    yield from _template("the request template", template, place)
    if not isinstance(spec, NonProxy):
        return
    for key, text in spec.request_templates:
        yield from _template(f"the request template {key}", text, place)
    if spec.template_selection is not None:
        yield from _expression("the template selection expression", spec.template_selection, REQUEST, place)
    for response in spec.responses:
        yield from _response(response, place)
    if isinstance(spec, AwsAction):
        yield from _service(spec, place)


def _parameters(spec: Integration, route: Route, place: Place | None) -> Iterator[Problem]:
    for key, source in spec.request_parameters:
        match = PARAMETER.fullmatch(key)
        if match is None or (match[1] == "header" and key.rpartition(".")[2].lower() in NEVER_MAPPED):
            what, allowed = (
                "there is no such parameter of an integration",
                "integration.request.header|querystring|path.name",
            )
            yield problem("request-parameter", what, place, received=key, allowed=allowed, remedy="name one of those")
        reason = _source(source, route)
        if reason is not None:
            what, received = f"a parameter has no value: {reason}", f"{key} = {source}"
            remedy = "'literal', context.connectionId, stageVariables.name, route.request.body.member"
            yield problem("request-parameter", what, place, received=received, remedy=remedy)


def _source(source: str, route: Route) -> str | None:
    """Why a parameter's source cannot be read on that route."""
    if source.startswith("'"):
        return None if len(source) >= 2 and source.endswith("'") else "a literal ends with a quote"
    try:
        variable = selection.variable(source)
    except SelectionError as error:
        return str(error)
    if variable.root == "context":
        return None if known(variable.name) else f"$context.{variable.name} does not exist"
    if variable.root in CONNECTING and route.key != "$connect":
        return "messages have neither headers nor a query string"
    return "there is no answer yet" if variable.root.startswith("integration.") else None


def _response(response: IntegrationResponse, place: Place | None) -> Iterator[Problem]:
    reason = _key(response.key)
    if reason is not None:
        what, allowed = f"this cannot be the key of an integration response: {reason}", r"$default, or /4\d\d/"
        yield problem("integration-response", what, place, received=response.key, allowed=allowed, remedy="choose another")
    if response.content_handling == "CONVERT_TO_BINARY":
        what, remedy = "a client of a WebSocket API gets no binary messages", "leave content handling out"
        yield problem("integration-response", what, place, received=response.content_handling, remedy=remedy)
    if response.template_selection is not None:
        yield from _expression("the template selection expression", response.template_selection, ANSWER, place)
    for key, text in response.templates:
        yield from _template(f"the response template {key}", (text,), place)


def _key(key: str) -> str | None:
    if key == "$default":
        return None
    if len(key) < 3 or not (key.startswith("/") and key.endswith("/")):
        return "it is not between slashes"
    try:
        re.compile(key[1:-1])
    except re.error as error:
        return str(error)
    return None


def _template(subject: str, template: Text, place: Place | None) -> Iterator[Problem]:
    from gwfw.gateway import vtl

    reason = vtl.check("".join(part if isinstance(part, str) else "reference" for part in template))
    if reason is not None:
        what, remedy = f"{subject} cannot be rendered: {reason}", "correct the template"
        yield problem("template", what, place, remedy=remedy)


def _service(spec: AwsAction, place: Place | None) -> Iterator[Problem]:
    try:
        service = find(spec.service)
        if service is None:
            near = ", ".join(get_close_matches(spec.service, names())) or "the first part of its host, such as dynamodb"
            what, remedy = "there is no such AWS service", "name it as its host does: states, events, sqs"
            yield problem("aws-service", what, place, received=repr(spec.service), allowed=near, remedy=remedy)
            return
    except ModuleNotFoundError:
        return
    if spec.action is None:
        return
    if service.protocol == "rest":
        what, received = f"{spec.service} has no actions by name, only paths", f"action {spec.action!r}"
        yield problem("aws-action", what, place, received=received, remedy="aws(service, path=...), or a Lambda route")
    elif spec.action not in service.actions:
        near = ", ".join(get_close_matches(spec.action, sorted(service.actions), n=5)) or f"{len(service.actions)} others"
        what, received = f"{spec.service} has no such action", repr(spec.action)
        yield problem("aws-action", what, place, received=received, allowed=near, remedy="write it as in the service's API")
