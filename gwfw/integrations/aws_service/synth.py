"""First-class integrations of HTTP APIs, with gwfw's own role: one action on one resource.

The CDK has classes for some of the subtypes, which make roles by themselves; here the graph's grant is the only source of
permissions, as everywhere, and all subtypes are made alike.
"""

from __future__ import annotations

from typing import Final

from aws_cdk import aws_apigatewayv2 as apigatewayv2
from aws_cdk import aws_iam as iam

from gwfw.graph.model import Route
from gwfw.integrations.aws_service.spec import AwsService
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["ServiceAction", "http"]

_Known = apigatewayv2.HttpIntegrationSubtype

SUBTYPES: Final = {
    "AppConfig-GetConfiguration": _Known.APPCONFIG_GET_CONFIGURATION,
    "EventBridge-PutEvents": _Known.EVENTBRIDGE_PUT_EVENTS,
    "Kinesis-PutRecord": _Known.KINESIS_PUT_RECORD,
    "SQS-DeleteMessage": _Known.SQS_DELETE_MESSAGE,
    "SQS-PurgeQueue": _Known.SQS_PURGE_QUEUE,
    "SQS-ReceiveMessage": _Known.SQS_RECEIVE_MESSAGE,
    "SQS-SendMessage": _Known.SQS_SEND_MESSAGE,
    "StepFunctions-StartExecution": _Known.STEPFUNCTIONS_START_EXECUTION,
    "StepFunctions-StartSyncExecution": _Known.STEPFUNCTIONS_START_SYNC_EXECUTION,
    "StepFunctions-StopExecution": _Known.STEPFUNCTIONS_STOP_EXECUTION,
}


class ServiceAction(apigatewayv2.HttpRouteIntegration):
    """One action of a service, with a role and parameters that are given."""

    def __init__(self, spec: AwsService, parameters: dict[str, str], role: iam.Role) -> None:
        super().__init__(construct_id("Integration", spec.name))
        self.spec, self.parameters, self.role = spec, parameters, role

    def bind(self, *, route: apigatewayv2.IHttpRoute, scope: object) -> apigatewayv2.HttpRouteIntegrationConfig:
        """What the CDK writes into the integration. Service integrations have payload format 1.0."""
        mapping = apigatewayv2.ParameterMapping()
        for name, value in self.parameters.items():
            mapping.custom(name, value)
        return apigatewayv2.HttpRouteIntegrationConfig(
            type=apigatewayv2.HttpIntegrationType.AWS_PROXY,
            subtype=SUBTYPES[self.spec.subtype],
            payload_format_version=apigatewayv2.PayloadFormatVersion.VERSION_1_0,
            connection_type=apigatewayv2.HttpConnectionType.INTERNET,
            credentials=apigatewayv2.IntegrationCredentials.from_role(self.role),
            parameter_mapping=mapping,
        )


def http(spec: AwsService, parts: Parts, routes: tuple[Route, ...]) -> apigatewayv2.HttpRouteIntegration:
    """The integration of HTTP routes."""
    parameters = {name: parts.text(text) for name, text in spec.parameters}
    return ServiceAction(spec, parameters, parts.role(spec.name))
