"""What the CDK's command line prints while it deploys, turned into a line an event, and into the reason of a failure.

With `--progress events` it prints, without the line's break,
`chat-dev | 3/25 | 4:23:40 PM | CREATE_COMPLETE | AWS::IAM::Role | FunctionRoleapi (FunctionRoleapiFD7F3A66)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from gwfw.errors import Failure, Problem
from gwfw.synth import naming

__all__ = ["Event", "Progress", "parse"]

_EVENT = re.compile(
    r"^(?P<stack>\S+)\s*\|\s*(?P<count>\d+(?:/\d+)?)?\s*\|[^|]*\|\s*(?P<status>[A-Z_]+)\s*\|"
    r"\s*(?P<type>[A-Za-z0-9:]+)\s*\|\s*(?P<subject>.*?)\s*$"
)
_SUBJECT = re.compile(r"^(?P<id>\w+)[^\s(]* \(\w+\)(?P<reason>.*)$")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")

UNCHANGED: Final = "(no changes)"
CANCELLED: Final = "cancelled"  # what went with the resource that failed
KEPT_LINES: Final = 40

DONE: Final = {"bootstrap": "prepared", "deploy": "deployed", "destroy": "removed"}

CREDENTIALS: Final = (
    "no-credentials",
    "there are no AWS credentials to deploy with",
    "configure them as for the AWS command line: AWS_PROFILE, AWS_REGION, aws configure or aws sso login",
)

# Words of the CDK for a failure that has a remedy of its own: its code, what is wrong, the remedy.
KNOWN: Final = {
    "(TTY)": (
        "iam-broadened",
        "the deployment widens permissions, and nobody was there to approve it",
        "look at them with gwfw deploy on a terminal, or approve them beforehand: gwfw deploy --yes",
    ),
    "cdk bootstrap": (
        "not-bootstrapped",
        "the account is not prepared for the CDK in this region",
        "gwfw deploy --bootstrap, once for each account and region",
    ),
    "Unable to resolve AWS account": CREDENTIALS,
    "no credentials": CREDENTIALS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of CloudFormation. `count` is `3/25` as far as it is known, `subject` is in the graph's words."""

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
        if event.failed and CANCELLED not in event.subject:
            self.reasons.append(f"{event.type} {event.subject}")
        if not event.status.endswith("_IN_PROGRESS"):
            self.say(str(event))

    def problem(self, verb: str, stack: str, code: int) -> Failure | None:
        """What went wrong, None for exit code 0. `verb` is `deploy`, `destroy` or `bootstrap`."""
        if code == 0:
            return None
        text = "\n".join(self.lines)
        for words, (name, what, remedy) in KNOWN.items():
            if words in text and not self.reasons:
                return Failure(Problem(code=name, what=what, received=self._last(), remedy=remedy))
        received = "\n".join(self.reasons) or self._last()
        return Failure(Problem(code=f"{verb}-failed", what=f"{stack} could not be {DONE[verb]}", received=received))

    def _last(self) -> str | None:
        marked = [line for line in self.lines if "❌" in line or "rror" in line]
        return "\n".join(marked[-3:] or self.lines[-3:]) or None


def parse(line: str) -> Event | None:
    """The event that a line tells of."""
    match = _EVENT.match(line)
    if match is None:
        return None
    subject = _subject(match["subject"])
    return Event(count=match["count"] or "", status=match["status"], type=match["type"], subject=subject)


def _subject(written: str) -> str:
    """`HttpRouteGETZbZs/Integration (HttpIntegration) reason` as `http GET / reason`."""
    match = _SUBJECT.match(written)
    return written if match is None else naming.spoken(match["id"]) + match["reason"]
