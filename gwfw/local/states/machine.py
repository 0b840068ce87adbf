"""A state machine as the service keeps it: its names, its definition, and the program that executions run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from gwfw.local.states.faults import invalid_definition

if TYPE_CHECKING:
    from gwfw.asl.program import Program

__all__ = ["MachineType", "StateMachine"]

MachineType: TypeAlias = Literal["STANDARD", "EXPRESS"]


@dataclass(slots=True, eq=False, kw_only=True)
class StateMachine:
    """One state machine. A changed definition makes another one: executions that run keep theirs.

    `graph_name` is what the app's graph calls it, None for one that was made through the API. Dates are epoch seconds.
    """

    arn: str
    name: str
    definition: str
    type: MachineType
    role_arn: str
    graph_name: str | None = None
    created_at: float = 0.0
    updated_at: float | None = None
    logging: dict[str, object] = field(default_factory=lambda: {"level": "OFF", "includeExecutionData": False})
    tracing: dict[str, object] = field(default_factory=lambda: {"enabled": False})
    tags: dict[str, str] = field(default_factory=dict)
    _program: Program | None = None

    @property
    def is_express(self) -> bool:
        """Whether executions are express ones."""
        return self.type == "EXPRESS"

    @property
    def program(self) -> Program:
        """The compiled definition, made on first use. Raises Fault for one that cannot be run."""
        if self._program is None:
            from gwfw.asl import program

            try:
                self._program = program.load(self.definition, express=self.is_express)
            except program.DefinitionError as error:
                raise invalid_definition(str(error)) from error
        return self._program

    @property
    def revision_id(self) -> str:
        """Names this state of the definition: a UUID made of its digest."""
        digest = hashlib.sha256(f"{self.type}{self.role_arn}{self.definition}".encode()).hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"
