"""Lambda's execution environment in the test's own process: events and results are JSON bytes, as they are in Lambda.

Handlers run in the caller's thread, or, where that thread runs an event loop already (an `async def` test), on a thread
of their own. What they raise is remembered with its traceback.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from typing import Final

from gwfw.errors import NestedTooDeep
from gwfw.exchange import Outcome, Raised
from gwfw.graph.model import AppGraph
from gwfw.local import tracebacks
from gwfw.local.invocation import Context, Dispatch, Invocation
from gwfw.runtime.bindings import Bindings, bind
from gwfw.testing.failures import Failure

__all__ = ["DEPTH", "Environment", "Invoked"]

DEPTH = 32
"""How many invocations may be nested in each other by calls that handlers make."""

_LOG: Final = logging.getLogger("gwfw")
"""pytest shows it where a test fails: the client only sees that something failed."""

_CHAIN: ContextVar[tuple[str, ...]] = ContextVar("gwfw_chain", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoked:
    """One invocation that took place."""

    function: str
    event: bytes


class _Attempt:
    """Runs the app's code and remembers what it raised. What is no failure of the handler is raised through."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self.exception: BaseException | None = None

    def __call__(self, event: dict[str, object], context: Context, handler: str | None) -> object:
        try:
            return self._dispatch(event, context, handler)
        except BaseException as exception:
            self.exception = exception
            raise

    @property
    def passes(self) -> bool:
        """Whether what was raised is meant for the test: Ctrl-C, pytest's own outcomes, nesting that never ends."""
        exception = self.exception
        return isinstance(exception, NestedTooDeep) or not isinstance(exception, Exception | SystemExit | None)


_ATTEMPT: ContextVar[_Attempt] = ContextVar("gwfw_attempt")


class Environment:
    """The LambdaPort in process. `invoked` and `failures` tell what took place since the Client was opened."""

    def __init__(self, graph: AppGraph, dispatch: Dispatch, *, arn: str, bindings: Bindings) -> None:
        self._dispatch, self._bindings = dispatch, bindings
        self._invocation = Invocation(graph, _attempted, arn=arn, complain=_keep_quiet)
        self.invoked: list[Invoked] = []
        self.failures: list[Failure] = []

    def invoke(self, function: str, payload: bytes, timeout_ms: int, done: Callable[[Outcome], None]) -> None:
        """Run one invocation; `done` is called before this returns. Raises NestedTooDeep, and what ends a test."""
        chain = (*_CHAIN.get(), function)
        if len(chain) > DEPTH:
            raise NestedTooDeep(chain)
        self.invoked.append(Invoked(function=function, event=payload))
        attempt = _Attempt(self._dispatch)
        context = copy_context()
        if not _loop_runs():
            done(context.run(self._run, chain, attempt, function, payload))
        else:
            thread = threading.Thread(
                target=lambda: done(context.run(self._run, chain, attempt, function, payload)), name=f"lambda-{function}"
            )
            thread.start()
            thread.join()
        if attempt.passes:
            assert attempt.exception is not None
            raise attempt.exception

    def _run(self, chain: tuple[str, ...], attempt: _Attempt, function: str, payload: bytes) -> Outcome:
        """Run it in a context of its own, which ends with it."""
        _CHAIN.set(chain)
        _ATTEMPT.set(attempt)
        with bind(self._bindings):
            outcome = self._invocation.run(function, payload)
        if isinstance(outcome, Raised) and not attempt.passes:
            self._remember(outcome, attempt, function, payload)
        return outcome

    def _remember(self, outcome: Raised, attempt: _Attempt, function: str, payload: bytes) -> None:
        told, raised = json.loads(outcome.payload), attempt.exception
        type_, message = told["errorType"], told["errorMessage"]
        self.failures.append(Failure(function=function, event=payload, error_type=type_, message=message, exception=raised))
        trace = None if raised is None else tracebacks.wanted(raised)
        info = None if raised is None or trace is None else (type(raised), raised, trace)
        _LOG.error("%s: %s: %s", function, type_, message, exc_info=info)


def _attempted(event: dict[str, object], context: Context, handler: str | None) -> object:
    return _ATTEMPT.get()(event, context, handler)


def _loop_runs() -> bool:
    """Whether this thread runs an event loop; asyncio is not imported for the question."""
    asyncio = sys.modules.get("asyncio")
    return asyncio is not None and asyncio._get_running_loop() is not None


def _keep_quiet(text: str) -> None:
    """The exception itself is kept and logged."""
