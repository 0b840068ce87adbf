"""Wait: until a number of seconds has passed, or until a time. A time that is past does not wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from gwfw.asl import jsontext
from gwfw.asl.failures import StateError, runtime
from gwfw.asl.flows import read_flow
from gwfw.asl.formulas import FormulaField, query_failure, read_formula
from gwfw.asl.numbers import PARAMETER, Bounds, NumberField, read_number
from gwfw.asl.paths import read_path
from gwfw.asl.query import Constant, Expression, Query
from gwfw.asl.reader import Reader, is_expression
from gwfw.asl.states.base import State, read_next
from gwfw.asl.timestamp import nanoseconds
from gwfw.asl.view import View

if TYPE_CHECKING:
    from gwfw.asl.chain import Chain

__all__ = ["Wait", "read_wait"]

LONGEST: Final = 2_147_483_647
_TOO_LONG: Final = "Wait state delay is too long."
_SECONDS: Final = Bounds(least=0, most=LONGEST, cause=_TOO_LONG)
_FIELDS: Final = ("Seconds", "SecondsPath", "Timestamp", "TimestampPath")


@dataclass(frozen=True, slots=True)
class Delay:
    """`Seconds` or `SecondsPath`."""

    seconds: NumberField

    def until(self, view: View) -> float:
        """The epoch time at which to go on. Raises StateError."""
        return view.now + self.seconds.evaluate(view)


@dataclass(frozen=True, slots=True)
class Moment:
    """`Timestamp` or `TimestampPath`; `path` is the latter's text, `formula` set for an expression."""

    time: Expression
    path: str | None = None
    formula: FormulaField | None = None

    def until(self, view: View) -> float:
        """The epoch time at which to go on. Raises StateError."""
        value = self.time.evaluate(view)
        moment = nanoseconds(value)
        if moment is None:
            raise self._unreadable(value)
        if moment / 1e9 > view.now + LONGEST:
            raise runtime(_TOO_LONG) if self.formula is None else query_failure(_TOO_LONG, self.formula.field)
        return moment / 1e9

    def _unreadable(self, value: object) -> StateError:
        shown = value if isinstance(value, str) else jsontext.text(value)
        form = "ISO-8601 extended offset date-time format string"
        if self.formula is not None:
            return query_failure(f"The Timestamp field cannot be parsed as an {form}: {shown}", self.formula.field)
        return runtime(f"The TimestampPath parameter does not reference a valid {form}: {self.path} == {shown}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(State):
    """A Wait state."""

    kind: ClassVar[str] = "Wait"

    end: Delay | Moment

    def begin(self, chain: Chain, now: float) -> None:
        """Wait, then hand the effective input on."""
        view = chain.view(now)
        effective = self.flow.effective(view)
        chain.sleep(self.end.until(view.of(effective)), lambda later: chain.succeed(effective, later))


def read_wait(reader: Reader, name: str) -> Wait:
    """Compile a Wait state."""
    return Wait(name=name, flow=read_flow(reader), next=read_next(reader), end=_end(reader) or Moment(Constant(None)))


def _end(reader: Reader) -> Delay | Moment | None:
    field = reader.exclusive(*_FIELDS, required=True)
    if field == "TimestampPath":
        path = read_path(reader, field, _missing)
        return None if path is None else Moment(path, str(reader.value[field]))
    if field == "Timestamp":
        return _timestamp(reader)
    seconds = read_number(reader, "Seconds", _SECONDS, PARAMETER)
    return None if seconds is None else Delay(seconds)


def _timestamp(reader: Reader) -> Moment | None:
    if reader.jsonata and is_expression(reader.value["Timestamp"]):
        formula = read_formula(reader, "Timestamp")
        return None if formula is None else Moment(formula, formula=formula)
    text = reader.string("Timestamp")
    if text is not None and nanoseconds(text) is None:
        reader.refuse("String does not match RFC3339 timestamp", "Timestamp")
    return Moment(Constant(text))


def _missing(query: Query, view: View) -> StateError:
    return runtime(f"The TimestampPath parameter does not reference an input value: {query.text}")
