"""What decorators and calls leave behind: plain declarations, each with the mark of where it stands.

Imported in Lambda, hence plain slotted classes and no import of gwfw or of heavy standard modules: a mark is a file name
and a number, and becomes a `Place` (with the text of the line) only when somebody asks. Nothing is checked here that needs
more than the declaration itself; `freeze` does the rest.
"""

from __future__ import annotations

import os
import sys
from types import FunctionType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, TypeAlias, TypeVar

    from gwfw.constructs import AnyConstruct
    from gwfw.errors import Place, Problem
    from gwfw.flow import Step, Task
    from gwfw.graph.model import ApiName
    from gwfw.mapping import Change
    from gwfw.resources.handle import PlainHandle
    from gwfw.resources.machine.handle import StateMachine
    from gwfw.resources.queue.handle import Queue
    from gwfw.resources.table.handle import Table
    from gwfw.settings import Throttle

    AnyTask: TypeAlias = Task[Any, Any]
    AnyFlow: TypeAlias = Step[Any, Any]
    AnyMachine: TypeAlias = "Definition | StateMachine[Any, Any]"
    AnyTable: TypeAlias = Table[Any]
    Auth: TypeAlias = "Credentials | Callable[..., object] | Inherit | None"
    HandlerT = TypeVar("HandlerT", bound=Callable[..., object])

__all__ = [
    "INHERIT",
    "Credentials",
    "Declarations",
    "Definition",
    "Guard",
    "Inclusion",
    "Mark",
    "Mistake",
    "Route",
    "Store",
    "Target",
]


class Inherit:
    """The type of `INHERIT`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "INHERIT"


INHERIT = Inherit()
"""`auth` is not said here: the API's settings say it."""


class Mark:
    """A file and a line of the app's code."""

    __slots__ = ("file", "line")

    def __init__(self, file: str, line: int) -> None:
        self.file, self.line = file, line

    @classmethod
    def here(cls) -> Mark:
        """The innermost line outside gwfw that is being executed."""
        frame = sys._getframe(1)
        while str(frame.f_globals.get("__name__", "")).partition(".")[0] == "gwfw" and frame.f_back is not None:
            frame = frame.f_back
        return cls(frame.f_code.co_filename, frame.f_lineno)

    @property
    def text(self) -> str:
        """The line as written, without its indentation; empty if the file cannot be read."""
        import linecache

        return linecache.getline(self.file, self.line).strip()

    def place(self, folder: str = "") -> Place:
        """The mark for people: the file relative to `folder` if it is inside."""
        from gwfw.errors import Place

        inside = folder and self.file.startswith(folder.rstrip(os.sep) + os.sep)
        return Place(os.path.relpath(self.file, folder) if inside else self.file, self.line, self.text)


class Mistake:
    """A declaration that is wrong by itself; `problem` says it once the app's folder is known."""

    __slots__ = ("allowed", "code", "mark", "received", "remedy", "what")

    def __init__(
        self, code: str, mark: Mark, what: str, *, received: str | None = None, allowed: str | None = None, remedy: str
    ) -> None:
        self.code, self.mark, self.what = code, mark, what
        self.received, self.allowed, self.remedy = received, allowed, remedy

    def problem(self, folder: str) -> Problem:
        """The problem as it is reported."""
        from gwfw.errors import Problem

        return Problem(
            code=self.code,
            what=self.what,
            places=(self.mark.place(folder),),
            received=self.received,
            allowed=self.allowed,
            remedy=self.remedy,
        )


class Target:
    """What a route does without a handler. `kind` names the kind of integration, whose declare side reads the rest.

    `apis` are the APIs that can have it; `written` is the target as the developer writes it.
    """

    __slots__ = ("written",)
    kind: str
    apis: tuple[ApiName, ...]
    written: str


class Credentials:
    """What a caller must show: `jwt(...)`, `iam()`. `kind` names the kind of authorizer, whose declare side reads the rest.

    `apis` are the APIs that can ask for it, `scopes` those of which a caller must have one, `name` the authorizer's in the
    graph; `written` is how the developer writes it.
    """

    __slots__ = ("name", "scopes", "written")
    kind: str
    apis: tuple[ApiName, ...]
    name: str
    scopes: tuple[str, ...]
    written: str


class Guard:
    """A function that decides who may call: `@http.authorizer(...)`, `@ws.authorizer(...)`.

    `sources` are what must be there before it is asked, in API Gateway's words; `ttl_s` is how long an answer is kept.
    """

    __slots__ = ("api", "function", "mark", "sources", "ttl_s", "uses")

    def __init__(
        self,
        function: FunctionType,
        *,
        api: ApiName,
        sources: tuple[str, ...],
        ttl_s: int,
        uses: Sequence[object] | None,
    ) -> None:
        self.function, self.mark = function, Mark.here()
        self.api, self.sources, self.ttl_s, self.uses = api, sources, ttl_s, uses

    @property
    def name(self) -> str:
        """The authorizer's name: the function's."""
        return self.function.__name__


class Consuming:
    """`@jobs.consumer`: the function that takes a queue's messages, up to `batch` of them at a time.

    `together` is how many invocations there may be at a time (None: as many as Lambda starts).
    """

    __slots__ = ("batch", "function", "mark", "queue", "together", "uses")

    def __init__(
        self, queue: Queue[Any], function: Callable[..., object], *, batch: int, uses: Sequence[object] | None
    ) -> None:
        self.queue, self.function, self.mark = queue, function, Mark.here()
        self.batch, self.uses = batch, uses
        self.together: int | None = None


class Route:
    """A declared route: the decorator of its handler, or `.to(target)`."""

    __slots__ = (
        *("api", "api_key", "auth", "declarations", "handler", "mapping", "mark", "method", "model_selection", "path"),
        *("responses", "status", "target", "throttle", "timeout_ms", "uses", "validate"),
    )

    def __init__(
        self,
        declarations: Declarations,
        *,
        api: ApiName,
        path: str,
        method: str | None = None,
        status: int = 200,
        uses: Sequence[object] | None = None,
        auth: Auth = INHERIT,
        throttle: Throttle | None = None,
        api_key: bool = False,
        validate: object = None,
        model_selection: str | None = None,
    ) -> None:
        self.declarations, self.mark = declarations, Mark.here()
        self.api_key, self.validate, self.model_selection = api_key, validate, model_selection
        self.api, self.method, self.path = api, method, path
        self.status, self.uses, self.auth, self.throttle = status, uses, auth, throttle
        self.handler: Callable[..., object] | None = None
        self.target: Target | None = None
        self.mapping: Sequence[Change] = ()
        self.responses: Mapping[int, Sequence[Change]] = {}
        self.timeout_ms: int | None = None
        declarations.routes.append(self)

    def __call__(self, handler: HandlerT) -> HandlerT:
        """Take the function as this route's handler and return it unchanged."""
        given: object = handler
        if not isinstance(given, FunctionType):
            self.refuse(
                "not-a-function",
                "what is decorated here is not a plain function",
                received=repr(given),
                allowed="def or async def",
                remedy="decorate a function of the module and call the rest from it",
            )
        elif self.handler is not None or self.target is not None:
            self._twice()
        self.handler = handler
        return handler

    def to(
        self,
        target: Target,
        *,
        mapping: Sequence[Change] = (),
        responses: Mapping[int, Sequence[Change]] | None = None,
        timeout_ms: int | None = None,
    ) -> None:
        """Let API Gateway do this by itself: no code runs.

        `mapping` changes the request on its way (`append.header("x", request.query["y"])`), `responses` the answer by its
        status (`{404: [overwrite.status(200)]}`); `timeout_ms` is how long the target may take, in milliseconds.
        """
        self.mapping, self.responses, self.timeout_ms = mapping, responses or {}, timeout_ms
        given: object = target
        if not isinstance(given, Target):
            self.refuse(
                "not-a-target",
                "a route goes to a target",
                received=repr(given),
                allowed='url("https://...")',
                remedy="from gwfw.targets import url; to run code, decorate a function instead",
            )
            return
        if self.handler is not None or self.target is not None:
            self._twice()
        self.target = target

    def refuse(self, code: str, what: str, *, received: str | None = None, allowed: str | None = None, remedy: str) -> None:
        """Note something that is wrong with this declaration."""
        mistake = Mistake(code, self.mark, what, received=received, allowed=allowed, remedy=remedy)
        self.declarations.mistakes.append(mistake)

    def _twice(self) -> None:
        self.refuse(
            "route-taken",
            "a route has one handler or one target, and this one was given two",
            remedy="declare a route for each",
        )


class Store:
    """`ws.store(table)`: the table that says who is connected."""

    __slots__ = ("mark", "table")

    def __init__(self, table: AnyTable) -> None:
        self.table, self.mark = table, Mark.here()


class Definition:
    """A function that returns a flow: called once while the graph is built, and the name of a state machine.

    `express` says whether it is an express machine, as it is if a route starts it synchronously.
    """

    __slots__ = ("defined", "express", "mark")

    uses = ()
    local = None
    timeout = None

    def __init__(self, function: Callable[[], AnyFlow], *, express: bool = False) -> None:
        self.defined, self.express, self.mark = function, express, Mark.here()

    @property
    def name(self) -> str:
        """The state machine's name: the function's."""
        return self.defined.__name__


class Inclusion:
    """`app.include(router, prefix=...)`."""

    __slots__ = ("declarations", "mark", "prefix")

    def __init__(self, declarations: Declarations, prefix: str) -> None:
        self.declarations, self.prefix, self.mark = declarations, prefix, Mark.here()


class Declarations:
    """Everything that one App or Router has declared, in order."""

    __slots__ = (
        *("constructs", "consumers", "definitions", "guards", "handles", "inclusions", "mark"),
        *("mistakes", "routes", "stores", "tables", "tasks"),
    )

    def __init__(self) -> None:
        self.mark = Mark.here()
        self.routes: list[Route] = []
        self.tasks: list[AnyTask] = []
        self.definitions: list[AnyMachine] = []
        self.tables: list[AnyTable] = []
        self.handles: list[PlainHandle] = []
        self.consumers: list[Consuming] = []
        self.constructs: list[AnyConstruct] = []
        self.stores: list[Store] = []
        self.guards: list[Guard] = []
        self.inclusions: list[Inclusion] = []
        self.mistakes: list[Mistake] = []
