"""The constructs of a state machine: the machine with tracing, its log group, and a role without any permission yet."""

from __future__ import annotations

from aws_cdk import aws_iam as iam
from aws_cdk import aws_stepfunctions as stepfunctions

from gwfw.graph.model import Machine
from gwfw.synth.logs import log_group
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["construct"]

TYPES = {
    "STANDARD": stepfunctions.StateMachineType.STANDARD,
    "EXPRESS": stepfunctions.StateMachineType.EXPRESS,
}


def construct(machine: Machine, parts: Parts) -> None:
    """Add the state machine and its role to the parts. Functions and tables of its definition are there already.

    The CDK adds what Step Functions needs for log delivery and X-Ray to the role; AWS knows no narrower form of these.
    """
    name = machine.name
    role = iam.Role(parts.scope, construct_id("MachineRole", name), assumed_by=iam.ServicePrincipal("states.amazonaws.com"))
    parts.roles[f"machine:{name}"] = role
    parts.machines[name] = stepfunctions.StateMachine(
        parts.scope,
        construct_id("Machine", name),
        definition_body=stepfunctions.DefinitionBody.from_string(parts.text(machine.definition)),
        state_machine_type=TYPES[machine.type],
        role=role,
        tracing_enabled=True,
        logs=stepfunctions.LogOptions(
            destination=log_group(parts, construct_id("MachineLog", name)), level=stepfunctions.LogLevel.ALL
        ),
    )
