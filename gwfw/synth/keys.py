"""API keys of a WebSocket API: each with a usage plan of its own for all stages.

A key's value is chosen by API Gateway and is in no template and no output; an output tells the key's id, by which who may
reads it. It follows "Usage plans and API keys" of the developer guide.
"""

from __future__ import annotations

from aws_cdk import aws_apigateway as apigateway

from gwfw.graph.model import ApiKey
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["construct"]


def construct(key: ApiKey, parts: Parts) -> None:
    """Add a key, unless it exists already, its plan, and the place of the one in the other."""
    name = f"{parts.graph.name}-{parts.settings.stage}-{key.name}"
    identifier = key.id or _made(key, name, parts)
    plan = apigateway.CfnUsagePlan(
        parts.scope,
        construct_id("UsagePlan", key.name),
        usage_plan_name=name,
        api_stages=_stages(parts),
        throttle=_throttle(key),
        quota=_quota(key),
    )
    for (api, _), stage in parts.stages.items():
        if api == "websocket":
            plan.node.add_dependency(stage)  # a plan names its stages, and API Gateway refuses one that is not there yet
    apigateway.CfnUsagePlanKey(
        parts.scope,
        construct_id("PlannedKey", key.name),
        key_id=identifier,
        key_type="API_KEY",
        usage_plan_id=plan.ref,
    )


def _made(key: ApiKey, name: str, parts: Parts) -> str:
    made = apigateway.CfnApiKey(parts.scope, construct_id("ApiKey", key.name), name=name, enabled=True)
    parts.api_keys[key.name] = made.ref
    return made.ref


def _stages(parts: Parts) -> list[apigateway.CfnUsagePlan.ApiStageProperty]:
    assert parts.websocket_api is not None
    api_id = parts.websocket_api.api_id
    return [
        apigateway.CfnUsagePlan.ApiStageProperty(api_id=api_id, stage=name)
        for api, name in parts.stages
        if api == "websocket"
    ]


def _throttle(key: ApiKey) -> apigateway.CfnUsagePlan.ThrottleSettingsProperty | None:
    if key.throttle is None:
        return None
    return apigateway.CfnUsagePlan.ThrottleSettingsProperty(
        rate_limit=key.throttle.rate_limit, burst_limit=key.throttle.burst_limit
    )


def _quota(key: ApiKey) -> apigateway.CfnUsagePlan.QuotaSettingsProperty | None:
    if key.quota is None:
        return None
    return apigateway.CfnUsagePlan.QuotaSettingsProperty(limit=key.quota.limit, period=key.quota.period)
