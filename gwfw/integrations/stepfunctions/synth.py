"""The first-class Step Functions integration of HTTP APIs, and the AWS integration of WebSocket APIs, with gwfw's own
role: one action on one state machine.

`HttpStepFunctionsIntegration` makes a role by itself and takes the CDK's own machines only; here the graph's grant is the
only source of permissions, as everywhere.
"""

from __future__ import annotations

from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_iam as iam
from aws_cdk.aws_apigatewayv2_integrations import WebSocketAwsIntegration

from gwfw.graph.model import Ref, Route
from gwfw.integrations.stepfunctions.spec import StepFunctions
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["MachineAction", "http", "websocket"]

SUBTYPES = {
    "StartExecution": apigatewayv2.HttpIntegrationSubtype.STEPFUNCTIONS_START_EXECUTION,
    "StartSyncExecution": apigatewayv2.HttpIntegrationSubtype.STEPFUNCTIONS_START_SYNC_EXECUTION,
    "StopExecution": apigatewayv2.HttpIntegrationSubtype.STEPFUNCTIONS_STOP_EXECUTION,
}


class MachineAction(apigatewayv2.HttpRouteIntegration):
    """One action of Step Functions, with a role that is given."""

    def __init__(self, spec: StepFunctions, machine_arn: str, role: iam.Role) -> None:
        super().__init__(construct_id("Integration", spec.name))
        self.spec, self.machine_arn, self.role = spec, machine_arn, role

    def bind(self, *, route: apigatewayv2.IHttpRoute, scope: object) -> apigatewayv2.HttpRouteIntegrationConfig:
        """What the CDK writes into the integration. Service integrations have payload format 1.0."""
        mapping = apigatewayv2.ParameterMapping()
        if self.spec.action != "StopExecution":
            mapping.custom("StateMachineArn", self.machine_arn)
        for name, expression in self.spec.parameters:
            mapping.custom(name, expression)
        return apigatewayv2.HttpRouteIntegrationConfig(
            type=apigatewayv2.HttpIntegrationType.AWS_PROXY,
            subtype=SUBTYPES[self.spec.action],
            payload_format_version=apigatewayv2.PayloadFormatVersion.VERSION_1_0,
            connection_type=apigatewayv2.HttpConnectionType.INTERNET,
            credentials=apigatewayv2.IntegrationCredentials.from_role(self.role),
            parameter_mapping=mapping,
        )


def http(spec: StepFunctions, parts: Parts, routes: tuple[Route, ...]) -> apigatewayv2.HttpRouteIntegration:
    """The integration of HTTP routes."""
    return MachineAction(spec, parts.ref(Ref("machine", spec.machine, "arn")), parts.role(spec.name))


def websocket(spec: StepFunctions, parts: Parts, routes: tuple[Route, ...]) -> apigatewayv2.WebSocketRouteIntegration:
    """The integration of WebSocket routes, whose messages are the machine's inputs."""
    stack = parts.stack
    return WebSocketAwsIntegration(
        construct_id("Integration", spec.name),
        integration_uri=f"arn:{stack.partition}:apigateway:{stack.region}:states:action/{spec.action}",
        integration_method="POST",
        credentials_role=parts.role(spec.name),
        request_templates={"$default": parts.text(spec.template)},
        template_selection_expression=r"\$default",
    )
