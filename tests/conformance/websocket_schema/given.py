"""A case's `api` as an app graph, and which stand-in answers for which integration."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gwfw.gateway.settings import GatewaySettings
from gwfw.graph.model import AppGraph, Authorizer, Function, Integration, Route, Stage, WebSocketApi
from gwfw.graph.nonproxy import IntegrationResponse
from gwfw.integrations.aws_action.spec import AwsAction
from gwfw.integrations.http.spec import Http
from gwfw.integrations.lambda_custom.spec import LambdaCustom
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.integrations.mock.spec import Mock

__all__ = ["Given", "given"]

SERVICE_URI = re.compile(r"arn:[\w-]+:apigateway:[\w-]*:(?P<service>[\w.-]+):(?:action/(?P<action>\w+)|path/(?P<path>.*))")
BACKEND = re.compile(r"\{backend:([^{}]+)\}")


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is deployed. `services` names the backend of a service's action or path."""

    graph: AppGraph
    settings: GatewaySettings
    services: Mapping[tuple[str, str], str]


def given(case: Mapping[str, Any], base_url: Callable[[str], str]) -> Given:
    """The case's API; `base_url` gives the address of an HTTP backend by its name."""
    api = case["api"]
    made = {key: _integration(key, route["integration"], base_url) for key, route in api["routes"].items()}
    authorizers = {key: _authorizer(key, route) for key, route in api["routes"].items() if "authorizer" in route}
    routes = tuple(_route(key, route, key in authorizers) for key, route in sorted(api["routes"].items()))
    handlers = sorted(case.get("handlers", {}))
    graph = AppGraph(
        name="case",
        websocket=WebSocketApi(
            routes=routes,
            stages=(Stage(name=api["stage"], variables=tuple(sorted(api.get("stageVariables", {}).items()))),),
            selection=api["routeSelectionExpression"],
            api_key_selection=api.get("apiKeySelectionExpression", "$request.header.x-api-key"),
        ),
        integrations=tuple(made.values()),
        authorizers=tuple(authorizers.values()),
        functions=tuple(Function(name=name, handlers=()) for name in handlers),
    )
    settings = GatewaySettings(
        account_id=api["accountId"],
        region=api["region"],
        stage=api["stage"],
        http_api_id="http000000",
        websocket_api_id=api["apiId"],
        api_keys=tuple(api.get("apiKeys", ())),
    )
    return Given(graph=graph, settings=settings, services=_services(api["routes"], made))


def _services(routes: Mapping[str, Any], made: Mapping[str, Integration]) -> dict[tuple[str, str], str]:
    known: dict[tuple[str, str], str] = {}
    for key, spec in made.items():
        if isinstance(spec, AwsAction):
            called = (spec.service, spec.action or f"/{''.join(map(str, spec.path or ()))}")
            backend = routes[key]["integration"]["backend"]
            if known.setdefault(called, backend) != backend:
                raise ValueError(f"two backends answer for {called}")
    return known


def _route(key: str, route: Mapping[str, Any], authorized: bool) -> Route:
    models = route.get("requestModels", {})
    selected = route.get("routeResponseSelectionExpression") == "$default"
    return Route(
        key=key,
        integration=key,
        two_way=selected and "$default" in route.get("routeResponses", ()),
        authorizer=key if authorized else None,
        api_key_required=route.get("apiKeyRequired", False),
        model_selection=route.get("modelSelectionExpression"),
        models=tuple(sorted((name, json.dumps(schema)) for name, schema in models.items())),
    )


def _authorizer(key: str, route: Mapping[str, Any]) -> Authorizer:
    from gwfw.authorizers.request.spec import LambdaAuthorizer

    written = route["authorizer"]
    return LambdaAuthorizer(name=key, function=written["handler"], identity_sources=tuple(written.get("identitySource", ())))


def _integration(key: str, written: Mapping[str, Any], base_url: Callable[[str], str]) -> Integration:
    kind = written["type"]
    timeout_ms = written.get("timeoutInMillis", 29000)
    if kind == "AWS_PROXY":
        return LambdaProxy(name=key, function=written["handler"], timeout_ms=timeout_ms)
    common = {"name": key, "timeout_ms": timeout_ms, **_templates(written)}
    if kind == "MOCK":
        return Mock(**common)
    if kind in ("HTTP", "HTTP_PROXY"):
        url = BACKEND.sub(lambda match: base_url(match[1]), written["uri"])
        return Http(url=url, method=written["integrationMethod"], proxy=kind == "HTTP_PROXY", **common)
    if "handler" in written:
        return LambdaCustom(function=written["handler"], **common)
    called = SERVICE_URI.fullmatch(written["uri"])
    if called is None:
        raise ValueError(f"{written['uri']} is no service's action or path")
    return AwsAction(
        service=called["service"],
        action=called["action"],
        path=None if called["path"] is None else (called["path"],),
        method=written.get("integrationMethod", "POST"),
        **common,
    )


def _templates(written: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of specs with templates."""
    found: dict[str, Any] = {
        "request_templates": tuple((key, (text,)) for key, text in written.get("requestTemplates", {}).items()),
        "template_selection": written.get("templateSelectionExpression"),
        "passthrough": written.get("passthroughBehavior", "WHEN_NO_MATCH"),
        "content_handling": written.get("contentHandlingStrategy"),
        "request_parameters": tuple(written.get("requestParameters", {}).items()),
    }
    if "integrationResponses" in written:
        found["responses"] = tuple(_response(key, response) for key, response in written["integrationResponses"].items())
    return found


def _response(key: str, written: Mapping[str, Any]) -> IntegrationResponse:
    return IntegrationResponse(
        key=key,
        template_selection=written.get("templateSelectionExpression"),
        templates=tuple(written.get("responseTemplates", {}).items()),
        content_handling=written.get("contentHandlingStrategy"),
    )
