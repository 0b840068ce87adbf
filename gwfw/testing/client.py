"""The test's client: an app behind API Gateway, in the test's own process, without a port and without an account.

    with Client(app) as gw:
        assert gw.post("/books", json={"id": "1", "title": "x"}).status_code == 201

Every client has its own gateway, tables, executions, clock and ids, all new. What the app's modules keep in globals stays,
as it does in a warm Lambda. It is the same emulator as behind `gwfw local`, driven in the caller's thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import getrandbits
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from gwfw.authorizers.jwt.minting import SUBJECT, LocalIssuer, Wanted
from gwfw.errors import Misuse, Problem
from gwfw.exchange import Accept, CallHttp, Ended, HttpRequest, Outcome, Report
from gwfw.gateway.websocket.keys import local_value
from gwfw.local.backends import Backends
from gwfw.local.clock import StandingClock
from gwfw.local.emulator import Emulator
from gwfw.local.ids import LocalIds
from gwfw.local.issuer_key import passing
from gwfw.local.names import LocalNames, bindings
from gwfw.local.settings import LocalSettings
from gwfw.runtime.bindings import bind, parse
from gwfw.testing import botocore, events
from gwfw.testing.clock import Clock
from gwfw.testing.denied import Denied, Guarded
from gwfw.testing.driver import Driver
from gwfw.testing.environment import Environment
from gwfw.testing.failures import Failure, Failures
from gwfw.testing.http import HttpMethods
from gwfw.testing.prepared import prepare
from gwfw.testing.requests import Auth, HeaderPairs, authorized, handshake, signed
from gwfw.testing.runs import Machine
from gwfw.testing.targets import Target, Targets
from gwfw.testing.websocket import HandshakeRefused, WebSocket

if TYPE_CHECKING:
    from pydantic import BaseModel

    from gwfw.app import App
    from gwfw.ports import Ids
    from gwfw.resources.machine.handle import StateMachine
    from gwfw.resources.queue.handle import Queue
    from gwfw.resources.table.handle import Table
    from gwfw.testing.responses import Response

    MessageT = TypeVar("MessageT")
    ModelT = TypeVar("ModelT", bound=BaseModel)

__all__ = ["Client"]

_LOG: Final = logging.getLogger("gwfw")
_SERVER_ERROR: Final = 500


class Client(HttpMethods):
    """An app's client in a test. `with Client(app) as gw:`, or the fixture `gw`.

    `stage` names the deployment, `start` is the time at which the clock begins (epoch seconds; default: now), `ids` makes
    every identifier (default: random ones). `access_log` has the lines of the stages that have a format. Leaving the block
    settles, and raises UnnoticedFailure where something failed and the test did not look at it.
    """

    def __init__(self, app: App, *, stage: str = "dev", start: float | None = None, ids: Ids | None = None) -> None:
        prepared = prepare(app)
        self.graph = graph = prepared.graph
        settings = LocalSettings(app=graph.name, stage=stage)
        self._settings, self._bindings = settings, parse(bindings(graph, settings))
        self._denied, self._targets, self._backends = Denied(), Targets(), Backends(graph, settings)
        arn = LocalNames(graph, settings).function_arn("{}")
        self._environment = Environment(graph, prepared.dispatch, arn=arn, bindings=self._bindings)
        emulator = Emulator(graph, settings=settings, ids=ids or LocalIds(seed=getrandbits(64)))
        self._machines, self._permissions = emulator.machines, emulator.permissions
        self._failures = Failures(graph, self._environment.failures, emulator.machines)
        self._driver = Driver(
            emulator,
            functions=self._environment,
            aws=Guarded(self._backends, self._denied),
            outbound=self._outbound,
            clock=StandingClock(start),
            report=self._reported,
            ended=_log_end,
            guard=self._denied.answer,
        )
        self._issuer = LocalIssuer(graph, passing)
        self.access_log: list[str] = []
        self.clock = Clock(self._driver)
        super().__init__(settings.host(settings.http_api_id), self._answer)

    # Life ------------------------------------------------------------------------------------------------------------

    def open(self) -> Self:
        """Answer AWS requests from now on, until `close`. `with` does both, and the check at the end."""
        botocore.enter(self._driver)
        return self

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self.check()
        finally:
            self.close()

    def close(self) -> None:
        """Answer AWS requests no more and forget everything, without a check."""
        botocore.leave(self._driver)
        self._backends.reset()

    def settle(self) -> None:
        """Run everything that can run without time passing: started executions, and what invocations have caused."""
        self._driver.settle()

    def check(self) -> None:
        """Settle; raise UnnoticedFailure where something failed and the test did not look at it. Done at the end anyway."""
        self.settle()
        self._failures.check()

    # Talking to the app ----------------------------------------------------------------------------------------------

    def ws(
        self,
        url: str = "",
        *,
        headers: HeaderPairs = (),
        subprotocols: Iterable[str] = (),
        auth: Auth | None = None,
        api_key: str | None = None,
    ) -> WebSocket:
        """An open WebSocket; `url` is a query, `?u=ann`, or nothing. `auth` as for requests, `api_key` the name of a key.

        Raises HandshakeRefused.
        """
        if self.graph.websocket is None:
            raise _misuse("no-websocket-api", "this app has no WebSocket API", None, "declare a route: @ws.route(...)")
        api = self._settings.websocket_api_id
        if api_key is not None:
            headers = self._with_key(headers, api_key)
        request = handshake(
            url, self._settings.host(api), stage=self._settings.stage, headers=headers, subprotocols=subprotocols
        )
        opened = WebSocket(self._driver, self.graph.websocket.selection, self._notice_message)
        before = len(self._failures.found)
        answer = self._driver.upgrade(authorized(request, auth), opened)
        if isinstance(answer, Accept):
            opened.id, opened.subprotocol = answer.connection_id, answer.subprotocol
            return opened
        self._failures.notice(self._failures.found[before:])
        raise HandshakeRefused(answer.status, answer.body.decode("utf-8", "replace"))

    def token(
        self,
        issuer: str | None = None,
        audience: str | Sequence[str] | None = None,
        scopes: Sequence[str] | None = None,
        subject: str = SUBJECT,
        **claims: Any,
    ) -> str:
        """A token that the app's JWT authorizer lets pass for an hour of the client's clock: `auth=gw.token()`.

        `issuer` and `audience` are the authorizer's, `scopes` all that its routes ask for, unless they are given. `claims`
        are added, or take the place of others (None leaves one out). Raises Misuse where it is not clear for which
        authorizer it should be.
        """
        wanted = Wanted(issuer=issuer, audience=audience, scopes=scopes, subject=subject, claims=claims)
        return self._issuer.token(wanted, self.clock.now())

    def iam(self, request: HttpRequest) -> HttpRequest:
        """Sign a request for routes with `auth=iam()`: `gw.get("/admin", auth=gw.iam)`."""
        return signed(request, self._settings.region)

    def _with_key(self, headers: HeaderPairs, name: str) -> HeaderPairs:
        """The headers of a client that has the app's API key of that name."""
        assert self.graph.websocket is not None
        names = [key.name for key in self.graph.websocket.api_keys]
        if name not in names:
            what, allowed = "the app has no API key of that name", ", ".join(names) or "none"
            raise _misuse("api-key", what, repr(name), "declare it: WebSocketSettings(api_keys=[...])", allowed)
        given = headers.items() if isinstance(headers, Mapping) else headers
        return (*given, ("x-api-key", local_value(name)))

    def machine(self, definition: Callable[[], object] | StateMachine[Any, Any] | str) -> Machine:
        """A state machine, by its handle, the function that defines it, or its name. Raises Misuse if it is not there."""
        known_as: Any = getattr(definition, "name", None) or getattr(definition, "__name__", definition)
        name = str(known_as)
        known = [machine.name for machine in self.graph.machines]
        if name not in known:
            what = f"the app has no state machine named {name!r}"
            raise _misuse("no-machine", what, repr(definition), "pass a definition of this app", ", ".join(known))
        arn = LocalNames(self.graph, self._settings).arn("machine", name)
        return Machine(name, self._machines, self._driver, arn=arn, settings=self._settings)

    # Looking inside --------------------------------------------------------------------------------------------------

    def items(self, table: Table[ModelT]) -> list[ModelT]:
        """Every item of a table, in no order."""
        with self._driver.answering(), bind(self._bindings):
            return list(table.scan())

    def seed(self, table: Table[ModelT], *items: ModelT) -> None:
        """Write items into a table, as a handler would."""
        with self._driver.answering(), bind(self._bindings):
            for item in items:
                table.put(item)

    def emit(self, queue: Queue[MessageT], *messages: MessageT) -> None:
        """Send messages to a queue, as a handler would. Its consumer takes them when the client settles."""
        with self._driver.answering(), bind(self._bindings):
            for message in messages:
                queue.send(message)

    def event(self, handler: Callable[..., object]) -> Any:
        """The event that the handler got last, exactly as Lambda would have got it. Raises Misuse if there was none."""
        return events.last_event(self.graph, self._environment.invoked, handler)

    @property
    def failures(self) -> list[Failure]:
        """The invocations that failed, the oldest first. Whoever asks knows of them."""
        self._failures.notice(self._failures.found)
        return list(self._failures.found)

    # Changing the world ----------------------------------------------------------------------------------------------

    def target(self, name: str, answer: Target) -> None:
        """Let `answer(request: httpx.Request) -> httpx.Response` answer for a host or for what a URL begins with."""
        self._targets.bind(name, answer)

    def deny(self, action: str) -> None:
        """Answer an action, in IAM's words such as `dynamodb:PutItem`, as if nobody were permitted to do it."""
        self._denied.add(action)

    def allow(self, action: str) -> None:
        """Permit an action that no handle grants, as roles get it in `@app.cdk`: `s3:GetObject`, `s3:*`."""
        self._permissions.allow(action)

    # What others answer ----------------------------------------------------------------------------------------------

    def _outbound(self, work: CallHttp) -> Outcome:
        """The answer of a target that the test has bound, else of the local issuer."""
        if not self._targets.knows(work) and (issued := self._issuer.answer(work)) is not None:
            return issued
        return self._targets.call(work)

    def _reported(self, report: Report) -> None:
        if report.error is not None:
            _LOG.warning("%s: %s: %s", report.subject, report.status, report.error)
        if report.access_log is not None:
            self.access_log.append(report.access_log)

    # What was answered -----------------------------------------------------------------------------------------------

    def _answer(self, request: HttpRequest) -> Response:
        from gwfw.testing.responses import response

        found = self._failures.found
        before = len(found)
        answered = self._driver.http(request)
        if answered.status < _SERVER_ERROR or len(found) == before:
            return response(request, answered)
        failed = found[before:]
        return response(request, answered, lambda: self._failures.notice(failed))

    def _notice_message(self, text: str) -> None:
        """A message that the gateway sends where a handler failed names the request."""
        if '"requestId"' in text:
            self._failures.notice(failure for failure in self._failures.found if f'"{failure.request_id}"' in text)


def _log_end(ended: Ended) -> None:
    if ended.error is not None:
        _LOG.info("%s %s: %s: %s", ended.kind, ended.name, ended.result, ended.error)


def _misuse(code: str, what: str, received: str | None, remedy: str, allowed: str | None = None) -> Misuse:
    return Misuse(Problem(code=code, what=what, received=received, allowed=allowed, remedy=remedy))
