"""The subtypes of first-class integrations: each one's service, action, and required and optional parameters.

One table, from which everything else follows: what is refused, what is sent, and which IAM action the role needs. It is
that of "Integration subtype reference" of the HTTP API developer guide; `Region` is optional everywhere and not listed.

    text        sent as it is
    strings     a list: `["a", "b"]` as JSON, or `a,b`
    attributes  SQS's message attributes: `{"name": {"DataType": "String", "StringValue": "x"}}`
    time        a moment: seconds since 1970, or ISO 8601
    blob        bytes: base64, or text of which base64 is made
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

__all__ = ["REGION", "SUBTYPES", "Form", "Protocol", "Subtype"]

Form: TypeAlias = Literal["text", "strings", "attributes", "time", "blob"]
Protocol: TypeAlias = Literal["json", "query", "rest"]

REGION: Final = "Region"
"""The parameter that every subtype takes besides its own: the region of the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtype:
    """A subtype: the service by its signing name, its action, and the forms of its parameters by name."""

    service: str
    protocol: Protocol
    action: str
    required: Mapping[str, Form]
    optional: Mapping[str, Form] = field(default_factory=dict)

    @property
    def parameters(self) -> Mapping[str, Form]:
        """Every parameter."""
        return {**self.required, **self.optional, REGION: "text"}

    @property
    def permission(self) -> str:
        """The IAM action that the role needs: `sqs:SendMessage`."""
        return f"{self.service}:{self.action}"


SUBTYPES: Final[Mapping[str, Subtype]] = {
    "EventBridge-PutEvents": Subtype(
        service="events",
        protocol="json",
        action="PutEvents",
        required={"Detail": "text", "DetailType": "text", "Source": "text"},
        optional={"Time": "time", "EventBusName": "text", "Resources": "strings", "TraceHeader": "text"},
    ),
    "SQS-SendMessage": Subtype(
        service="sqs",
        protocol="query",
        action="SendMessage",
        required={"QueueUrl": "text", "MessageBody": "text"},
        optional={
            "DelaySeconds": "text",
            "MessageAttributes": "attributes",
            "MessageDeduplicationId": "text",
            "MessageGroupId": "text",
            "MessageSystemAttributes": "attributes",
        },
    ),
    "SQS-ReceiveMessage": Subtype(
        service="sqs",
        protocol="query",
        action="ReceiveMessage",
        required={"QueueUrl": "text"},
        optional={
            "AttributeNames": "strings",
            "MaxNumberOfMessages": "text",
            "MessageAttributeNames": "strings",
            "ReceiveRequestAttemptId": "text",
            "VisibilityTimeout": "text",
            "WaitTimeSeconds": "text",
        },
    ),
    "SQS-DeleteMessage": Subtype(
        service="sqs",
        protocol="query",
        action="DeleteMessage",
        required={"ReceiptHandle": "text", "QueueUrl": "text"},
    ),
    "SQS-PurgeQueue": Subtype(service="sqs", protocol="query", action="PurgeQueue", required={"QueueUrl": "text"}),
    "AppConfig-GetConfiguration": Subtype(
        service="appconfig",
        protocol="rest",
        action="GetConfiguration",
        required={"Application": "text", "Environment": "text", "Configuration": "text", "ClientId": "text"},
        optional={"ClientConfigurationVersion": "text"},
    ),
    "Kinesis-PutRecord": Subtype(
        service="kinesis",
        protocol="json",
        action="PutRecord",
        required={"StreamName": "text", "Data": "blob", "PartitionKey": "text"},
        optional={"SequenceNumberForOrdering": "text", "ExplicitHashKey": "text"},
    ),
    "StepFunctions-StartExecution": Subtype(
        service="states",
        protocol="json",
        action="StartExecution",
        required={"StateMachineArn": "text"},
        optional={"Name": "text", "Input": "text"},
    ),
    "StepFunctions-StartSyncExecution": Subtype(
        service="states",
        protocol="json",
        action="StartSyncExecution",
        required={"StateMachineArn": "text"},
        optional={"Name": "text", "Input": "text", "TraceHeader": "text"},
    ),
    "StepFunctions-StopExecution": Subtype(
        service="states",
        protocol="json",
        action="StopExecution",
        required={"ExecutionArn": "text"},
        optional={"Cause": "text", "Error": "text"},
    ),
}
"""Every subtype by its name."""
