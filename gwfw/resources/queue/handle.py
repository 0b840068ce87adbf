"""The handle of an SQS queue: what `app.queue("jobs", Job)` gives.

One object describes the queue, binds its name, sends to it, and names what a route does with it without any code. Imported
in Lambda with the app's modules, hence neither `typing` nor pydantic nor an AWS library here. Safe for threads.
"""

from __future__ import annotations

from gwfw.declarations import Consuming
from gwfw.integrations.aws_service.declare import ServiceCall
from gwfw.mapping import Source
from gwfw.resources.handle import Permission, PlainHandle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Generic, Literal, TypeVar, overload

    from gwfw.declarations import Declarations, HandlerT, Mark
    from gwfw.flow import Catching, Retrying
    from gwfw.steps import Prepared

    ModelT = TypeVar("ModelT")
    In = TypeVar("In")
else:

    class Generic:
        """`Queue[Job]` is Queue: the parameter is for type checkers."""

        __slots__ = ()

        def __class_getitem__(cls, parameters):
            return cls

    ModelT = None


__all__ = ["Queue"]


class Queue(PlainHandle, Generic[ModelT]):
    """A queue of messages of one model; without a model, of anything that can be written as JSON.

    In a handler `jobs.send(job)` sends. As a route's target `jobs.send(request.body)`, `jobs.receive()`,
    `jobs.delete(...)` and `jobs.purge()` are done by API Gateway itself; it answers with SQS's own XML.
    """

    __slots__ = ("_declarations", "deliveries", "model", "visibility_s")

    KIND = "queue"
    TARGETS = ("receive", "delete", "purge", "send_task")
    ACTIONS = {  # noqa: RUF012 -- ClassVar would need typing; nobody changes it
        "send": ("sqs:SendMessage",),
        **dict.fromkeys(
            (
                "consumer",
                "delete",
                "deliveries",
                "model",
                "name",
                "physical_name",
                "purge",
                "receive",
                "url",
                "visibility_s",
                "write",
            ),
            (),
        ),
        "send_task": (),
    }

    def __init__(
        self,
        name: str,
        model: type[ModelT] | None,
        *,
        visibility_s: int,
        deliveries: int | None = None,
        place: Mark,
        declarations: Declarations,
    ) -> None:
        super().__init__(name, place)
        self.model, self.visibility_s, self.deliveries = model, visibility_s, deliveries
        self._declarations = declarations

    @property
    def write(self) -> Permission:
        """Leave to send, for `uses=[jobs.write]`."""
        return Permission(self, ("sqs:SendMessage",), f"{self.name}.write")

    @property
    def url(self) -> str:
        """The queue's URL, for code that uses an AWS SDK. Raises NotBound outside a handler."""
        return self.physical_name

    if TYPE_CHECKING:

        @overload
        def consumer(self, function: HandlerT, /) -> HandlerT: ...
        @overload
        def consumer(
            self, /, *, batch: int = 10, uses: Sequence[object] | None = None
        ) -> Callable[[HandlerT], HandlerT]: ...

    def consumer(self, function: Any = None, /, *, batch: int = 10, uses: Sequence[object] | None = None) -> Any:
        """Decorate the function that takes the messages, one at a call: `@jobs.consumer`, `@jobs.consumer(batch=1)`.

        Its one parameter is the message: a model, or `str` for the text as it is. A message that it raises on is delivered
        again when its visibility ends, the others are deleted. `batch` (1 to 10) is how many an invocation gets at most.
        """

        def declare(given: HandlerT) -> HandlerT:
            self._declarations.consumers.append(Consuming(self, given, batch=batch, uses=uses))
            return given

        return declare if function is None else declare(function)

    if TYPE_CHECKING:

        @overload
        def send(  # type: ignore[overload-overlap]  # no model is a source
            self, message: Source, *, delay_s: int | Source | None = None, attributes: Source | None = None
        ) -> ServiceCall: ...
        @overload
        def send(self, message: ModelT, *, delay_s: int | None = None) -> str: ...

    def send(self, message: Any, *, delay_s: Any = None, attributes: Any = None) -> Any:
        """Send a message, hidden for `delay_s` seconds (0 to 900) at first, and give its id.

        With a source of `gwfw.mapping`, such as `request.body`, it is a route's target. `text("tick")` is a constant one.
        `attributes` is the source of SQS's message attributes.
        """
        if isinstance(message, Source):
            given = {"MessageBody": message, "DelaySeconds": delay_s, "MessageAttributes": attributes}
            return ServiceCall("SQS-SendMessage", self, f"send({message!r})", **given)
        if attributes is not None:
            raise TypeError("message attributes are for routes; send a model that has what they would say")
        from gwfw.resources.queue import messages

        return messages.send(self, message, delay_s)

    def receive(
        self,
        *,
        limit: int | Source | None = None,
        wait_s: int | Source | None = None,
        visibility_s: int | Source | None = None,
        attributes: Source | Sequence[str] | None = None,
    ) -> ServiceCall:
        """A route's target: receive up to `limit` messages (1 to 10, default 1), waiting up to `wait_s` seconds (0 to 20).

        They are hidden from others for `visibility_s` seconds (default: the queue's). `attributes` are the names of the
        message attributes that are wanted.
        """
        return ServiceCall(
            "SQS-ReceiveMessage",
            self,
            "receive()",
            MaxNumberOfMessages=limit,
            WaitTimeSeconds=wait_s,
            VisibilityTimeout=visibility_s,
            MessageAttributeNames=attributes,
        )

    def delete(self, receipt: Source) -> ServiceCall:
        """A route's target: delete the message with that receipt handle, such as `request.body["ReceiptHandle"]`."""
        return ServiceCall("SQS-DeleteMessage", self, f"delete({receipt!r})", ReceiptHandle=receipt)

    def purge(self) -> ServiceCall:
        """A route's target: delete every message."""
        return ServiceCall("SQS-PurgeQueue", self, "purge()")

    # Steps of state machines ------------------------------------------------------------------------------------------

    if TYPE_CHECKING:

        @overload
        def send_task(
            self,
            *,
            wait_for_callback: Literal[False] = False,
            delay_s: int | None = None,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[ModelT, ModelT]: ...
        @overload
        def send_task(
            self,
            message: Callable[[In], ModelT],
            *,
            wait_for_callback: Literal[False] = False,
            delay_s: int | None = None,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[In, In]: ...
        @overload
        def send_task(
            self,
            message: str,
            *,
            wait_for_callback: Literal[False] = False,
            delay_s: int | None = None,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
        ) -> Prepared[Any, Any]: ...
        @overload
        def send_task(
            self,
            message: Callable[[Any], object] | str | None = None,
            *,
            wait_for_callback: Literal[True],
            into: str = "task_token",
            delay_s: int | None = None,
            name: str | None = None,
            retry: Retrying = 0,
            catch: Catching = None,
            timeout: int | None = None,
            heartbeat: int | None = None,
        ) -> Prepared[Any, Any]: ...

    def send_task(
        self,
        message: Any = None,
        *,
        wait_for_callback: bool = False,
        into: str = "task_token",
        delay_s: int | None = None,
        **settings: Any,
    ) -> Any:
        """A step that sends what comes, without a function, and gives it on: `charge >> jobs.send_task() >> ship`.

        `message` is a part of it instead: a function that only selects, or a path. With `wait_for_callback=True` the message
        is an object that gets the task's token as its member `into`; the step ends, and gives what it is told, when
        somebody calls SendTaskSuccess with that. `timeout` and `heartbeat` are in seconds.
        """
        from gwfw.steps import Prepared

        def prepare(model: object) -> tuple[Mapping[str, object], str | None]:
            from gwfw.resources.machine import prepared

            return prepared.send_message(self, message, delay_s, into if wait_for_callback else None, model)

        action = "sqs:sendMessage.waitForTaskToken" if wait_for_callback else "sqs:sendMessage"
        return Prepared(action, prepare, gives=object if wait_for_callback else None, **settings)
