"""The handle of an AppConfig configuration: what `app.config("flags", {...})` gives.

It describes the configuration and names the one thing that a route does with it without any code. Imported in Lambda with
the app's modules, hence light.
"""

from __future__ import annotations

from gwfw.integrations.aws_service.declare import ServiceCall
from gwfw.mapping import Source, context
from gwfw.resources.handle import PlainHandle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.declarations import Mark

__all__ = ["Config"]


class Config(PlainHandle):
    """A configuration: its content as it is deployed first. `http.get("/flags").to(flags.get())` hands it out."""

    __slots__ = ("content", "content_type")

    KIND = "config"
    TARGETS = ("get",)
    ACTIONS = dict.fromkeys(("content", "content_type", "get", "name"), ())

    def __init__(self, name: str, content: object, content_type: str, place: Mark) -> None:
        super().__init__(name, place)
        self.content, self.content_type = content, content_type

    def get(self, *, client: Source = context.request_id, version: Source | None = None) -> ServiceCall:
        """A route's target: the content, with the header `configuration-version`.

        `client` identifies the caller to AppConfig; `version` is the version that it has already, for which the answer has
        no body.
        """
        if not isinstance(client, Source):
            raise TypeError(f"the client of a route is a source, such as context.request_id, not {client!r}")
        return ServiceCall("AppConfig-GetConfiguration", self, "get()", ClientId=client, ClientConfigurationVersion=version)
