"""Stages: deployed by themselves, throttled, with an access log of one JSON object a request.

The HTTP API's stage is `$default`, the WebSocket API's has the deployment's name. API Gateway writes a WebSocket stage's
access log with a role that is a setting of the account in its region, so that an app with a WebSocket API sets one. It is
kept when the stack goes, since other stacks may rely on the setting.
"""

from __future__ import annotations

from typing import Final, TypeAlias, cast

from aws_cdk import RemovalPolicy
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_iam as iam

from gwfw.graph.access_log import default_format
from gwfw.graph.model import ApiName, Stage, Throttle
from gwfw.synth.logs import log_group
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["BURST_LIMIT", "RATE_LIMIT", "http_stage", "websocket_stage"]

AnyStage: TypeAlias = apigatewayv2.HttpStage | apigatewayv2.WebSocketStage

RATE_LIMIT: Final = 1000
"""Requests a second that a stage takes before it answers 429; an account's default is 10 000 for all of its APIs."""
BURST_LIMIT: Final = 500
"""Requests that a stage takes at once; an account's default is 5 000 for all of its APIs."""


def http_stage(stage: Stage, parts: Parts) -> None:
    """Add a stage of the HTTP API."""
    assert parts.http_api is not None
    name = stage.name or parts.settings.stage
    made = apigatewayv2.HttpStage(
        parts.scope,
        construct_id("HttpStage", name),
        http_api=parts.http_api,
        stage_name=name,
        auto_deploy=True,
        throttle=_throttle(stage),
        stage_variables=dict(stage.variables) or None,
    )
    _log(made, construct_id("HttpLog", name), stage.access_log or default_format("http"), parts)
    _route_settings(made, stage, "http", parts)
    parts.stages["http", name] = made


def websocket_stage(stage: Stage, parts: Parts) -> None:
    """Add a stage of the WebSocket API."""
    assert parts.websocket_api is not None
    name = stage.name or parts.settings.stage
    made = apigatewayv2.WebSocketStage(
        parts.scope,
        construct_id("WebSocketStage", name),
        web_socket_api=parts.websocket_api,
        stage_name=name,
        auto_deploy=True,
        throttle=_throttle(stage),
        stage_variables=dict(stage.variables) or None,
    )
    _log(made, construct_id("WebSocketLog", name), stage.access_log or default_format("websocket"), parts)
    _route_settings(made, stage, "websocket", parts)
    made.node.add_dependency(_account(parts))
    parts.stages["websocket", name] = made


def _throttle(stage: Stage) -> apigatewayv2.ThrottleSettings:
    limits = stage.throttle or Throttle(rate_limit=RATE_LIMIT, burst_limit=BURST_LIMIT)
    return apigatewayv2.ThrottleSettings(rate_limit=limits.rate_limit, burst_limit=limits.burst_limit)


def _log(stage: AnyStage, identifier: str, line: str, parts: Parts) -> None:
    written = cast(apigatewayv2.CfnStage, stage.node.default_child)
    written.access_log_settings = apigatewayv2.CfnStage.AccessLogSettingsProperty(
        destination_arn=log_group(parts, identifier).log_group_arn, format=line
    )


def _route_settings(made: AnyStage, stage: Stage, api: ApiName, parts: Parts) -> None:
    """The limits of single routes. API Gateway refuses those of a route that is not there yet, hence the dependency."""
    if not stage.route_throttles:
        return
    written = cast(apigatewayv2.CfnStage, made.node.default_child)
    written.route_settings = {
        key: {"ThrottlingRateLimit": limits.rate_limit, "ThrottlingBurstLimit": limits.burst_limit}
        for key, limits in stage.route_throttles
    }
    for key, _ in stage.route_throttles:
        made.node.add_dependency(parts.routes[api, key])


def _account(parts: Parts) -> apigateway.CfnAccount:
    role = iam.Role(
        parts.scope,
        "AccessLogRole",
        assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com"),
        managed_policies=[
            iam.ManagedPolicy.from_aws_managed_policy_name("service-role/AmazonAPIGatewayPushToCloudWatchLogs")
        ],
    )
    account = apigateway.CfnAccount(parts.scope, "AccessLogAccount", cloud_watch_role_arn=role.role_arn)
    for kept in (role, account):
        kept.apply_removal_policy(RemovalPolicy.RETAIN)
    return account
