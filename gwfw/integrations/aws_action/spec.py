"""The value of an AWS service integration of a WebSocket route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gwfw.graph.model import Ref, Text
from gwfw.graph.nonproxy import NonProxy


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsAction(NonProxy):
    """Call an action of `service`, named as in its host (`dynamodb`, `sqs`, `events`), or, without one, its `path`.

    `arn:aws:apigateway:{region}:dynamodb:action/PutItem` has the action `PutItem`, `...:sqs:path/{account}/{queue}` the
    path `{account}/{queue}`. The role that API Gateway assumes may do what `allow` says (IAM actions) on `resource`.
    """

    kind: ClassVar[str] = "aws_action"
    service: str
    action: str | None = None
    path: Text | None = None
    method: str = "POST"
    resource: Ref | None = None
    allow: tuple[str, ...] = ()
