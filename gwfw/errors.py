"""The exceptions of gwfw and the sentences they print.

    GwfwError
    ├── Refusal               the developer's declarations are wrong: a list of Problems, all reported together
    ├── Misuse                a command, setting or call is wrong: one Problem
    │   └── MissingExtra      a command needs an optional part of gwfw that is not installed
    ├── Failure               what was asked for did not work, and nobody here is wrong: one Problem
    ├── ItemMissing           table[key] found no item (answered 404 by the runtime)
    ├── ItemExists            table.put(item, new=True) found one (answered 409 by the runtime)
    ├── ConnectionGone        the WebSocket connection is not open any more, or not yet
    ├── NotBound              a handle is used outside an invocation that knows its physical name
    ├── NestedTooDeep         calls made from handlers went deeper than the in-process client follows
    └── Unclaimed             a request to AWS that nothing local serves; it never leaves the machine

Every message has the same order: where, what is wrong, the value received, what is allowed, the remedy.
This module imports nothing of gwfw and only the standard library.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = [
    "ConnectionGone",
    "Failure",
    "GwfwError",
    "ItemExists",
    "ItemMissing",
    "MissingExtra",
    "Misuse",
    "NestedTooDeep",
    "NotBound",
    "Place",
    "Problem",
    "Refusal",
    "Unclaimed",
]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a declaration stands: file as the developer knows it, line, and the declaration as written.

    `Place("orders.py", 31, '@sfn.stop("/stop")')` prints as `orders.py:31  @sfn.stop("/stop")`.
    """

    file: str
    line: int
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.text}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, told completely.

    `code` is a stable name such as `duplicate-route` (documentation has a heading of that name), `places` holds every
    declaration involved (the first is where the error is shown), `received` and `allowed` are already printable.
    """

    code: str
    what: str
    places: tuple[Place, ...] = ()
    received: str | None = None
    allowed: str | None = None
    remedy: str | None = None

    def __str__(self) -> str:
        lines = [str(place) for place in self.places]
        lines.append(f"{self.what}  [{self.code}]")
        for label, text in (("received", self.received), ("allowed", self.allowed), ("remedy", self.remedy)):
            if text is not None:
                lines.append(f"  {label}: {text}")
        return "\n".join(lines)


class GwfwError(Exception):
    """Base of everything that gwfw raises on purpose. Catch a subclass; this one is never raised itself."""


class Refusal(GwfwError):
    """The declarations cannot be built: `problems` holds every one of them, ordered by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.places[:1], problem.code, problem.what)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n\n".join(str(problem) for problem in self.problems)


class Misuse(GwfwError):
    """A command, a setting or a call cannot be carried out as given."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)

    def __str__(self) -> str:
        return str(self.problem)


class MissingExtra(Misuse, ImportError):
    """An optional part of gwfw is not installed.

    `extra` is `local` or `deploy`, `needed_by` what the user called, such as `gwfw local`.
    """

    def __init__(self, extra: str, needed_by: str, module: str) -> None:
        self.extra = extra
        super().__init__(
            Problem(
                code="missing-extra",
                what=f"{needed_by} needs the optional part '{extra}' of gwfw",
                received=f"no module named {module!r}",
                remedy=f'pip install "gwfw[{extra}]"',
            )
        )


class Failure(GwfwError):
    """What was asked for did not work: an installation, a deployment. The command ends with exit code 1."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem)

    def __str__(self) -> str:
        return str(self.problem)


class ItemMissing(GwfwError, KeyError):
    """`table[key]` found no item. An HTTP handler that lets it pass answers 404, a message handler tells the sender."""

    __gwfw_status__ = 404

    def __init__(self, table: str, key: object) -> None:
        self.table, self.key = table, key
        super().__init__(table, key)

    def __str__(self) -> str:
        return f"table {self.table!r} has no item {self.key!r}"


class ItemExists(GwfwError):
    """`table.put(item, new=True)` found an item with that key. An HTTP handler that lets it pass answers 409."""

    __gwfw_status__ = 409

    def __init__(self, table: str, key: object) -> None:
        self.table, self.key = table, key
        super().__init__(table, key)

    def __str__(self) -> str:
        return f"table {self.table!r} has an item {self.key!r} already"


class ConnectionGone(GwfwError):
    """Nothing can be sent to that connection: it has ended, or its handshake is not complete."""

    def __init__(self, connection_id: str) -> None:
        self.connection_id = connection_id
        super().__init__(connection_id)

    def __str__(self) -> str:
        return f"the connection {self.connection_id!r} is not open"


class NotBound(GwfwError):
    """A handle was used where no physical name is known for it: `kind` and `name` say which."""

    def __init__(self, kind: str, name: str) -> None:
        self.kind, self.name = kind, name
        super().__init__(kind, name)

    def __str__(self) -> str:
        return (
            f"{self.kind} {self.name!r} is not bound to a resource here\n"
            "  allowed: inside a handler that gwfw invokes (local, test client, Lambda)\n"
            "  remedy: call it from a handler, or test it through the gw fixture"
        )


class NestedTooDeep(GwfwError):
    """Calls made from handlers went deeper than 32; `chain` names the invocations from the outermost in."""

    def __init__(self, chain: Iterable[str]) -> None:
        self.chain = tuple(chain)
        super().__init__(self.chain)

    def __str__(self) -> str:
        return (
            f"handlers call each other {len(self.chain)} deep: {' > '.join(self.chain)}\n"
            "  remedy: break the cycle; a deployed function would call itself until it is throttled"
        )


class Unclaimed(GwfwError):
    """A request to AWS that nothing local serves. It was refused and did not leave the machine."""

    def __init__(self, service: str, operation: str) -> None:
        self.service, self.operation = service, operation
        super().__init__(service, operation)

    def __str__(self) -> str:
        return (
            f"no local engine serves {self.service}:{self.operation}, and nothing is sent to AWS from here\n"
            "  remedy: replace the call in this test or run it against a deployed stage"
        )
