"""The state machines that exist: those of the app's graph, and those that somebody made through the API."""

from __future__ import annotations

from collections.abc import Iterator

from gwfw.graph.model import AppGraph, Machine
from gwfw.local.names import LocalNames
from gwfw.local.settings import LocalSettings
from gwfw.local.states import arns, faults
from gwfw.local.states.machine import StateMachine

__all__ = ["Registry"]


class Registry:
    """State machines by ARN."""

    def __init__(self, graph: AppGraph, settings: LocalSettings) -> None:
        self._settings = settings
        self._machines: dict[str, StateMachine] = {}
        self._undated: list[StateMachine] = []
        self._elsewhere: dict[str, str] = {}
        self.replace(graph)

    def replace(self, graph: AppGraph) -> None:
        """After a reload: the graph's machines as they are now. Unchanged ones stay, those made through the API too.

        A machine that is defined elsewhere does not exist here, unless the graph has what runs in its place.
        """
        names = LocalNames(graph, self._settings)
        built = [self._of_graph(machine, names) for machine in graph.machines if machine.definition]
        lacking = (machine.name for machine in graph.machines if not machine.definition)
        self._elsewhere = {names.arn("machine", name): name for name in lacking}
        for machine in [known for known in self if known.graph_name is not None]:
            del self._machines[machine.arn]
        self._machines |= {machine.arn: machine for machine in built}

    def date(self, now: float) -> None:
        """The graph's new machines exist from now on."""
        while self._undated:
            machine = self._undated.pop()
            if machine.created_at:
                machine.updated_at = now
            else:
                machine.created_at = now

    def find(self, arn: str) -> StateMachine:
        """The state machine. Raises Fault."""
        arns.parse(arn, "stateMachine")
        machine = self._machines.get(arn)
        if machine is None:
            raise faults.machine_missing(arn, self._elsewhere.get(arn))
        return machine

    def get(self, arn: str) -> StateMachine | None:
        """The state machine with that ARN, if there is one."""
        return self._machines.get(arn)

    def named(self, name: str) -> StateMachine | None:
        """The machine that the graph calls so, else the one that has the name."""
        machines = list(self)
        found = [machine for machine in machines if machine.graph_name == name]
        return next(iter(found), next((machine for machine in machines if machine.name == name), None))

    def put(self, machine: StateMachine) -> None:
        """Add a machine, or put it in the place of the one with its ARN."""
        self._machines[machine.arn] = machine

    def remove(self, arn: str) -> None:
        """Forget a machine, if there is one."""
        self._machines.pop(arn, None)

    def __iter__(self) -> Iterator[StateMachine]:
        return iter(tuple(self._machines.values()))

    def _of_graph(self, machine: Machine, names: LocalNames) -> StateMachine:
        arn, definition = names.arn("machine", machine.name), names.text(machine.definition)
        known = self._machines.get(arn)
        if known is not None and (known.definition, known.type) == (definition, machine.type):
            return known
        physical = names.name("machine", machine.name)
        built = StateMachine(
            arn=arn,
            name=physical,
            definition=definition,
            type=machine.type,
            role_arn=f"arn:aws:iam::{self._settings.account_id}:role/{physical}",
            graph_name=machine.name,
            created_at=known.created_at if known is not None else 0.0,
        )
        self._undated.append(built)
        return built
