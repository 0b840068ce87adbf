"""The ARNs of state machines and executions.

arn:aws:states:us-east-1:123456789012:stateMachine:fulfil
arn:aws:states:us-east-1:123456789012:execution:fulfil:7c1a...
arn:aws:states:us-east-1:123456789012:express:fulfil:7c1a...:9d0e...
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gwfw.local.states.faults import invalid_arn, invalid_name

__all__ = ["Arn", "activity_arn", "check_name", "execution_arn", "express_arn", "machine_arn", "parse"]

_FORM: Final = re.compile(r"arn:[a-z0-9-]+:states:([a-z0-9-]+):(\d{12}):([A-Za-z]+):(.+)")
_FORBIDDEN: Final = re.compile(r"[\s<>{}\[\]?*\"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]")
_NAME_LENGTH: Final = 80


@dataclass(frozen=True, slots=True)
class Arn:
    """An ARN of the service, taken apart. `kind` is `stateMachine`, `execution`, `express`, ...; `rest` what follows."""

    text: str
    region: str
    kind: str
    rest: str


def parse(text: str, *kinds: str) -> Arn:
    """The parts of an ARN. Raises Fault for what is no ARN of the service or none of these kinds."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise invalid_arn(f"Invalid ARN prefix: {text}")
    arn = Arn(text, match[1], match[3], match[4])
    if arn.kind not in kinds:
        raise invalid_arn(f"Resource type not valid in this context: {arn.kind}")
    return arn


def machine_arn(region: str, account_id: str, name: str) -> str:
    """The ARN of a state machine."""
    return f"arn:aws:states:{region}:{account_id}:stateMachine:{name}"


def activity_arn(region: str, account_id: str, name: str) -> str:
    """The ARN of an activity."""
    return f"arn:aws:states:{region}:{account_id}:activity:{name}"


def execution_arn(machine: str, name: str) -> str:
    """The ARN of a standard execution of the machine with that ARN."""
    return f"{machine.replace(':stateMachine:', ':execution:', 1)}:{name}"


def express_arn(machine: str, name: str, unique: str) -> str:
    """The ARN of an express execution: names may come again, hence `unique`."""
    return f"{machine.replace(':stateMachine:', ':express:', 1)}:{name}:{unique}"


def check_name(name: str) -> str:
    """The name, if it can be that of a machine or an execution. Raises Fault."""
    if not 1 <= len(name) <= _NAME_LENGTH or _FORBIDDEN.search(name):
        raise invalid_name(name)
    return name
