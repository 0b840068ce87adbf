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
    from collections.abc import Callable, Sequence
    from typing import Any, TypeAlias, TypeVar

    from gwfw.errors import Place, Problem
    from gwfw.flow import Flow, Task
    from gwfw.graph.model import ApiName
    from gwfw.resources.table.handle import Table

    AnyTask: TypeAlias = Task[Any, Any]
    AnyFlow: TypeAlias = Task[Any, Any] | Flow[Any, Any]
    AnyTable: TypeAlias = Table[Any]
    HandlerT = TypeVar("HandlerT", bound=Callable[..., object])

__all__ = ["Declarations", "Definition", "Inclusion", "Mark", "Mistake", "Route", "Store", "Target"]


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


class Route:
    """A declared route: the decorator of its handler, or `.to(target)`."""

    __slots__ = ("api", "declarations", "handler", "mark", "method", "path", "status", "target", "uses")

    def __init__(
        self,
        declarations: Declarations,
        *,
        api: ApiName,
        path: str,
        method: str | None = None,
        status: int = 200,
        uses: Sequence[object] | None = None,
        auth: None = None,
    ) -> None:
        self.declarations, self.mark = declarations, Mark.here()
        self.api, self.method, self.path = api, method, path
        self.status, self.uses = status, uses
        self.handler: Callable[..., object] | None = None
        self.target: Target | None = None
        declarations.routes.append(self)
        given: object = auth
        if given is not None:
            self.refuse(
                "authorizer",
                "authorizers are not available yet",
                received=f"auth={given!r}",
                allowed="auth=None",
                remedy="write auth=None and check the caller in the handler",
            )

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

    def to(self, target: Target) -> None:
        """Let API Gateway do this by itself: no code runs."""
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
    """A function that returns a flow: called once while the graph is built, and the name of a state machine."""

    __slots__ = ("function", "mark")

    def __init__(self, function: Callable[[], AnyFlow]) -> None:
        self.function, self.mark = function, Mark.here()

    @property
    def name(self) -> str:
        """The state machine's name: the function's."""
        return self.function.__name__


class Inclusion:
    """`app.include(router, prefix=...)`."""

    __slots__ = ("declarations", "mark", "prefix")

    def __init__(self, declarations: Declarations, prefix: str) -> None:
        self.declarations, self.prefix, self.mark = declarations, prefix, Mark.here()


class Declarations:
    """Everything that one App or Router has declared, in order."""

    __slots__ = ("definitions", "inclusions", "mark", "mistakes", "routes", "stores", "tables", "tasks")

    def __init__(self) -> None:
        self.mark = Mark.here()
        self.routes: list[Route] = []
        self.tasks: list[AnyTask] = []
        self.definitions: list[Definition] = []
        self.tables: list[AnyTable] = []
        self.stores: list[Store] = []
        self.inclusions: list[Inclusion] = []
        self.mistakes: list[Mistake] = []
