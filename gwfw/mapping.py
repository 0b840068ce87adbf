"""The words of parameter mappings, which API Gateway evaluates without any code of the app.

    from gwfw.mapping import append, context, overwrite, raw, remove, request, stage

    request.header["x-user"]  request.query["page"]  request.path["id"]  request.path  request.body  request.body["order"]
    context.request_id        context.identity.source_ip        context.authorizer["principalId"]        stage["color"]
    append.header("x-user", request.header["x-user"])    overwrite.path("/v2")    remove.header("cookie")    raw(key, value)

A source inside an f-string becomes a template: `f"{request.path['owner']}/{request.path['id']}"`. Nothing is evaluated
here: a source is the text by which API Gateway knows it ("Transforming API requests and responses" of its guide).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Value: TypeAlias = "Source | str"

__all__ = ["Change", "Source", "append", "context", "expression", "overwrite", "raw", "remove", "request", "stage", "text"]


class Source:
    """A value of the request that is only known when it comes: `written` as the developer writes it, `expression` as
    API Gateway does."""

    __slots__ = ("expression", "written")
    is_template = False

    def __init__(self, expression: str, written: str) -> None:
        self.expression, self.written = expression, written

    def __str__(self) -> str:
        """The source as a part of a template: `${request.path.id}`."""
        return f"${{{self.expression.removeprefix('$')}}}"

    def __format__(self, spec: str) -> str:
        if spec:
            raise TypeError(f"{self.written} has no value here that the format {spec!r} could be applied to")
        return str(self)

    def __repr__(self) -> str:
        return self.written

    def __bool__(self) -> bool:
        raise TypeError(f"{self.written} has no value here, and a mapping cannot branch on it")


class _Text(Source):
    """A text, with sources in it or without."""

    __slots__ = ()
    is_template = True

    def __str__(self) -> str:
        """The text itself: it is no single source."""
        return self.expression


class _Named:
    """The values of one sort, found by name: `request.header["x-user"]`."""

    __slots__ = ("_expression", "_written")

    def __init__(self, expression: str, written: str) -> None:
        self._expression, self._written = expression, written

    def __getitem__(self, name: str) -> Source:
        """The value of that name."""
        _check_name(name, self._written)
        return Source(f"{self._expression}.{name}", f"{self._written}[{name!r}]")

    def __repr__(self) -> str:
        return self._written


class _Path(Source):
    """The whole path, or one of its parameters."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Source:
        """The path parameter of that name."""
        _check_name(name, self.written)
        return Source(f"{self.expression}.{name}", f"{self.written}[{name!r}]")


class _Body(Source):
    """The whole body, or a member of it at any depth: `request.body["order"]["lines"][0]`."""

    __slots__ = ()

    def __getitem__(self, name: str | int) -> _Body:
        """The member of that name, or the element at that index."""
        written = f"{self.written}[{name!r}]"
        if isinstance(name, int):
            return _Body(f"{self.expression}[{name}]", written)
        _check_name(name, self.written)
        return _Body(f"{self.expression}.{name}", written)


class _Variable(Source):
    """A variable of the context; its attributes are those below it."""

    __slots__ = ()

    def __getattr__(self, name: str) -> _Variable:
        if name.startswith("_"):
            raise AttributeError(name)
        return _Variable(f"{self.expression}.{_camel(name)}", f"{self.written}.{name}")

    def __getitem__(self, name: str) -> _Variable:
        """The variable of that name, in API Gateway's own spelling."""
        _check_name(name, self.written)
        return _Variable(f"{self.expression}.{name}", f"{self.written}[{name!r}]")


class _Context:
    """The variables of the context, in Python's spelling as attributes or in API Gateway's by name."""

    __slots__ = ()

    def __getattr__(self, name: str) -> _Variable:
        if name.startswith("_"):
            raise AttributeError(name)
        return _Variable(f"$context.{_camel(name)}", f"context.{name}")

    def __getitem__(self, name: str) -> _Variable:
        """The variable of that name: `context["authorizer.claims.sub"]`."""
        _check_name(name, "context")
        return _Variable(f"$context.{name}", f"context[{name!r}]")

    def __repr__(self) -> str:
        return "context"


class _Request:
    """The request that is being mapped."""

    __slots__ = ("body", "header", "path", "query")

    def __init__(self) -> None:
        self.header = _Named("$request.header", "request.header")
        self.query = _Named("$request.querystring", "request.query")
        self.path = _Path("$request.path", "request.path")
        self.body = _Body("$request.body", "request.body")

    def __repr__(self) -> str:
        return "request"


class Change:
    """One line of a mapping: `key` and `expression` as API Gateway takes them; `written` as the developer wrote it."""

    __slots__ = ("expression", "key", "written")

    def __init__(self, key: str, expression: str, written: str) -> None:
        self.key, self.expression, self.written = key, expression, written

    def __repr__(self) -> str:
        return self.written

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Change) and (self.key, self.expression) == (other.key, other.expression)

    def __hash__(self) -> int:
        return hash((self.key, self.expression))


class _Setting:
    """`append` (beside what is there) or `overwrite` (in its place)."""

    __slots__ = ("_operation",)

    def __init__(self, operation: str) -> None:
        self._operation = operation

    def header(self, name: str, value: Value) -> Change:
        """Set the header of that name."""
        return self._change("header", name, value)

    def query(self, name: str, value: Value) -> Change:
        """Set the parameter of the query string of that name. Requests only."""
        return self._change("querystring", name, value)

    def _change(self, part: str, name: str, value: Value) -> Change:
        _check_name(name, f"{self._operation}.{part}")
        called = {"querystring": "query"}.get(part, part)
        written = f"{self._operation}.{called}({name!r}, {value!r})"
        return Change(f"{self._operation}:{part}.{name}", expression(value), written)


class _Overwriting(_Setting):
    """What can be put in the place of something else."""

    __slots__ = ()

    def path(self, value: Value) -> Change:
        """Put this path in the place of the whole path. Requests only."""
        return Change("overwrite:path", expression(value), f"overwrite.path({value!r})")

    def status(self, value: int | Value) -> Change:
        """Put this status in the place of the integration's. Responses only."""
        given = str(value) if isinstance(value, int) else value
        return Change("overwrite:statuscode", expression(given), f"overwrite.status({value!r})")


class _Removing:
    """What can be taken away."""

    __slots__ = ()

    def header(self, name: str) -> Change:
        """Take away the header of that name."""
        _check_name(name, "remove.header")
        return Change(f"remove:header.{name}", "''", f"remove.header({name!r})")

    def query(self, name: str) -> Change:
        """Take away the parameter of the query string of that name. Requests only."""
        _check_name(name, "remove.query")
        return Change(f"remove:querystring.{name}", "''", f"remove.query({name!r})")


def raw(key: str, value: str) -> Change:
    """A line of a mapping in API Gateway's own words: `raw("append:header.x", "$request.header.y")`."""
    given: tuple[object, object] = (key, value)
    if not all(isinstance(text, str) for text in given):
        raise TypeError(f"raw takes two texts, not {key!r} and {value!r}")
    return Change(key, value, f"raw({key!r}, {value!r})")


def text(value: str) -> Source:
    """A text as a source, where a target takes one: `queue.send(text("tick"))`, `text(f"{request.path['id']} is gone")`.

    Raises TypeError and ValueError as every mapped value does.
    """
    return _Text(expression(value), f"text({value!r})")


def expression(value: Value) -> str:
    """The value in API Gateway's words: a source, a template (an f-string with sources in it) or a constant.

    Raises TypeError for anything else, and ValueError for a constant that API Gateway would take for a source.
    """
    given: object = value
    if isinstance(given, Source):
        return given.expression
    if not isinstance(given, str):
        raise TypeError(f"a mapped value is a source or a text, not {value!r}; constants are written as texts")
    if given.startswith("$") and not given.startswith("${"):
        raise ValueError(f"API Gateway would take the constant {given!r} for a source; write request..., or raw(key, value)")
    return given


def _check_name(name: str, where: str) -> None:
    given: object = name
    if not isinstance(given, str) or not given or set(given) & set(" {}$'\"") or not given.isprintable():
        raise ValueError(f"{where} has nothing of the name {name!r}")


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


append = _Setting("append")
overwrite = _Overwriting("overwrite")
remove = _Removing()
request = _Request()
context = _Context()


class _Stage(_Named):
    """The variables of the stage."""

    __slots__ = ()


stage = _Stage("$stageVariables", "stage")
