"""The Lambda functions of an app: all over the one bundle, each with a role and a log group of its own.

A role may write to its function's log group and to X-Ray; all else comes from the graph's grants.
"""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from gwfw.graph.model import Function
from gwfw.synth.logs import log_group
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["ENTRY", "construct", "environment"]

ENTRY = "gwfw.runtime.entry.handler"

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
    if len(function.handlers) == 1 and function.handlers[0].source == "task":
        construct.add_environment("GWFW_HANDLER", f"task {function.handlers[0].key}")


def bindings(function: Function, parts: Parts) -> dict[str, object]:
    """The physical names that the function's handles use: every table, and the machines that it is granted.

    A machine's definition names its task functions, so that naming every machine in turn would be a circle.
    """
    graph = parts.graph
    granted = {
        grant.resource.name
        for grant in graph.grants
        if grant.principal == f"function:{function.name}" and grant.resource.kind == "machine"
    }
    bound: dict[str, object] = {
        "table": {name: table.table_name for name, table in parts.tables.items()},
        "machine": {name: parts.machines[name].state_machine_arn for name in sorted(granted)},
    }
    if parts.websocket_api is not None and graph.websocket is not None:
        stack = parts.stack
        host = f"{parts.websocket_api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"
        bound["websocket"] = f"https://{host}/{parts.websocket_stage()}"
        if graph.websocket.store is not None:
            bound["store"] = graph.websocket.store
    return bound
