"""`Retry`: after which error a state is done again, when, and how often.

The first retrier whose `ErrorEquals` matches is the one that counts; once its attempts are used up no later one is
tried. The delay before attempt k is `IntervalSeconds * BackoffRate ** (k - 1)`, at most `MaxDelaySeconds`; with
`JitterStrategy: FULL` a random part of that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gwfw.asl.failures import ALL, StateError
from gwfw.asl.fields import check_fields
from gwfw.asl.reader import Reader

if TYPE_CHECKING:
    from random import Random

__all__ = ["Retrier", "read_error_names", "read_retriers"]

MAX_ATTEMPTS: Final = 99_999_999
MAX_INTERVAL: Final = 99_999_999
MAX_DELAY: Final = 31_622_400
_FIELDS: Final = frozenset(
    {"ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Comment"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrier:
    """One entry of `Retry`. Times are seconds; `full_jitter` is `JitterStrategy: FULL`."""

    errors: tuple[str, ...]
    interval: int = 1
    attempts: int = 3
    backoff: float = 2.0
    max_delay: int | None = None
    full_jitter: bool = False

    def takes(self, error: StateError) -> bool:
        """Whether this retrier is the one for that error."""
        return error.matches(self.errors)

    def delay(self, attempt: int, random: Random) -> float:
        """Seconds to wait before that attempt (1 is the first retry)."""
        limit = float(self.max_delay or MAX_DELAY)
        try:
            delay = min(self.interval * self.backoff ** (attempt - 1), limit)
        except OverflowError:
            delay = limit
        return random.uniform(0, delay) if self.full_jitter else delay


def read_retriers(reader: Reader) -> tuple[Retrier, ...]:
    """Compile the `Retry` of a state."""
    children = list(reader.children("Retry"))
    return tuple(_retrier(child, last=child is children[-1]) for child in children)


def _retrier(reader: Reader, *, last: bool) -> Retrier:
    check_fields(reader, _FIELDS)
    reader.require("ErrorEquals")
    interval = reader.integer("IntervalSeconds", 1, MAX_INTERVAL)
    attempts = reader.integer("MaxAttempts", 0, MAX_ATTEMPTS)
    backoff = reader.number("BackoffRate", 1.0, float("inf"))
    max_delay = reader.integer("MaxDelaySeconds", 1, MAX_DELAY)
    if max_delay is not None and max_delay <= (interval or 1):
        reader.refuse("MaxDelaySeconds must be greater than IntervalSeconds", "MaxDelaySeconds")
    return Retrier(
        errors=read_error_names(reader, last=last),
        interval=1 if interval is None else interval,
        attempts=3 if attempts is None else attempts,
        backoff=2.0 if backoff is None else backoff,
        max_delay=max_delay,
        full_jitter=reader.choice("JitterStrategy", ("FULL", "NONE")) == "FULL",
    )


def read_error_names(reader: Reader, *, last: bool) -> tuple[str, ...]:
    """An `ErrorEquals`: `States.ALL` stands alone, and in the last entry only."""
    names: Sequence[str] = reader.strings("ErrorEquals") or ()
    if ALL in names and (len(names) > 1 or not last):
        reader.refuse(f"{ALL} must appear alone in ErrorEquals, and in the last entry only", "ErrorEquals")
    return tuple(names)
