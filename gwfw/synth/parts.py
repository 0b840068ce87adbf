"""The constructs of one stack while it is built, by the graph's names; resolves the graph's references to tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct, IConstruct

from gwfw.errors import Problem, Refusal
from gwfw.graph.model import ApiName, AppGraph, Ref, Text
from gwfw.synth.naming import encode, logical_id
from gwfw.synth.settings import SynthSettings

__all__ = ["Parts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """`scope` holds every construct. The tables fill up in the order of `gwfw.synth.stack.build`.

    `roles` are those of state machines and integrations by principal (`machine:fulfil`), and of functions. `routes` are by
    API and route key, `stages` by API and the stage's name as it is deployed, `authorizers` by API and name,
    `api_keys` the ids of those that are made here, by name. `own` are the constructs that the app makes itself, `links` the
    VPC links by their VPC's path, `domains` the domain names that are made here. `attributes` are the tokens of other
    resources by kind and name, `also` further ARNs without which access to one is not access.
    """

    scope: Construct
    graph: AppGraph
    settings: SynthSettings
    http_api: apigatewayv2.HttpApi | None = None
    websocket_api: apigatewayv2.WebSocketApi | None = None
    tables: dict[str, dynamodb.Table] = field(default_factory=dict)
    functions: dict[str, lambda_.Function] = field(default_factory=dict)
    machines: dict[str, stepfunctions.IStateMachine] = field(default_factory=dict)
    roles: dict[str, iam.Role] = field(default_factory=dict)
    routes: dict[tuple[ApiName, str], IConstruct] = field(default_factory=dict)
    stages: dict[tuple[ApiName, str], IConstruct] = field(default_factory=dict)
    authorizers: dict[tuple[ApiName, str], object] = field(default_factory=dict)
    domains: dict[str, apigatewayv2.IDomainName] = field(default_factory=dict)
    own: dict[str, object] = field(default_factory=dict)
    links: dict[str, apigatewayv2.IVpcLink] = field(default_factory=dict)
    api_keys: dict[str, str] = field(default_factory=dict)
    attributes: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    also: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @property
    def stack(self) -> Stack:
        """The stack that the constructs belong to."""
        return Stack.of(self.scope)

    def logical_id(self, prefix: str, name: str) -> str:
        """An id for the template itself; below a construct of somebody else's stack it begins with that construct's path."""
        path = self.scope.node.path.removeprefix(self.stack.node.path).strip("/")
        return logical_id(encode(path) + prefix, name)

    def text(self, text: Text) -> str:
        """The text with a token in place of every reference."""
        return "".join(part if isinstance(part, str) else self.ref(part) for part in text)

    def ref(self, ref: Ref) -> str:
        """The token of a reference. Raises KeyError for one that the graph does not hold."""
        if ref.kind == "connections":
            return self._connections()
        if (ref.kind, ref.name) in self.attributes:
            return self.attributes[ref.kind, ref.name][ref.attribute]
        if ref.kind == "table":
            table = self.tables[ref.name]
            return table.table_arn if ref.attribute == "arn" else table.table_name
        if ref.kind == "function":
            function = self.functions[ref.name]
            return function.function_arn if ref.attribute == "arn" else function.function_name
        return self._machine(ref)

    def _machine(self, ref: Ref) -> str:
        machine = self.machines[ref.name]
        if ref.attribute == "arn":
            return machine.state_machine_arn
        if not isinstance(machine, stepfunctions.StateMachine):  # one that is defined elsewhere
            arn = self.stack.split_arn(machine.state_machine_arn, ArnFormat.COLON_RESOURCE_NAME)
            name = arn.resource_name or ""
            if ref.attribute == "name":
                return name
            return self.stack.format_arn(
                partition=arn.partition,
                service="states",
                region=arn.region,
                account=arn.account,
                resource="execution",
                resource_name=f"{name}:*",
                arn_format=ArnFormat.COLON_RESOURCE_NAME,
            )
        if ref.attribute == "executions":
            return self.stack.format_arn(
                service="states",
                resource="execution",
                resource_name=f"{machine.state_machine_name}:*",
                arn_format=ArnFormat.COLON_RESOURCE_NAME,
            )
        return machine.state_machine_name

    def arns(self, ref: Ref) -> list[str]:
        """The ARNs on which an action is allowed for a reference: its own, for most resources."""
        return [self.ref(ref), *self.also.get((ref.kind, ref.name), ())]

    def role(self, integration: str) -> iam.Role:
        """The role that API Gateway assumes for that integration. Raises Refusal where the graph grants it nothing."""
        role = self.roles.get(f"integration:{integration}")
        if role is None:
            raise Refusal(
                [Problem(code="no-grant", what=f"integration {integration!r} calls a service and may do nothing there")]
            )
        return role

    def websocket_stage(self) -> str:
        """The name of the WebSocket API's stage."""
        assert self.graph.websocket is not None
        return self.graph.websocket.stages[0].name or self.settings.stage

    def _connections(self) -> str:
        """The ARN of every connection of this stage (`POST`, `GET` and `DELETE` stand in the place of the first `*`)."""
        if self.websocket_api is None:
            raise KeyError("connections")
        return self.stack.format_arn(
            service="execute-api",
            resource=self.websocket_api.api_id,
            resource_name=f"{self.websocket_stage()}/*/@connections/*",
        )
