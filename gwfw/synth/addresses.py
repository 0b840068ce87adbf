"""Where the APIs are reached: at their own endpoints, and by the API mappings of custom domains."""

from __future__ import annotations

from aws_cdk import aws_apigatewayv2 as apigatewayv2

from gwfw.errors import Problem, Refusal
from gwfw.graph.model import ApiName
from gwfw.synth.blame import blaming
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["http_url", "mappings", "websocket_url"]


def mappings(api: ApiName, parts: Parts) -> None:
    """Map an API's stages to the domain names: those that are made, and those that exist already."""
    described = parts.graph.http if api == "http" else parts.graph.websocket
    made = parts.http_api if api == "http" else parts.websocket_api
    assert described is not None
    assert made is not None
    for domain, key, named in described.mappings:
        stage = named or parts.settings.stage
        if (api, stage) not in parts.stages:
            raise Refusal([_nowhere(api, domain, stage, parts)])
        with blaming(f"{api} mapping {domain}/{key}"):
            mapping = apigatewayv2.CfnApiMapping(
                parts.scope,
                construct_id("ApiMapping", f"{domain}/{key}"),
                api_id=made.api_id,
                domain_name=parts.domains[domain].name if domain in parts.domains else domain,
                stage=stage,
                api_mapping_key=key or None,
            )
            mapping.node.add_dependency(parts.stages[api, stage])


def _nowhere(api: ApiName, domain: str, stage: str, parts: Parts) -> Problem:
    return Problem(
        code="domain",
        what=f"{api} mapping of {domain} leads to a stage that this deployment does not have",
        received=repr(stage),
        allowed=", ".join(sorted(name for made, name in parts.stages if made == api)),
        remedy="name a stage of this deployment",
    )


def http_url(parts: Parts) -> str:
    """Where clients reach the HTTP API: at its first mapping if the default endpoint is disabled, else there."""
    assert parts.graph.http is not None
    assert parts.http_api is not None
    http = parts.graph.http
    if http.disable_default_endpoint and http.mappings:
        domain, key, _ = http.mappings[0]
        return f"https://{domain}/{key}".rstrip("/")
    names = [stage.name or parts.settings.stage for stage in http.stages]
    endpoint = parts.http_api.api_endpoint
    return endpoint if "$default" in names else f"{endpoint}/{names[0]}"


def websocket_url(parts: Parts) -> str:
    """Where clients connect to the WebSocket API: `wss://...`."""
    assert parts.websocket_api is not None
    return f"{parts.websocket_api.api_endpoint}/{parts.websocket_stage()}"
