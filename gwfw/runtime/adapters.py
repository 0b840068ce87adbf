"""Apps of other frameworks: an event becomes a call of ASGI or WSGI, and the answer an answer in API Gateway's form.

    asgi   mangum      wants an event loop as its thread's current one, hence a thread and a loop for each call under way
    wsgi   apig-wsgi

Both adapters read payload 2.0 and 1.0. They are dependencies of the app, imported at its first event.
"""

from __future__ import annotations

from collections.abc import Callable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from typing import Any

    from gwfw.runtime.handlers import Event, Function, Serve
    from gwfw.runtime.loops import Loops

__all__ = ["ADAPTERS", "serve"]

ADAPTERS = {"asgi": "mangum", "wsgi": "apig_wsgi"}
"""The module of each interface's adapter."""


def serve(app: Function, interface: str, loops: Loops) -> Serve:
    """What answers the events of a route with that app. Its event loops last as long as `loops`."""
    if interface == "asgi":
        return _asgi(app, loops)
    from apig_wsgi import make_lambda_handler

    given: Any = app
    adapted: Serve = make_lambda_handler(given)
    return adapted


def _asgi(app: Function, loops: Loops) -> Serve:
    from mangum import Mangum

    given: Any = app
    idle: list[AbstractEventLoop] = []

    def served(event: Event, context: object) -> object:
        told: Any = context
        return _with_loop(idle, loops, lambda: Mangum(given)(event, told))

    return served


def _with_loop(idle: list[AbstractEventLoop], loops: Loops, call: Callable[[], object]) -> object:
    """Call it in a thread whose current loop is one that no other call uses; what is bound to a loop outlives the call."""
    from asyncio import new_event_loop, set_event_loop
    from concurrent.futures import ThreadPoolExecutor
    from contextvars import copy_context
    from weakref import finalize

    def run() -> object:
        try:
            loop = idle.pop()
        except IndexError:
            loop = new_event_loop()
            finalize(loops, loop.close)
        set_event_loop(loop)
        try:
            return call()
        finally:
            set_event_loop(None)
            idle.append(loop)

    with ThreadPoolExecutor(1, thread_name_prefix="asgi") as thread:
        return thread.submit(copy_context().run, run).result()
