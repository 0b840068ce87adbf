"""What the CDK's command line prints while it deploys, turned into a line an event, and into the reason of a failure.

With `--progress events` it prints `chat-dev | 3/25 | 4:23:40 PM | CREATE_COMPLETE | AWS::IAM::Role | FunctionRoleapi`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from gwfw.errors import Failure, Problem

__all__ = ["Event", "Progress", "parse"]

_EVENT = re.compile(
    r"^(?P<stack>\S+)\s*\|\s*(?P<count>\d+(?:/\d+)?)?\s*\|[^|]*\|\s*(?P<status>[A-Z_]+)\s*\|"
    r"\s*(?P<type>[A-Za-z0-9:]+)\s*\|\s*(?P<subject>.*?)\s*$"
)
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")

UNCHANGED: Final = "(no changes)"
KEPT_LINES: Final = 40

# What the last lines say of a failure that has a remedy of its own.
KNOWN: Final = (
    ("TTY", "iam-broadened", "the deployment widens permissions, and nobody was there to approve it", "--yes"),
    (
        "bootstrap",
        "not-bootstrapped",
        "the account is not prepared for the CDK in this region",
        "gwfw deploy --bootstrap, once for each account and region",
    ),
    (
        "credentials",
        "no-credentials",
        "there are no AWS credentials to deploy with",
        "configure them as for the AWS command line: AWS_PROFILE, aws configure or aws sso login",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of CloudFormation. `count` is `3/25` as far as it is known."""

    count: str
    status: str
    type: str
    subject: str

    @property
    def failed(self) -> bool:
        """Whether a resource failed."""
        return self.status.endswith("_FAILED")

    def __str__(self) -> str:
        return f"{self.count:>7}  {self.status.lower().replace('_', ' '):<28}{self.type:<36}{self.subject}"


@dataclass(slots=True, kw_only=True)
class Progress:
    """Told every line; says one line for each event that ended, and remembers what a failure needs."""

    say: Callable[[str], None]
    unchanged: bool = False
    reasons: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def told(self, line: str) -> None:
        """Take one line of the command line's output."""
        plain = _ESCAPES.sub("", line)
        event = parse(plain)
        if event is None:
            self.unchanged = self.unchanged or UNCHANGED in plain
            self.lines = [*self.lines, plain][-KEPT_LINES:] if plain.strip() else self.lines
            return
        if event.failed:
            self.reasons.append(f"{event.type} {event.subject}")
        if not event.status.endswith("_IN_PROGRESS"):
            self.say(str(event))

    def problem(self, verb: str, stack: str, code: int) -> Failure | None:
        """What went wrong, None for exit code 0."""
        if code == 0:
            return None
        text = "\n".join(self.lines)
        for word, name, what, remedy in KNOWN:
            if word in text and not self.reasons:
                return Failure(Problem(code=name, what=what, received=self._last(), remedy=remedy))
        received = "\n".join(self.reasons) or self._last()
        return Failure(Problem(code=f"{verb}-failed", what=f"{stack} could not be {verb}ed", received=received))

    def _last(self) -> str | None:
        marked = [line for line in self.lines if "❌" in line or "rror" in line]
        return "\n".join(marked[-3:] or self.lines[-3:]) or None


def parse(line: str) -> Event | None:
    """The event that a line tells of."""
    match = _EVENT.match(line)
    if match is None:
        return None
    return Event(count=match["count"] or "", status=match["status"], type=match["type"], subject=match["subject"])
