"""How the service words the errors of AWS services that it calls: prefix, exception and cause.

Optimized integrations show the names of the first Java SDK (`DynamoDB.AmazonDynamoDBException`), `aws-sdk` ones those of
the second (`DynamoDb.DynamoDbException`). An error code that the API's model has no exception for is the service's base
exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gwfw.asl.actions import Refused
from gwfw.asl.failures import StateError

__all__ = ["Service", "optimized", "sdk"]


@dataclass(frozen=True, slots=True)
class Service:
    """A service: `prefix` of its errors, its `name` in causes, its `base` exception."""

    prefix: str
    name: str
    base: str
    sdk: bool = False

    def error(self, refused: Refused) -> StateError:
        """The error that a refusal gives."""
        code = refused.code.rpartition("#")[2].partition(":")[0].rpartition(".")[2]
        name = self.base if code in _UNMODELLED else code if code.endswith("Exception") else f"{code}Exception"
        return StateError(f"{self.prefix}.{name}", f"{refused.message} ({self._about(refused, code)}")

    def _about(self, refused: Refused, code: str) -> str:
        if self.sdk:
            status = f"Status Code: {refused.status}, Request ID: {refused.request_id})"
            return f"Service: {self.name}, {status} (SDK Attempt Count: 1)"
        status = f"Status Code: {refused.status}; Error Code: {code}; Request ID: {refused.request_id}"
        return f"Service: {self.name}; {status}; Proxy: null)"


_UNMODELLED: Final = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "IncompleteSignature",
        "InternalFailure",
        "InvalidAction",
        "InvalidParameterValue",
        "MissingParameter",
        "SerializationException",
        "UnknownOperationException",
        "UnrecognizedClientException",
        "ValidationError",
        "ValidationException",
    }
)

_OPTIMIZED: Final = {
    "apigateway": Service("ApiGateway", "AmazonApiGateway", "AmazonApiGatewayException"),
    "dynamodb": Service("DynamoDB", "AmazonDynamoDBv2", "AmazonDynamoDBException"),
    "events": Service("EventBridge", "AmazonCloudWatchEvents", "AmazonCloudWatchEventsException"),
    "lambda": Service("Lambda", "AWSLambda", "AWSLambdaException"),
    "sns": Service("SNS", "AmazonSNS", "AmazonSNSException"),
    "sqs": Service("SQS", "AmazonSQS", "AmazonSQSException"),
    "states": Service("StepFunctions", "AWSStepFunctions", "AWSStepFunctionsException"),
}

_SDK_NAMES: Final = {
    "apigateway": "ApiGateway",
    "apigatewaymanagementapi": "ApiGatewayManagementApi",
    "apigatewayv2": "ApiGatewayV2",
    "cloudformation": "CloudFormation",
    "cloudwatch": "CloudWatch",
    "cloudwatchlogs": "CloudWatchLogs",
    "cognitoidentityprovider": "CognitoIdentityProvider",
    "dynamodb": "DynamoDb",
    "eventbridge": "EventBridge",
    "secretsmanager": "SecretsManager",
    "sesv2": "SesV2",
}


def optimized(service: str) -> Service:
    """The service of an optimized integration."""
    return _OPTIMIZED.get(service) or Service(service.capitalize(), f"AWS{service.capitalize()}", "ServiceException")


def sdk(service: str) -> Service:
    """The service of an AWS SDK integration."""
    name = _SDK_NAMES.get(service, service.capitalize())
    return Service(name, name, f"{name}Exception", sdk=True)
