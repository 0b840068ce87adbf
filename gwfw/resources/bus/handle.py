"""The handle of an EventBridge event bus: what `app.bus("events")` gives.

One object describes the bus, binds its name, puts events on it, and names what a route does with it without any code.
Imported in Lambda with the app's modules, hence light. Safe for threads.
"""

from __future__ import annotations

from gwfw.integrations.aws_service.declare import ServiceCall
from gwfw.mapping import Source, request
from gwfw.resources.handle import Permission, PlainHandle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, overload

    from pydantic import BaseModel

    from gwfw.declarations import Mark
    from gwfw.flow import Catching, Retrying
    from gwfw.steps import PreparedThrough


__all__ = ["Bus"]


class Bus(PlainHandle):
    """An event bus. `source` is what its events say they come from, unless `put` says otherwise.

    In a handler `events.put(OrderPlaced(...))` puts an event whose type is the model's name. As a route's target
    `events.put(request.body, detail_type="OrderPlaced")` is done by API Gateway itself.
    """

    __slots__ = ("source",)

    KIND = "bus"
    TARGETS = ("put_task",)
    ACTIONS = {  # noqa: RUF012 -- ClassVar would need typing; nobody changes it
        "put": ("events:PutEvents",),
        **dict.fromkeys(("name", "physical_name", "put_task", "source", "write"), ()),
    }

    def __init__(self, name: str, *, source: str, place: Mark) -> None:
        super().__init__(name, place)
        self.source = source

    @property
    def write(self) -> Permission:
        """Leave to put events, for `uses=[events.write]`."""
        return Permission(self, ("events:PutEvents",), f"{self.name}.write")

    if TYPE_CHECKING:

        @overload
        def put(
            self,
            detail: Source = ...,
            *,
            detail_type: Source | str,
            source: Source | str | None = None,
            time: Source | None = None,
            resources: Source | Sequence[str] | None = None,
        ) -> ServiceCall: ...
        @overload
        def put(
            self, detail: BaseModel | Mapping[str, object], *, detail_type: str | None = None, source: str | None = None
        ) -> str: ...

    def put(
        self,
        detail: Any = request.body,
        *,
        detail_type: Any = None,
        source: Any = None,
        time: Any = None,
        resources: Any = None,
    ) -> Any:
        """Put an event and give its id. `detail` is a model or a mapping, `detail_type` the model's name by default.

        With a source of `gwfw.mapping`, such as `request.body`, it is a route's target: `detail` is then one whole value,
        which must be a JSON object. Raises GwfwError for an event that the bus did not take.
        """
        if isinstance(detail, Source):
            given = {"DetailType": detail_type, "Source": source or self.source, "Time": time, "Resources": resources}
            return ServiceCall("EventBridge-PutEvents", self, f"put({detail!r})", Detail=detail, **given)
        if time is not None or resources is not None:
            raise TypeError("time and resources are for routes")
        from gwfw.resources.bus import entries

        return entries.put(self, detail, detail_type, source or self.source)

    def put_task(
        self,
        detail: Callable[[Any], object] | str | None = None,
        *,
        detail_type: str,
        source: str | None = None,
        name: str | None = None,
        retry: Retrying = 0,
        catch: Catching = None,
        timeout: int | None = None,
    ) -> PreparedThrough:
        """A step of a state machine that puts what comes as an event, without a function, and gives it on.

        `detail` is a part of it instead: a function that only selects, or a path; it must be a JSON object. The step fails
        as `EventBridge.FailedEntry` where the bus does not take the event.
        """
        from gwfw.steps import PreparedThrough

        def prepare(model: object) -> tuple[Mapping[str, object], str | None]:
            from gwfw.resources.machine import prepared

            return prepared.put_event(self, detail, detail_type, source, model)

        return PreparedThrough("events:putEvents", prepare, name=name, retry=retry, catch=catch, timeout=timeout)
