"""The values of a handler's signature: the markers that users write in `Annotated[...]`, parameters, what is wrong.

They are plain slotted classes because they are imported in Lambda, where dataclasses would cost more than the handler.
They are never changed once made.
"""

from __future__ import annotations

from gwfw.annotations import optional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    Origin: TypeAlias = Literal["path", "query", "header", "cookie", "body", "request", "connection", "context"]

__all__ = ["MISSING", "Body", "Cookie", "Header", "Marker", "Parameter", "Path", "Query", "Signature", "SignatureError"]


class Missing:
    """The type of `MISSING`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()
"""No default, no return annotation."""


class Marker:
    """Base of what stands in `Annotated[...]` to say where a parameter is read from. `name` is its name in the request."""

    __slots__ = ("name",)
    origin: Origin

    def __init__(self, name: str | None = None) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"{type(self).__name__}({'' if self.name is None else repr(self.name)})"


class Path(Marker):
    """A path parameter; the default for names that the path has."""

    __slots__ = ()
    origin = "path"


class Query(Marker):
    """A member of the query string; the default for other scalars and for lists of scalars (repeated members)."""

    __slots__ = ()
    origin = "query"


class Header(Marker):
    """A header; `user_agent: Annotated[str, Header()]` reads `user-agent`."""

    __slots__ = ()
    origin = "header"


class Cookie(Marker):
    """A cookie."""

    __slots__ = ()
    origin = "cookie"


class Body(Marker):
    """The JSON body; the default for models and mappings. `Annotated[bytes, Body()]` is the body as it came."""

    __slots__ = ()
    origin = "body"

    def __init__(self) -> None:
        super().__init__()


class SignatureError(Exception):
    """A handler's signature cannot be served. Freezing turns it into a Problem, so that users never see it."""

    def __init__(
        self, code: str, what: str, *, received: str | None = None, allowed: str | None = None, remedy: str | None = None
    ) -> None:
        self.code, self.what, self.received, self.allowed, self.remedy = code, what, received, allowed, remedy
        super().__init__(code, what)


class Parameter:
    """One parameter of a handler.

    `alias` is its name in the request (headers in lower case), `annotation` its type without our marker (constraints of
    pydantic stay), `default` MISSING where there is none.
    """

    __slots__ = ("alias", "annotation", "default", "name", "origin")

    def __init__(self, *, name: str, origin: Origin, alias: str, annotation: object, default: object = MISSING) -> None:
        self.name, self.origin, self.alias = name, origin, alias
        self.annotation, self.default = annotation, default

    @property
    def required(self) -> bool:
        """Whether a request without it is wrong: it has no default and may not be None."""
        return self.default is MISSING and not optional(self.annotation)

    def __repr__(self) -> str:
        return f"<{self.origin} {self.alias}>"


class Signature:
    """What a handler takes and gives. `returns` is the return annotation (MISSING: none; NoneType: `-> None`)."""

    __slots__ = ("is_async", "parameters", "returns", "two_way")

    def __init__(self, *, parameters: tuple[Parameter, ...], returns: object, is_async: bool, two_way: bool) -> None:
        self.parameters, self.returns = parameters, returns
        self.is_async, self.two_way = is_async, two_way

    @property
    def body(self) -> Parameter | None:
        """The parameter that is read from the body."""
        return next((parameter for parameter in self.parameters if parameter.origin == "body"), None)
