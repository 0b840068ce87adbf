"""Task: has something else do the work: a function, a service, another machine, a worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from gwfw.asl import jsontext
from gwfw.asl.catch import read_catchers
from gwfw.asl.failures import data_limit, runtime
from gwfw.asl.fields import check_fields
from gwfw.asl.flows import read_flow
from gwfw.asl.formulas import read_value
from gwfw.asl.numbers import PARAMETER, Bounds, FixedNumber, NumberField, read_number
from gwfw.asl.query import Expression
from gwfw.asl.reader import Reader
from gwfw.asl.retry import read_retriers
from gwfw.asl.states.base import State, read_next
from gwfw.asl.tasks.activity import ActivityTask
from gwfw.asl.tasks.catalogue import Resource, read_resource
from gwfw.asl.template import read_template
from gwfw.asl.view import View
from gwfw.asl.work import Work

if TYPE_CHECKING:
    from gwfw.asl.chain import Chain

__all__ = ["Task", "read_task"]

LONGEST: Final = 99_999_999
_TIMEOUT: Final = Bounds(least=1, most=LONGEST, cause="TimeoutSeconds must be between 1 and 99999999.")
_HEARTBEAT: Final = Bounds(least=1, most=LONGEST, cause="HeartbeatSeconds must be between 1 and 99999999.")
_NOTHING: Final = Resource(text="", type="", action="", pattern="", integration=ActivityTask(""))
"""Stands for a resource that is wrong, so that reading can go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(State):
    """A Task state. Without `timeout` it may take as long as it wants."""

    kind: ClassVar[str] = "Task"
    retriable: ClassVar[bool] = True

    resource: Resource
    timeout: NumberField | None
    heartbeat: NumberField | None
    role: Expression | None

    def begin(self, chain: Chain, now: float) -> None:
        """Ask for the work."""
        if self.resource.waits_for_token:
            chain.token = chain.engine.sources.ids.uuid()
        view = chain.view(now)
        arguments = self.flow.arguments(view)
        if arguments is not chain.raw and jsontext.oversize(arguments):
            raise data_limit(self.name, fatal=False)
        timeout, heartbeat = self._times(view.of(self.flow.effective(view)))
        chain.activity = work = Work(chain, self.resource, timeout, heartbeat)
        work.begin(arguments, now, self._role(view))

    def _times(self, view: View) -> tuple[float | None, float | None]:
        timeout, heartbeat = (None if number is None else number.evaluate(view) for number in (self.timeout, self.heartbeat))
        if heartbeat is not None and heartbeat >= (timeout or LONGEST):
            raise runtime("HeartbeatSeconds must be smaller than TimeoutSeconds.")
        return timeout, heartbeat

    def _role(self, view: View) -> str | None:
        if self.role is None:
            return None
        credentials = self.role.evaluate(view)
        role = credentials.get("RoleArn") if isinstance(credentials, dict) else None
        if not isinstance(role, str):
            raise runtime("The RoleArn of the field Credentials must be a string.")
        return role


def read_task(reader: Reader, name: str) -> Task:
    """Compile a Task state."""
    reader.require("Resource")
    timeout = read_number(reader, "TimeoutSeconds", _TIMEOUT, PARAMETER)
    heartbeat = read_number(reader, "HeartbeatSeconds", _HEARTBEAT, PARAMETER)
    if isinstance(timeout, FixedNumber) and isinstance(heartbeat, FixedNumber) and heartbeat.value >= timeout.value:
        reader.refuse("HeartbeatSeconds must be smaller than TimeoutSeconds", "HeartbeatSeconds")
    return Task(
        name=name,
        flow=read_flow(reader, has_result=True),
        next=read_next(reader),
        retriers=read_retriers(reader),
        catchers=read_catchers(reader),
        resource=read_resource(reader) or _NOTHING,
        timeout=timeout,
        heartbeat=heartbeat,
        role=_credentials(reader),
    )


def _credentials(reader: Reader) -> Expression | None:
    child = reader.child("Credentials")
    if child is None:
        return None
    check_fields(child, frozenset({"RoleArn"}) if reader.jsonata else frozenset({"RoleArn", "RoleArn.$"}))
    return read_value(reader, "Credentials") if reader.jsonata else read_template(reader, "Credentials")
