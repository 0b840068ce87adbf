"""The handle of a Kinesis data stream: what `app.stream("clicks")` gives.

One object describes the stream, binds its name, puts records into it, and names what a route does with it without any
code. Imported in Lambda with the app's modules, hence light. Safe for threads.
"""

from __future__ import annotations

from gwfw.integrations.aws_service.declare import ServiceCall
from gwfw.mapping import Source, context, request
from gwfw.resources.handle import Permission, PlainHandle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, overload


__all__ = ["Stream"]


class Stream(PlainHandle):
    """A data stream. Records of the same key stay in order.

    In a handler `clicks.put(click, key=user)` puts a record. As a route's target `clicks.put(request.body)` is done by API
    Gateway itself; Kinesis wants the data base64-encoded, which the client does.
    """

    __slots__ = ()

    KIND = "stream"
    ACTIONS = {  # noqa: RUF012 -- ClassVar would need typing; nobody changes it
        "put": ("kinesis:PutRecord",),
        **dict.fromkeys(("name", "physical_name", "write"), ()),
    }

    @property
    def write(self) -> Permission:
        """Leave to put records, for `uses=[clicks.write]`."""
        return Permission(self, ("kinesis:PutRecord",), f"{self.name}.write")

    if TYPE_CHECKING:

        @overload
        def put(self, data: Source = ..., *, key: Source = ...) -> ServiceCall: ...
        @overload
        def put(self, data: object, *, key: str) -> str: ...

    def put(self, data: Any = request.body, *, key: Any = context.request_id) -> Any:
        """Put a record (bytes, a text, or a model) and give its sequence number.

        With a source of `gwfw.mapping`, such as `request.body`, it is a route's target; `key` is then a source too.
        """
        if isinstance(data, Source):
            return ServiceCall("Kinesis-PutRecord", self, f"put({data!r})", Data=data, PartitionKey=key)
        if not isinstance(key, str):
            raise TypeError(f"a record's key is a text, not {key!r}")
        from gwfw.resources.stream import records

        return records.put(self, data, key)
