"""The functions of an app: one for all routes with handlers, one for each task and authorizer; their signatures checked.

A function is found by module and name, told apart by `(source, key)`, and what it takes must be there to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FunctionType
from typing import TYPE_CHECKING, Final, NamedTuple

from gwfw.annotations import NONE
from gwfw.authorizers.request.declare import function_name
from gwfw.errors import Place, Problem
from gwfw.freeze.adapted import adapted
from gwfw.freeze.contracts import with_contracts
from gwfw.freeze.grants import Code
from gwfw.freeze.handlers import findable
from gwfw.graph.model import Function, Handler
from gwfw.parameters import MISSING
from gwfw.runtime.entry import prepared
from gwfw.runtime.loops import Loops
from gwfw.signature import SignatureError, inspect_handler, is_response

if TYPE_CHECKING:
    from gwfw.declarations import AnyTask, Consuming, Guard
    from gwfw.freeze.collect import Collected
    from gwfw.signature import Signature

__all__ = ["API_FUNCTION", "Functions", "build"]

API_FUNCTION: Final = "api"
"""The function that serves every route with a handler, of both APIs."""

TASK_TIMEOUT_S: Final = 29
"""How long a task's function may run where the task does not say it."""

FUNCTION_LIMIT_S: Final = 900
"""How long any function may run."""

BATCH: Final = 10
"""Messages of a batch."""

EMPTY: Final = (204, 205, 304)
AUTHORIZER_TIMEOUT_S: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Functions:
    """The functions, the code behind them, and where tasks stand (by `task charge`)."""

    functions: tuple[Function, ...]
    codes: tuple[Code, ...]
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def two_way(self) -> frozenset[str]:
        """The WebSocket routes whose handlers answer their messages."""
        return frozenset(code.handler.key for code in self.codes if code.signature.two_way)


def build(found: Collected) -> Functions:
    """The functions of everything that was declared; what is wrong is added to what was found."""
    codes: list[Code] = []
    handlers: list[Handler] = []
    for key, route in found.routes:
        code = route.handler
        if isinstance(code, FunctionType):  # what is none was refused where it stands
            handler = Handler(source=route.api, key=key, module=code.__module__, name=code.__qualname__, status=route.status)
            handlers.append(handler)
            _check(Written(API_FUNCTION, handler, code, route.uses, route.mark.place(found.folder)), found, codes)
    places: dict[str, Place] = {}
    functions = [_task(task, found, codes, places) for task in found.tasks]
    functions += [_guard(guard, found, codes, places) for guard in found.guards]
    functions += [_consumer(consumer, found, codes, places) for consumer in found.consumers]
    functions += adapted(found, codes, places)
    if handlers:
        by_key = sorted(handlers, key=lambda handler: (handler.source, handler.key))
        functions.append(Function(name=API_FUNCTION, handlers=tuple(by_key)))
    ordered = tuple(sorted(functions, key=lambda function: function.name))
    return Functions(functions=with_contracts(ordered, codes), codes=tuple(codes), places=places)


class Written(NamedTuple):
    """A handler as it was written, before its signature is known."""

    function: str
    handler: Handler
    code: Callable[..., object]
    uses: Sequence[object] | None
    place: Place


def _task(task: AnyTask, found: Collected, codes: list[Code], places: dict[str, Place]) -> Function:
    place, subject = task.mark.place(found.folder), f"task {task.name}"
    handler = Handler(source="task", key=task.name, module=task.__module__, name=task.__qualname__)
    function = Function(name=f"task-{task.name}", handlers=(handler,), timeout_s=_timeout(task, place, found))
    if subject in places:
        what, remedy = f"two tasks are named {task.name!r}", "rename one of them"
        found.problems.append(Problem(code="declared-twice", what=what, places=(places[subject], place), remedy=remedy))
    else:
        _check(Written(function.name, handler, task, task.uses, place), found, codes)
    places[subject] = place
    return function


def _timeout(task: AnyTask, place: Place, found: Collected) -> int:
    """A task's function runs as long as its state waits for it."""
    given: object = task.timeout
    if given is None:
        return TASK_TIMEOUT_S
    if isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= FUNCTION_LIMIT_S:
        return given
    what = "a Lambda function cannot run this long"
    remedy = "split the task, or let it start the work and wait for a callback"
    allowed = f"1 to {FUNCTION_LIMIT_S} seconds"
    found.problems.append(
        Problem(code="task-timeout", what=what, places=(place,), received=repr(given), allowed=allowed, remedy=remedy)
    )
    return TASK_TIMEOUT_S


def _guard(guard: Guard, found: Collected, codes: list[Code], places: dict[str, Place]) -> Function:
    """The function of an authorizer; API Gateway waits 10 seconds for it."""
    code, place, subject = guard.function, guard.mark.place(found.folder), f"authorizer {guard.name}"
    handler = Handler(source="authorizer", key=guard.name, module=code.__module__, name=code.__qualname__)
    function = Function(name=function_name(guard), handlers=(handler,), timeout_s=AUTHORIZER_TIMEOUT_S)
    if subject in places:
        what, remedy = f"two authorizers are named {guard.name!r}", "rename one of them"
        found.problems.append(Problem(code="declared-twice", what=what, places=(places[subject], place), remedy=remedy))
    else:
        _check(Written(function.name, handler, code, guard.uses, place), found, codes)
    places[subject] = place
    return function


def _consumer(consumer: Consuming, found: Collected, codes: list[Code], places: dict[str, Place]) -> Function:
    """The function of a queue's consumer; it may run as long as the messages that it was given are hidden."""
    code, queue, place = consumer.function, consumer.queue, consumer.mark.place(found.folder)
    subject, problem = f"consumer of {queue.name}", _consuming(consumer, place)
    name = getattr(code, "__qualname__", type(code).__name__)
    handler = Handler(source="queue", key=queue.name, module=code.__module__, name=name)
    function = Function(name=f"queue-{queue.name}", handlers=(handler,), timeout_s=min(queue.visibility_s, FUNCTION_LIMIT_S))
    if problem is not None:
        found.problems.append(problem)
    elif subject in places:
        what, remedy = f"the queue {queue.name!r} has two consumers", "keep one: they would take each other's messages"
        found.problems.append(Problem(code="declared-twice", what=what, places=(places[subject], place), remedy=remedy))
    else:
        _check(Written(function.name, handler, code, consumer.uses, place), found, codes)
    places[subject] = place
    return function


def _consuming(consumer: Consuming, place: Place) -> Problem | None:
    """What is wrong with the settings of a consumer and its queue."""
    batch: object = consumer.batch
    if type(batch) is not int or not 1 <= batch <= BATCH:
        what, received, remedy = f"a batch has 1 to {BATCH} messages", f"batch={batch!r}", "choose one between"
    elif consumer.queue.visibility_s < 1:
        what, received = "messages that are not hidden are delivered again while they are handled", "visibility_s=0"
        remedy = "give the queue as many seconds as handling takes"
    else:
        return None
    return Problem(code="consumer", what=what, places=(place,), received=received, remedy=remedy)


def _check(written: Written, found: Collected, codes: list[Code]) -> None:
    """Refuse what cannot be found or served; keep the rest."""
    handler, place = written.handler, written.place
    problem = findable(written.code, place) or _status(handler, place)
    if problem is None:
        try:
            assert handler.source != "asgi"  # a whole app has no signature
            assert handler.source != "wsgi"
            signature = inspect_handler(written.code, handler.source, handler.key)
            problem = _lost(handler, signature, place) or _unserved(written)
        except SignatureError as error:
            problem = _refused(error, place)
    if problem is None:
        codes.append(Code(**written._asdict(), signature=signature))
    else:
        found.problems.append(problem)


def _refused(error: SignatureError, place: Place) -> Problem:
    return Problem(
        code=error.code,
        what=error.what,
        places=(place,),
        received=error.received,
        allowed=error.allowed,
        remedy=error.remedy,
    )


def _unserved(written: Written) -> Problem | None:
    """What the runtime would have against the handler at its first event: types that pydantic cannot read or write."""
    key = f"{written.handler.source} {written.handler.key}"
    try:
        prepared(written.code, key, status=200, selection="", stored=False, loops=Loops())
    except Exception as error:
        received = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
        what, remedy = "values of a type in this signature cannot be read or written as JSON", "take or return a model"
        return Problem(code="annotation-unsupported", what=what, places=(written.place,), received=received, remedy=remedy)
    return None


def _status(handler: Handler, place: Place) -> Problem | None:
    """What is wrong with the status of a successful answer."""
    status: object = handler.status
    if isinstance(status, int) and not isinstance(status, bool) and 200 <= status <= 399:
        return None
    what, allowed = "this cannot be the status of a successful answer", "200 to 399"
    received, remedy = f"status={status!r}", "raise HttpError(404) in the handler for errors"
    return Problem(code="status", what=what, places=(place,), received=received, allowed=allowed, remedy=remedy)


def _lost(handler: Handler, signature: Signature, place: Place) -> Problem | None:
    """What is wrong with a result that its status would not send."""
    returns = signature.returns
    if handler.status not in EMPTY or returns in (MISSING, NONE) or is_response(returns):
        return None
    what = f"an answer of status {handler.status} has no body, so what the handler returns would be lost"
    return Problem(code="status", what=what, places=(place,), remedy="-> None, or another status")
