"""The Lambda functions of an app: all over the one bundle, each with a role and a log group of its own.

A role may write to its function's log group and to X-Ray; all else comes from the graph's grants.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from gwfw.graph.model import Function, Ref
from gwfw.synth.logs import log_group
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["ENTRY", "construct", "environment"]

Kind: TypeAlias = Literal["table", "machine", "bus", "queue", "stream"]
Attribute: TypeAlias = Literal["name", "arn", "url"]

ENTRY = "gwfw.runtime.entry.handler"

ROUTED: Final = ("http", "websocket")
"""Sources of handlers that are found by the event's route."""

BOUND: Final[dict[Kind, Attribute]] = {"table": "name", "machine": "arn", "bus": "name", "queue": "url", "stream": "name"}
"""What a function is told of a resource, by kind."""

ARCHITECTURES = {"arm64": lambda_.Architecture.ARM_64, "x86_64": lambda_.Architecture.X86_64}


def construct(function: Function, parts: Parts) -> None:
    """Add the function and its role to the parts."""
    name, settings = function.name, parts.settings
    role = iam.Role(parts.scope, construct_id("FunctionRole", name), assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    group = log_group(parts, construct_id("FunctionLog", name))
    group.grant_write(role)
    parts.roles[f"function:{name}"] = role
    parts.functions[name] = lambda_.Function(
        parts.scope,
        construct_id("Function", name),
        code=lambda_.Code.from_asset(str(settings.code)),
        handler=ENTRY,
        runtime=lambda_.Runtime(f"python{settings.python_version}", lambda_.RuntimeFamily.PYTHON),
        architecture=ARCHITECTURES[settings.architecture],
        memory_size=function.memory_mb,
        timeout=Duration.seconds(function.timeout_s),
        tracing=lambda_.Tracing.ACTIVE,
        role=role,
        log_group=group,
    )


def environment(function: Function, parts: Parts) -> None:
    """Give the function its bindings, and the name of its handler where no event tells it."""
    construct = parts.functions[function.name]
    construct.add_environment("GWFW_BINDINGS", parts.stack.to_json_string(bindings(function, parts)))
    if len(function.handlers) == 1 and function.handlers[0].source not in ROUTED:
        construct.add_environment("GWFW_HANDLER", f"{function.handlers[0].source} {function.handlers[0].key}")


def bindings(function: Function, parts: Parts) -> dict[str, object]:
    """The physical names that the function's handles use: those of the resources that it is granted.

    Lambda has 4 KB for a function's whole environment, so that naming everything would end at some fifty tables.
    """
    graph = parts.graph
    granted = {grant.resource for grant in graph.grants if grant.principal == f"function:{function.name}"}
    named = {kind: sorted({ref.name for ref in granted if ref.kind == kind}) for kind in BOUND}
    bound: dict[str, object] = {
        kind: {name: parts.ref(Ref(kind, name, BOUND[kind])) for name in names}
        for kind, names in named.items()
        if names or kind in ("table", "machine")
    }
    if parts.websocket_api is not None and graph.websocket is not None:
        stack = parts.stack
        host = f"{parts.websocket_api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"
        bound["websocket"] = f"https://{host}/{parts.websocket_stage()}"
        if graph.websocket.fan_out is not None:
            bound["fan_out"] = graph.websocket.fan_out
        if graph.websocket.store is not None:
            bound["store"] = graph.websocket.store
            bound["store_key"] = next(table.key for table in graph.tables if table.name == graph.websocket.store)
    return bound
