"""What `gwfw local` prints: the routes when it starts, one line per request, batch of
messages and execution, what went wrong and what to do.

On a terminal by rich, elsewhere as plain lines without colour codes (also where `NO_COLOR` is set). rich is imported
while the app's process loads the app. No payload, header or query string is printed, and whatever a client controls is
made harmless first (`gwfw.local.text`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TextIO, TypeAlias

from gwfw.exchange import Ended, Report
from gwfw.graph.model import AppGraph
from gwfw.local.text import plain, plain_lines
from gwfw.routes import RouteRow, rows

if TYPE_CHECKING:
    from rich.console import Console as RichConsole

__all__ = ["Console"]

Line: TypeAlias = Iterable[tuple[str, str]]
"""A line as pieces of text with rich's name of a style each ("" for none)."""

_SUBJECT_WIDTH = 30
_API = {"http": "http", "websocket": "ws"}


class Console:
    """Prints to a stream; `clock` gives epoch seconds."""

    def __init__(self, stream: TextIO, *, clock: Callable[[], float] = time.time) -> None:
        self._stream, self._clock = stream, clock
        self._rich = _rich(stream)
        self._second, self._shown = -1, ""
        self._targets: dict[tuple[str, str], str] = {}

    # The app ---------------------------------------------------------------------------------------------------------

    def started(self, graph: AppGraph, urls: Iterable[str], milliseconds: float, *, reload: bool) -> None:
        """The app is served for the first time."""
        self._print([(f"{graph.name}", "bold"), (f"  gwfw local, ready in {milliseconds:.0f} ms", "")])
        self._routes(graph)
        for url in urls:
            self._print([("  ", ""), (url, "bold cyan")])
        self._print([(f"  {'restarts on save, ' if reload else ''}Ctrl-C stops", "dim")])

    def reloaded(self, graph: AppGraph, milliseconds: float, names: Iterable[str], *, changed: bool) -> None:
        """A save was taken over. `changed`: the graph is another one, so the routes are shown again."""
        what = ", ".join(plain(name) for name in names) or "started again"
        self._print([*self._time(), ("reload ", "bold"), (f"{what}  {milliseconds:.0f} ms", "")])
        if changed:
            self._routes(graph)

    def refused(self, reason: str, remedy: str) -> None:
        """The app cannot be loaded; `reason` is gwfw's own text or a traceback."""
        for line in plain_lines(reason):
            self._print([(line, "red")])
        self._print([("  " + remedy, "bold")])

    def waiting(self, urls: Iterable[str]) -> None:
        """There is no app to serve yet."""
        self._print([(f"  {next(iter(urls))} answers 503 until then", "")])

    def note(self, text: str) -> None:
        """Anything else that the developer should know."""
        self._print([*self._time(), (plain(text, 2000), "yellow")])

    def _routes(self, graph: AppGraph) -> None:
        shown = rows(graph)
        self._targets = {(row.api, row.key): row.target for row in shown}
        named = {function.name: function.handlers[0].name for function in graph.functions if function.handlers}
        self._targets |= {("queue", consumer.queue): f"λ {named[consumer.function]}" for consumer in graph.consumers}
        self._print([("", "")])
        for row in shown:
            self._print(_row(row))
        if not shown:
            self._print([("  no routes", "yellow")])
        self._print([("", "")])

    # Requests --------------------------------------------------------------------------------------------------------

    def served(self, *told: Report | Ended) -> None:
        """One line each: time, what was asked, status, milliseconds, target; an error is explained below it."""
        self._print(*[line for one in told for line in self._lines(one)])

    def _lines(self, told: Report | Ended) -> Iterator[Line]:
        yield self._served(told) if isinstance(told, Report) else self._ended(told)
        if told.error is not None:
            bad = told.failed if isinstance(told, Ended) else told.status >= 500
            for line in plain_lines(told.error):
                yield [(f"          {line}", "red" if bad else "yellow")]

    def _served(self, report: Report) -> Line:
        subject = plain(report.subject.partition("?")[0])
        if report.api == "websocket" and not subject.endswith("@connections"):
            subject = f"ws {subject}"
        target = self._targets.get((report.api, report.route_key or ""), report.integration or "")
        return [
            *self._time(),
            (f"{subject:<{_SUBJECT_WIDTH}} ", ""),
            (f"{report.status:>3}", _style(report.status)),
            (f" {report.duration_ms:>6.0f} ms", "dim"),
            (f"  {plain(target)}" if target else "", ""),
        ]

    def _ended(self, ended: Ended) -> Line:
        subject, target = plain(f"{ended.kind} {ended.name}"), self._targets.get((ended.kind, ended.name))
        return [
            *self._time(),
            (f"{subject:<{_SUBJECT_WIDTH}} ", ""),
            (f"{ended.result:<12}", "bold red" if ended.failed else "green"),
            (f" {ended.duration_ms:>6.0f} ms", "dim"),
            (f"  {target}" if target else "", ""),
        ]

    # Printing --------------------------------------------------------------------------------------------------------

    def _time(self) -> Line:
        second = int(self._clock())
        if second != self._second:
            self._second, self._shown = second, time.strftime("%H:%M:%S  ", time.localtime(second))
        return [(self._shown, "dim")]

    def _print(self, *lines: Line) -> None:
        """Print lines in one piece."""
        if self._rich is None:
            self._stream.write("".join(["".join([text for text, _ in line]).rstrip() + "\n" for line in lines]))
            self._stream.flush()
        else:
            from rich.text import Text

            self._rich.print(Text("\n").join(Text.assemble(*line) for line in lines), soft_wrap=True)


def _row(row: RouteRow) -> Line:
    style = "green" if row.target.startswith("λ") else "magenta"
    return [("  ", ""), (f"{_API[row.api]:<5}", "dim"), (f"{row.key:<{_SUBJECT_WIDTH}}  ", ""), (row.target, style)]


def _style(status: int) -> str:
    return "green" if status < 400 else "yellow" if status < 500 else "bold red"


def _rich(stream: TextIO) -> RichConsole | None:
    if not stream.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return None
    from rich.console import Console as RichConsole

    return RichConsole(file=stream, highlight=False, markup=False, emoji=False)
