"""The constructs of a state machine: the machine with tracing, its log group, and a role without any permission yet."""

from __future__ import annotations

from aws_cdk import ArnFormat
from aws_cdk import aws_iam as iam
from aws_cdk import aws_stepfunctions as stepfunctions

from gwfw.errors import Problem, Refusal
from gwfw.graph.model import Machine, Ref
from gwfw.synth import own
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
    A machine that is defined elsewhere is only referred to.
    """
    name = machine.name
    if isinstance(machine.arn, Ref):
        parts.machines[name] = _own(machine, machine.arn, parts)
        return
    if machine.arn is not None:
        parts.machines[name] = stepfunctions.StateMachine.from_state_machine_arn(
            parts.scope, construct_id("Machine", name), machine.arn
        )
        return
    definition = parts.text(machine.definition)
    role = iam.Role(parts.scope, construct_id("MachineRole", name), assumed_by=iam.ServicePrincipal("states.amazonaws.com"))
    parts.roles[f"machine:{name}"] = role
    made = parts.machines[name] = stepfunctions.StateMachine(
        parts.scope,
        construct_id("Machine", name),
        definition_body=stepfunctions.DefinitionBody.from_string(definition),
        state_machine_type=TYPES[machine.type],
        role=role,
        tracing_enabled=True,
        logs=stepfunctions.LogOptions(
            destination=log_group(parts, construct_id("MachineLog", name)), level=stepfunctions.LogLevel.ALL
        ),
    )
    needed = [*_nested(definition, parts), *_distributed(definition, made, parts)]
    if needed:
        # A policy of its own: the machine depends on its role's, and these name the machine.
        iam.Policy(parts.scope, construct_id("MachinePolicy", name), statements=needed, roles=[role])


def _own(machine: Machine, ref: Ref, parts: Parts) -> stepfunctions.IStateMachine:
    """The machine that the app makes itself. Raises Refusal for one of the other type, where it says its type."""
    subject, remedy = f"machine {machine.name}", "return the machine: aws_stepfunctions.StateMachine(stack, ...)"
    made: stepfunctions.IStateMachine = own.of_type(ref, stepfunctions.IStateMachine, subject, remedy, parts)
    if isinstance(made, stepfunctions.StateMachine) and made.state_machine_type != TYPES[machine.type]:
        express = made.state_machine_type == stepfunctions.StateMachineType.EXPRESS
        what = f"{subject}: the construct {ref.name} is a machine of the other type"
        received, remedy = made.state_machine_type.name, f"sfn.machine({machine.name!r}, {ref.name}, express={express})"
        raise Refusal([Problem(code="construct-type", what=what, received=received, allowed=machine.type, remedy=remedy)])
    return made


def _nested(definition: str, parts: Parts) -> list[iam.PolicyStatement]:
    """Waiting for an execution goes by a rule that Step Functions manages itself; it has one name in every account."""
    if "states:startExecution.sync" not in definition:
        return []
    rule = parts.stack.format_arn(
        service="events", resource="rule", resource_name="StepFunctionsGetEventsForStepFunctionsExecutionRule"
    )
    actions = ["events:DescribeRule", "events:PutRule", "events:PutTargets"]
    return [iam.PolicyStatement(actions=actions, resources=[rule])]


def _distributed(definition: str, machine: stepfunctions.StateMachine, parts: Parts) -> list[iam.PolicyStatement]:
    """A distributed Map starts its items as executions of the machine that it belongs to."""
    if '"DISTRIBUTED"' not in definition:
        return []
    executions = parts.stack.format_arn(
        service="states",
        resource="execution",
        resource_name=f"{machine.state_machine_name}:*",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
    return [
        iam.PolicyStatement(actions=["states:StartExecution"], resources=[machine.state_machine_arn]),
        iam.PolicyStatement(actions=["states:DescribeExecution", "states:StopExecution"], resources=[executions]),
    ]
