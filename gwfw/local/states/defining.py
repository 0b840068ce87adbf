"""State machines through the API: Create, Update, Delete, Describe, List."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gwfw.exchange import Token
from gwfw.local.states import arns, pages, tagging
from gwfw.local.states.faults import Fault
from gwfw.local.states.machine import MachineType, StateMachine
from gwfw.local.states.members import Members

if TYPE_CHECKING:
    from gwfw.local.states.service import Service

__all__ = [
    "create_state_machine",
    "delete_state_machine",
    "describe_state_machine",
    "describe_state_machine_for_execution",
    "list_state_machines",
    "update_state_machine",
]

DEFINITION_LENGTH: Final = 1_048_576
TYPES: Final = ("STANDARD", "EXPRESS")
LEVELS: Final = ("ALL", "ERROR", "FATAL", "OFF")
OWNED_KEY: Final = {"type": "AWS_OWNED_KEY"}


def create_state_machine(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """Make a state machine. The same again gives the same one; another definition under its name is an error."""
    _refuse_versions(given)
    name = arns.check_name(given.needed("name"))
    express = given.choice("type", TYPES) == "EXPRESS"
    type_: MachineType = "EXPRESS" if express else "STANDARD"
    arn = arns.machine_arn(service.settings.region, service.settings.account_id, name)
    machine = StateMachine(
        arn=arn,
        name=name,
        definition=given.needed("definition", longest=DEFINITION_LENGTH, shortest=1),
        type=type_,
        role_arn=given.arn("roleArn"),
        created_at=now,
        tags=tagging.tags(given),
    )
    _configure(machine, given)
    known = service.registry.get(arn)
    if known is None:
        machine.program  # noqa: B018 -- compiled now, so that a wrong one is refused
        service.registry.put(machine)
    elif (known.definition, known.type, known.logging, known.tracing) != (
        machine.definition,
        machine.type,
        machine.logging,
        machine.tracing,
    ):
        raise Fault("StateMachineAlreadyExists", f"State Machine Already Exists: '{arn}'")
    return {"stateMachineArn": arn, "creationDate": (known or machine).created_at}


def update_state_machine(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """Change a state machine. Executions that run go on with what they began with."""
    _refuse_versions(given)
    known = service.registry.find(given.arn("stateMachineArn"))
    if not any(given.has(member) for member in ("definition", "roleArn", "loggingConfiguration", "tracingConfiguration")):
        what = "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified"
        raise Fault("MissingRequiredParameter", what)
    machine = StateMachine(
        arn=known.arn,
        name=known.name,
        definition=given.text("definition", longest=DEFINITION_LENGTH, shortest=1) or known.definition,
        type=known.type,
        role_arn=given.text("roleArn") or known.role_arn,
        graph_name=known.graph_name,
        created_at=known.created_at,
        updated_at=now,
        logging=known.logging,
        tracing=known.tracing,
        tags=known.tags,
    )
    _configure(machine, given)
    machine.program  # noqa: B018 -- compiled now, so that a wrong one is refused
    service.registry.put(machine)
    return {"updateDate": now, "revisionId": machine.revision_id}


def delete_state_machine(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """Delete a state machine; also one that is not there. Executions that run go on."""
    arn = given.arn("stateMachineArn")
    arns.parse(arn, "stateMachine")
    service.registry.remove(arn)
    return {}


def describe_state_machine(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """A state machine."""
    machine = service.registry.find(given.arn("stateMachineArn"))
    return {
        **_described(machine, given),
        "status": "ACTIVE",
        "type": machine.type,
        "creationDate": machine.created_at,
    }


def describe_state_machine_for_execution(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """The state machine as it was when the execution started."""
    machine = service.executions.find(given.arn("executionArn")).machine
    return {**_described(machine, given), "updateDate": machine.updated_at or machine.created_at}


def list_state_machines(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """Every state machine, the newest first."""
    machines = sorted(service.registry, key=lambda machine: machine.created_at, reverse=True)
    page = pages.cut(machines, given, "machines")
    listed = [
        {
            "stateMachineArn": machine.arn,
            "name": machine.name,
            "type": machine.type,
            "creationDate": machine.created_at,
        }
        for machine in page.items
    ]
    return {"stateMachines": listed, **page.following}


def _described(machine: StateMachine, given: Members) -> dict[str, object]:
    whole = given.choice("includedData", ("ALL_DATA", "METADATA_ONLY")) != "METADATA_ONLY"
    return {
        "stateMachineArn": machine.arn,
        "name": machine.name,
        "definition": machine.definition if whole else "{}",
        "roleArn": machine.role_arn,
        "loggingConfiguration": machine.logging,
        "tracingConfiguration": machine.tracing,
        "encryptionConfiguration": OWNED_KEY,
        "revisionId": machine.revision_id,
    }


def _configure(machine: StateMachine, given: Members) -> None:
    encryption = given.structure("encryptionConfiguration")
    if encryption is not None and encryption.get("type") != OWNED_KEY["type"]:
        raise Fault("ValidationException", "The local Step Functions encrypts nothing; leave encryptionConfiguration out")
    logging, tracing = given.structure("loggingConfiguration"), given.structure("tracingConfiguration")
    if logging is not None:
        Members(logging).choice("level", LEVELS)
        machine.logging = {"level": "OFF", "includeExecutionData": False, **logging}
    if tracing is not None:
        machine.tracing = {"enabled": False, **tracing}


def _refuse_versions(given: Members) -> None:
    if given.flag("publish"):
        raise Fault("ValidationException", "The local Step Functions publishes no versions; leave publish out")
