"""IAM exactly as the graph says it: one statement for each grant, and a role for each integration that is granted any."""

from __future__ import annotations

from aws_cdk import aws_iam as iam

from gwfw.graph.model import Grant
from gwfw.synth.blame import blaming
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["construct"]


def construct(parts: Parts) -> None:
    """Write every grant of the graph into its principal's role. That of a machine defined elsewhere is not made here."""
    elsewhere = {f"machine:{machine.name}" for machine in parts.graph.machines if machine.arn is not None}
    for grant in parts.graph.grants:
        if grant.principal in elsewhere:
            continue
        with blaming(f"grant of {grant.principal}"):
            _role(grant.principal, parts).add_to_policy(_statement(grant, parts))


def _statement(grant: Grant, parts: Parts) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=list(grant.actions), resources=parts.arns(grant.resource))


def _role(principal: str, parts: Parts) -> iam.Role:
    """The principal's role. API Gateway's is made here: the CDK makes none for service integrations."""
    kind, _, name = principal.partition(":")
    if principal not in parts.roles and kind == "integration":
        parts.roles[principal] = iam.Role(
            parts.scope, construct_id("IntegrationRole", name), assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com")
        )
    return parts.roles[principal]
