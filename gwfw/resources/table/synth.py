"""The construct of a DynamoDB table: billed on demand; in `prod` it is kept and can be restored to a point in time."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb

from gwfw.graph.model import Table
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["construct"]

TYPES = {"S": dynamodb.AttributeType.STRING, "N": dynamodb.AttributeType.NUMBER}


def construct(table: Table, parts: Parts) -> None:
    """Add the table to the parts."""
    lasting = parts.settings.lasting
    sort = None if table.sort is None else dynamodb.Attribute(name=table.sort, type=TYPES[table.sort_type])
    parts.tables[table.name] = dynamodb.Table(
        parts.scope,
        construct_id("Table", table.name),
        partition_key=dynamodb.Attribute(name=table.key, type=TYPES[table.key_type]),
        sort_key=sort,
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=lasting
        ),
        time_to_live_attribute=table.expires,
        removal_policy=RemovalPolicy.RETAIN if lasting else RemovalPolicy.DESTROY,
    )
