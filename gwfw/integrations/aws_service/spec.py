"""The value of a first-class integration with an AWS service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gwfw.graph.model import Integration, Ref, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsService(Integration):
    """Call the action that `subtype` names, such as `SQS-SendMessage` (`gwfw.integrations.aws_service.subtypes`).

    The action's parameters are `request_parameters`, expressions by the subtype's own names (`("MessageBody",
    "$request.body")`), and `bound`, those that are known once the app runs somewhere (`("QueueUrl", (Ref("queue", "jobs",
    "url"),))`). `resource` is what the role that API Gateway assumes may touch; None grants nothing.
    """

    kind: ClassVar[str] = "aws_service"
    service_parameters: ClassVar[bool] = True
    subtype: str
    bound: tuple[tuple[str, Text], ...] = ()
    resource: Ref | None = None

    @property
    def parameters(self) -> tuple[tuple[str, Text], ...]:
        """Every parameter; an expression is a text without a reference."""
        return (*self.bound, *((name, (expression,)) for name, expression in self.request_parameters))
