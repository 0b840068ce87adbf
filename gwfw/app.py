"""`App` and `Router`: the facets, the settings, and what was declared through them.

They collect and know nothing else: no graph, no engine, no AWS. Imported in Lambda, where they must cost nothing.
"""

from __future__ import annotations

from gwfw.declarations import Declarations, Inclusion, Mark, Mistake
from gwfw.facets.dynamo import Dynamo
from gwfw.facets.http import Http
from gwfw.facets.sfn import StepFunctions
from gwfw.facets.ws import WebSocket
from gwfw.settings import HttpSettings, WebSocketSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar, overload

    from aws_lambda_powertools import Logger

    from gwfw.constructs import CdkConstruct
    from gwfw.declarations import HandlerT
    from gwfw.resources.bus.handle import Bus
    from gwfw.resources.config.handle import Config
    from gwfw.resources.handle import PlainHandle
    from gwfw.resources.queue.handle import Queue
    from gwfw.resources.stream.handle import Stream

    HandleT = TypeVar("HandleT", bound=PlainHandle)
    MadeT = TypeVar("MadeT")
    ModelT = TypeVar("ModelT")
    StackT = TypeVar("StackT")


__all__ = ["App", "Router"]


class Router:
    """A part of an app in a file of its own: the same facets as an App, joined by `app.include(router)`."""

    __slots__ = ("declarations", "dynamo", "http", "sfn", "ws")

    def __init__(self) -> None:
        self.declarations = declarations = Declarations()
        self.http = Http(declarations)
        self.ws = WebSocket(declarations)
        self.sfn = StepFunctions(declarations)
        self.dynamo = Dynamo(declarations)

    if TYPE_CHECKING:

        @overload
        def queue(self, name: str, *, visibility_s: int = 30, deliveries: int | None = None) -> Queue[Any]: ...
        @overload
        def queue(
            self, name: str, model: type[ModelT], *, visibility_s: int = 30, deliveries: int | None = None
        ) -> Queue[ModelT]: ...

    def queue(self, name: str, model: Any = None, *, visibility_s: int = 30, deliveries: int | None = None) -> Queue[Any]:
        """An SQS queue of messages of that model (default: anything that can be written as JSON).

        A message that was received is hidden from others for `visibility_s` seconds, 0 to 43200. One that was received
        `deliveries` times, 1 to 1000, and is not deleted goes to a dead-letter queue (None: it comes again and again).
        """
        from gwfw.resources.queue.handle import Queue

        made: Queue[Any] = Queue(
            name,
            model,
            visibility_s=visibility_s,
            deliveries=deliveries,
            place=Mark.here(),
            declarations=self.declarations,
        )
        return self._handle(made)

    def bus(self, name: str, *, source: str | None = None) -> Bus:
        """An EventBridge event bus; `source` is what its events say they come from (default: its name)."""
        from gwfw.resources.bus.handle import Bus

        return self._handle(Bus(name, source=name if source is None else source, place=Mark.here()))

    def stream(self, name: str) -> Stream:
        """A Kinesis data stream."""
        from gwfw.resources.stream.handle import Stream

        return self._handle(Stream(name, Mark.here()))

    def config(self, name: str, content: object, *, content_type: str = "application/json") -> Config:
        """An AppConfig configuration with that content: a text, or what is written as JSON."""
        from gwfw.resources.config.handle import Config

        return self._handle(Config(name, content, content_type, Mark.here()))

    def construct(self, function: Callable[[StackT], MadeT]) -> CdkConstruct[StackT, MadeT]:
        """Decorate a function that makes a construct of the CDK, which targets and machines can name: `alb(listener)`.

        It is called with the stack when the app is synthesized, once for each stack and before the app's own parts are
        made; import `aws_cdk` inside of it. What this gives can be called with the stack, too, by other such functions.
        """
        from gwfw.constructs import CdkConstruct

        made = CdkConstruct(function)
        self.declarations.constructs.append(made)
        return made

    def _handle(self, handle: HandleT) -> HandleT:
        self.declarations.handles.append(handle)
        return handle

    def include(self, router: Router, *, prefix: str = "") -> None:
        """Take over what `router` declares, now and later; `prefix` (such as `/v1`) goes before its HTTP paths."""
        if isinstance(router, App) or not isinstance(router, Router):
            self._refuse("not-a-router", "include takes a Router", repr(router), "router = Router(), and its own facets")
        elif prefix and (not prefix.startswith("/") or prefix.endswith("/")):
            remedy = f"prefix={'/' + prefix.strip('/')!r}"
            self._refuse("prefix", "a prefix begins with / and does not end with one", repr(prefix), remedy)
        else:
            self.declarations.inclusions.append(Inclusion(router.declarations, prefix))

    def _refuse(self, code: str, what: str, received: str, remedy: str) -> None:
        mark = Inclusion(self.declarations, "").mark
        self.declarations.mistakes.append(Mistake(code, mark, what, received=received, remedy=remedy))


class App(Router):
    """An application: `app = App("library")`, then its facets `app.http`, `app.ws`, `app.sfn`, `app.dynamo`.

    `name` begins the names of stacks and functions: 2 to 40 lower-case letters, digits and `-`. `http` and `ws` are the
    settings of the two APIs.
    """

    __slots__ = ("_logger", "http_settings", "name", "tunings", "ws_settings")

    def __init__(self, name: str, *, http: HttpSettings | None = None, ws: WebSocketSettings | None = None) -> None:
        super().__init__()
        self.name = name
        self.http_settings = HttpSettings() if http is None else http
        self.ws_settings = WebSocketSettings() if ws is None else ws
        given: tuple[object, object] = (self.http_settings, self.ws_settings)
        if not isinstance(given[0], HttpSettings) or not isinstance(given[1], WebSocketSettings):
            raise TypeError(f"http= takes HttpSettings(...) and ws= takes WebSocketSettings(...), not {http!r} and {ws!r}")
        self.tunings: list[Callable[..., object]] = []
        self._logger: Logger | None = None

    def cdk(self, function: HandlerT) -> HandlerT:
        """Decorate a function that may change the CDK's stack: it is called with it once all else is there.

        It runs when the app is synthesized, nowhere else; import `aws_cdk` inside of it.
        """
        self.tunings.append(function)
        return function

    @property
    def logger(self) -> Logger:
        """The app's structured logger (powertools), made on first use; `service` is the app's name."""
        if self._logger is None:
            from aws_lambda_powertools import Logger

            self._logger = Logger(service=self.name)
        return self._logger

    def __repr__(self) -> str:
        return f"<app {self.name}>"
