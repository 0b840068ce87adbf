"""`given` of a case, as an app graph. One function builds each type of integration and authorizer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from gwfw.authorizers.iam.spec import Iam
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.graph.model import (
    AppGraph,
    Authorizer,
    Cors,
    Function,
    HttpApi,
    Integration,
    Machine,
    Route,
    Stage,
    Throttle,
)
from gwfw.integrations.aws_service.spec import AwsService
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.integrations.private.spec import Private
from gwfw.integrations.stepfunctions.spec import StepFunctions

__all__ = ["IAM", "Unsupported", "graph_of", "machine_graph"]

Given: TypeAlias = Mapping[str, Any]

IAM = "AWS_IAM"
TIMEOUT_MS = 30_000
ACCOUNT_RATE, ACCOUNT_BURST = 10_000, 5_000


class Unsupported(Exception):
    """The case needs something that gwfw does not have yet."""


def graph_of(given: Given) -> AppGraph:
    """The graph that the case describes. Raises Unsupported."""
    integrations = tuple(_integration(name, found) for name, found in sorted(given["integrations"].items()))
    functions = [name for name, found in given["integrations"].items() if found["type"] == "lambda"]
    functions += [name for name, found in given.get("authorizers", {}).items() if found["type"] == "REQUEST"]
    return AppGraph(
        name="case",
        http=HttpApi(
            routes=tuple(sorted(map(_route, given["routes"]), key=lambda route: route.key)),
            stages=tuple(map(_stage, given.get("stages", [{"name": "$default"}]))),
            cors=_cors(given["cors"]) if given.get("cors") is not None else None,
        ),
        integrations=integrations,
        authorizers=_authorizers(given),
        functions=tuple(Function(name=name, handlers=()) for name in sorted(functions)),
    )


# Integrations --------------------------------------------------------------------------------------------------------


def _integration(name: str, given: Given) -> Integration:
    build = INTEGRATIONS.get(given["type"])
    if build is None:
        raise Unsupported(f"integrations of the type {given['type']}")
    return build(name, given)


def _lambda(name: str, given: Given) -> Integration:
    return LambdaProxy(name=name, function=name, payload_format=given.get("payload", "2.0"), **_common(given))


def _http_proxy(name: str, given: Given) -> Integration:
    method = given.get("method", "ANY")
    if given.get("connection") == "VPC_LINK":
        tls = given.get("tls")
        return Private(
            name=name,
            target=given["uri"],
            bound_as=name,
            tls=tls is not None and tls is not False,
            server_name=_server_name(tls),
            method=method,
            **_common(given),
        )
    return HttpProxy(name=name, url=given["uri"], method=method, **_common(given))


def _aws_service(name: str, given: Given) -> Integration:
    return AwsService(name=name, subtype=given["subtype"], **_common(given))


def _server_name(tls: object) -> str | None:
    """`tls` is the server name, or an object that holds it, as `tlsConfig` does."""
    if isinstance(tls, Mapping):
        names = [tls[key] for key in ("server_name_to_verify", "serverNameToVerify", "server_name") if key in tls]
        return str(names[0]) if names else None
    return tls if isinstance(tls, str) else None


def _common(given: Given) -> dict[str, Any]:
    return {
        "timeout_ms": given.get("timeout_ms", TIMEOUT_MS),
        "request_parameters": tuple(given.get("request_parameters", {}).items()),
        "response_parameters": tuple(
            (int(status), tuple(parameters.items())) for status, parameters in given.get("response_parameters", {}).items()
        ),
    }


INTEGRATIONS: dict[str, Callable[[str, Given], Integration]] = {
    "aws_service": _aws_service,
    "http_proxy": _http_proxy,
    "lambda": _lambda,
}
"""The builder of each type of integration."""


def machine_graph(given: Given) -> AppGraph:
    """The same Step Functions integrations, each on a machine of the graph that has the case's `machine_type`."""
    found = {
        name: one for name, one in sorted(given["integrations"].items()) if one.get("machine_type") and one.get("subtype")
    }
    routes = [_route(route) for route in given["routes"] if route["integration"] in found]
    return AppGraph(
        name="case",
        http=HttpApi(routes=tuple(Route(key=route.key, integration=route.integration) for route in routes)),
        integrations=tuple(
            StepFunctions(name=name, machine=name, action=one["subtype"].rpartition("-")[2]) for name, one in found.items()
        ),
        resources=tuple(
            Machine(name=name, definition=("{}",), type=one["machine_type"].upper()) for name, one in found.items()
        ),
    )


# Authorizers ---------------------------------------------------------------------------------------------------------


def _authorizers(given: Given) -> tuple[Authorizer, ...]:
    found = dict(given.get("authorizers", {}))
    if any(route.get("auth") == IAM for route in given["routes"]):
        found[IAM] = {"type": IAM}
    return tuple(_authorizer(name, one) for name, one in sorted(found.items()))


def _jwt(name: str, given: Given) -> Authorizer:
    source = ",".join(given["identity_source"])  # of several, a text that is no source: the configuration is refused
    return Jwt(name=name, issuer=given["issuer"], audience=tuple(given["audience"]), identity_source=source)


def _request(name: str, given: Given) -> Authorizer:
    return LambdaAuthorizer(
        name=name,
        function=name,
        identity_sources=tuple(given.get("identity_source", ())),
        payload_format=given.get("payload", "2.0"),
        simple=given.get("simple", False),
        ttl_s=given.get("ttl", 0),
    )


def _authorizer(name: str, given: Given) -> Authorizer:
    build = AUTHORIZERS.get(given["type"])
    if build is None:
        raise Unsupported(f"authorizers of the type {given['type']}")
    return build(name, given)


AUTHORIZERS: dict[str, Callable[[str, Given], Authorizer]] = {
    "JWT": _jwt,
    "REQUEST": _request,
    IAM: lambda name, given: Iam(name=name),
}
"""The builder of each type of authorizer: `JWT`, `REQUEST`, `AWS_IAM`."""


# The API -------------------------------------------------------------------------------------------------------------


def _route(given: Given) -> Route:
    return Route(
        key=given["key"],
        integration=given["integration"],
        authorizer=given.get("auth"),
        scopes=tuple(given.get("scopes", ())),
    )


def _stage(given: Given) -> Stage:
    settings = {key: found for key, one in given.get("route_settings", {}).items() if (found := _throttle(one))}
    return Stage(
        name=given["name"],
        variables=tuple(sorted(given.get("variables", {}).items())),
        throttle=_throttle(given.get("default_route_settings") or {}),
        route_throttles=tuple(sorted(settings.items())),
    )


def _throttle(given: Given) -> Throttle | None:
    """The limits that are there; one that is left out is the account's."""
    rate, burst = given.get("ThrottlingRateLimit"), given.get("ThrottlingBurstLimit")
    if rate is None and burst is None:
        return None
    return Throttle(rate_limit=ACCOUNT_RATE if rate is None else rate, burst_limit=ACCOUNT_BURST if burst is None else burst)


def _cors(given: Given) -> Cors:
    return Cors(
        allow_origins=tuple(given.get("allowOrigins", ())),
        allow_methods=tuple(given.get("allowMethods", ())),
        allow_headers=tuple(given.get("allowHeaders", ())),
        expose_headers=tuple(given.get("exposeHeaders", ())),
        allow_credentials=given.get("allowCredentials", False),
        max_age_s=given.get("maxAge"),
    )
