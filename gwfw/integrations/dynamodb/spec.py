"""The value of a DynamoDB integration of a WebSocket route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from gwfw.graph.model import Integration, Text

Action: TypeAlias = Literal["PutItem", "UpdateItem", "DeleteItem"]
"""What API Gateway does with one item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamoDb(Integration):
    """Call `action` on `table` with the rendered `template` (a mapping template in VTL whose output is JSON)."""

    kind: ClassVar[str] = "dynamodb"
    table: str
    action: Action
    template: Text
