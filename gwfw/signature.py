"""Handler signature -> parameters: what each parameter is read from, and what is wrong with the signature.

| parameter of | path | query | header, cookie | body | Request | Connection | LambdaContext |
|---|---|---|---|---|---|---|---|
| http, any route | by name | scalars, lists of scalars | by marker | one | yes | no | yes |
| websocket $connect | no | the same | by marker | no | yes | yes | yes |
| websocket $disconnect | no | no | no | no | yes | yes | yes |
| websocket, messages | no | no | no | one | yes | yes | yes |
| task, queue | no | no | no | one, of any type | no | no | yes |
| authorizer | no | scalars, lists of scalars | by marker | no | yes | no | yes |

Freezing reads it to refuse what is wrong, the deployed function at the first call of a handler; hence no `inspect`,
`typing`, dataclasses or pydantic here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import FunctionType, MappingProxyType

from gwfw.annotations import NONE, below, is_scalar, is_structured, many, members, parts, plain, read, unwrap
from gwfw.parameters import MISSING, Body, Cookie, Header, Marker, Parameter, Path, Query, Signature, SignatureError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    from gwfw.parameters import Origin

    HandlerSource: TypeAlias = Literal["http", "websocket", "task", "authorizer", "queue"]

__all__ = ["Signature", "SignatureError", "inspect_handler", "is_response", "path_names"]

ARGS, KEYWORDS, GENERATOR, COROUTINE, ASYNC_GENERATOR = 0x04, 0x08, 0x20, 0x80, 0x200
"""Flags of code objects (`inspect.CO_*`)."""


PLACES: Mapping[str, tuple[Origin, ...]] = MappingProxyType(
    {
        "http": ("path", "query", "header", "cookie", "body", "request", "context"),
        "websocket $connect": ("query", "header", "cookie", "request", "connection", "context"),
        "websocket $disconnect": ("request", "connection", "context"),
        "websocket": ("body", "request", "connection", "context"),
        "task": ("body", "context"),
        "queue": ("body", "context"),
        "authorizer": ("query", "header", "cookie", "request", "context"),
    }
)
"""What the parameters of a handler can be read from, by its source (and key)."""

NOT_THERE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "http connection": ("an HTTP request has no connection", "app.ws.send(connection_id, ...) reaches one"),
        "websocket $connect body": ("$connect has no body", "read the query string or a header, or take a first message"),
        "websocket $disconnect body": ("$disconnect has no body", "keep what is needed in a table"),
        "websocket $disconnect query": ("$disconnect has no query string", "keep what is needed in a table"),
        "websocket query": ("a message has no query string", "take a model that has it as a field"),
        "websocket header": ("a message has no headers", "read it in @ws.connect and keep it in a table"),
        "websocket cookie": ("a message has no cookies", "read it in @ws.connect and keep it in a table"),
        "authorizer body": ("an authorizer is asked before the body is read", "read the query string or a header"),
        "authorizer connection": ("the connection does not exist yet", "read the query string or a header"),
        "task request": ("a task has no request", "take a model of the state's input"),
        "task connection": ("a task has no connection", "app.ws.send(connection_id, ...) reaches one"),
    }
)
"""What is said of a parameter that cannot be there: why not, and what to do instead."""


def inspect_handler(function: object, source: HandlerSource, key: str) -> Signature:
    """What the handler of that source and route key (a task: its name) takes and gives. Raises SignatureError."""
    found = unwrap(function)
    if found is None:
        received, remedy = (
            repr(getattr(function, "function", function)),
            "decorate a function of the module and call the rest from it",
        )
        raise SignatureError(
            "not-a-function", "a handler is a function", received=received, allowed="def, async def", remedy=remedy
        )
    _check_form(found)
    annotations = _annotations(found)
    place = f"{source} {key}" if f"{source} {key}" in PLACES else source
    in_path = path_names(key) if source == "http" else ()
    code = found.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    parameters = tuple(
        _parameter(name, annotations.get(name, MISSING), _default(found, name), place, in_path) for name in names
    )
    _check_bodies(parameters, place)
    _check_path(parameters, annotations, in_path)
    returns = annotations.get("return", MISSING)
    _check_return(returns, place)
    two_way = place == "websocket" and returns not in (MISSING, NONE) and not _is_never(returns)
    return Signature(parameters=parameters, returns=returns, is_async=bool(code.co_flags & COROUTINE), two_way=two_way)


def path_names(route_key: str) -> tuple[str, ...]:
    """The names in braces of a route key, greedy ones without `+`: `GET /a/{b}/{rest+}` has `("b", "rest")`."""
    segments = route_key.partition(" ")[2].split("/")
    return tuple(segment[1:-1].rstrip("+") for segment in segments if segment.startswith("{") and segment.endswith("}"))


def _check_form(function: FunctionType) -> None:
    code = function.__code__
    if code.co_flags & (GENERATOR | ASYNC_GENERATOR):
        remedy = "return the whole result: API Gateway does not stream it"
        raise SignatureError("handler-generator", "a handler cannot yield", received=function.__name__, remedy=remedy)
    if code.co_flags & (ARGS | KEYWORDS):
        what = "a handler names every parameter; *args and **kwargs have nothing to be read from"
        remedy = "take a Request to see everything"
        raise SignatureError("parameter-variadic", what, received=function.__name__, remedy=remedy)
    if code.co_posonlyargcount:
        received = ", ".join(code.co_varnames[: code.co_posonlyargcount])
        remedy = "leave the / out"
        raise SignatureError("parameter-positional", "parameters are given by name", received=received, remedy=remedy)


def _annotations(function: FunctionType) -> Mapping[str, object]:
    try:
        return read(function)
    except Exception as error:
        raise SignatureError(
            "annotation-unresolved",
            "an annotation cannot be evaluated when the module runs",
            received=f"{type(error).__name__}: {error}",
            allowed="names that the module has at run time",
            remedy="import it outside `if TYPE_CHECKING:`, and define models at the top level of a module",
        ) from error


def _default(function: FunctionType, name: str) -> object:
    code, defaults = function.__code__, function.__defaults__ or ()
    positional = code.co_varnames[: code.co_argcount]
    given = dict(zip(positional[len(positional) - len(defaults) :], defaults, strict=True))
    return given.get(name, (function.__kwdefaults__ or {}).get(name, MISSING))


def _parameter(name: str, annotation: object, default: object, place: str, in_path: tuple[str, ...]) -> Parameter:
    if annotation is MISSING:
        what = f"the parameter {name} has no annotation, so nothing says what it is read from"
        raise SignatureError("parameter-unannotated", what, received=name, remedy=f"{name}: str, or a model")
    _check_default(name, default)
    marker, annotation = _marker(name, annotation)
    origin = _origin(name, annotation, marker, place, in_path)
    alias = name if marker is None or marker.name is None else marker.name
    if origin == "header":
        alias = (alias.replace("_", "-") if marker is None or marker.name is None else alias).lower()
    if origin not in PLACES[place]:
        what, remedy = NOT_THERE.get(f"{place} {origin}", (f"{place} has nothing of that kind", "leave it out"))
        raise SignatureError(
            f"parameter-{origin}", f"{name}: {what}", received=origin, allowed=_listed(place), remedy=remedy
        )
    _check_type(name, annotation, origin, place)
    if origin == "path" and alias not in in_path:
        what, allowed = f"{name}: the path has no parameter {{{alias}}}", ", ".join(in_path) or "none: the path has no {...}"
        remedy = "spell it as the path does, or leave Path() out to read the query string"
        raise SignatureError("parameter-path", what, received=alias, allowed=allowed, remedy=remedy)
    return Parameter(name=name, origin=origin, alias=alias, annotation=annotation, default=default)


def _listed(place: str) -> str:
    return ", ".join(PLACES[place])


def _check_default(name: str, default: object) -> None:
    if type(default).__name__ in ("Depends", "DependsParam"):
        raise _depends(name)
    if isinstance(default, Marker):
        what, remedy = f"{name}: a marker is not a default", f"{name}: Annotated[str, {default!r}]"
        raise SignatureError("parameter-marker", what, received=f"= {default!r}", remedy=remedy)


def _depends(name: str) -> SignatureError:
    remedy = "call the function in the handler"
    return SignatureError(
        "parameter-depends", f"{name}: dependencies are not available yet", received="Depends", remedy=remedy
    )


def _marker(name: str, annotation: object) -> tuple[Marker | None, object]:
    """Our marker among the metadata, and the annotation without it (the rest of the metadata stays)."""
    metadata: tuple[object, ...] = getattr(annotation, "__metadata__", ())
    markers = [item() if item in (Path, Query, Header, Cookie, Body) else item for item in metadata]
    ours = [item for item in markers if isinstance(item, Marker)]
    if any(type(item).__name__ == "Depends" for item in metadata):
        raise _depends(name)
    if len(ours) > 1:
        what = f"{name}: a parameter is read from one place"
        raise SignatureError("parameter-marker", what, received=", ".join(map(repr, ours)), remedy="keep one of them")
    if not ours:
        return None, annotation
    rest = tuple(item for item in markers if not isinstance(item, Marker))
    inner = below(annotation)
    return ours[0], _annotated(inner, rest) if rest else inner


def _annotated(inner: object, metadata: tuple[object, ...]) -> object:
    from typing import Annotated

    return Annotated[(inner, *metadata)]


def _origin(name: str, annotation: object, marker: Marker | None, place: str, in_path: tuple[str, ...]) -> Origin:
    role: Origin | None = _role(annotation)
    if role is not None:
        return role
    if marker is not None:
        return marker.origin
    if place in ("task", "queue"):
        return "body"
    if name in in_path:
        return "path"
    return "body" if is_structured(annotation) else "query"


def _role(annotation: object) -> Origin | None:
    """What the runtime itself hands over: `Request`, `Connection`, `LambdaContext` (ours or powertools')."""
    given = [member for member in members(annotation) if member is not NONE]
    found = plain(given[0]) if len(given) == 1 else None
    role: Origin | None = getattr(found, "__gwfw_role__", None) if isinstance(found, type) else None
    return "context" if role is None and getattr(found, "__name__", "") == "LambdaContext" else role


def _check_type(name: str, annotation: object, origin: Origin, place: str) -> None:
    if origin in ("body", "request", "connection", "context"):
        return
    held = many(annotation)
    if is_scalar(annotation) or (held is not None and is_scalar(held[1]) and origin in ("query", "header")):
        return
    what = f"{name}: this type cannot be read from a text of the {origin}"
    allowed = "str, int, float, bool, Enum, UUID, Decimal, dates, Literal; in query and headers also lists of these"
    remedy = "take a pydantic model to read the JSON body" if "body" in PLACES[place] else "choose one of these types"
    raise SignatureError("parameter-type", what, received=shown(annotation), allowed=allowed, remedy=remedy)


def shown(annotation: object) -> str:
    """A type as its author would write it."""
    return annotation.__qualname__ if isinstance(annotation, type) else repr(annotation)


def _check_bodies(parameters: tuple[Parameter, ...], place: str) -> None:
    bodies = [parameter.name for parameter in parameters if parameter.origin == "body"]
    if len(bodies) < 2:
        return
    what = "a task has one input" if place == "task" else "a request has one body"
    remedy = "take one model with a field for each; a scalar that stands in the path needs the path's spelling"
    raise SignatureError("two-bodies", what, received=", ".join(bodies), allowed="one parameter", remedy=remedy)


def is_response(annotation: object) -> bool:
    """Whether it is the class Response."""
    return getattr(annotation, "__gwfw_role__", None) == "response"


def _check_path(parameters: tuple[Parameter, ...], annotations: Mapping[str, object], in_path: tuple[str, ...]) -> None:
    """Refuse a name that is in no place while one of the path is not taken: nearly always a misspelling."""
    taken = {parameter.alias for parameter in parameters if parameter.origin == "path"}
    left = [name for name in in_path if name not in taken]
    queried = [parameter.name for parameter in parameters if parameter.origin == "query" and parameter.required]
    strays = [name for name in queried if _marker(name, annotations[name])[0] is None]
    if not left or not strays:
        return
    what = f"{strays[0]} is not in the path, and {{{left[0]}}} of the path is not taken"
    remedy = f"{left[0]}: str, or {strays[0]}: Annotated[str, Query()] if the query string is meant"
    raise SignatureError("parameter-path", what, received=strays[0], allowed=", ".join(in_path), remedy=remedy)


def _is_never(annotation: object) -> bool:
    return getattr(annotation, "_name", None) in ("NoReturn", "Never")


def _check_return(returns: object, place: str) -> None:
    given = members(returns)
    answers = [member for member in given if is_response(member)]
    if place == "websocket $connect":
        wrong = any(member is not MISSING and member is not NONE and member not in answers for member in given)
        what, allowed = "$connect answers a handshake, which has no body", "None, Response"
        remedy = "-> None to accept; raise HttpError(401) to refuse; return Response(headers=...) to choose a subprotocol"
    elif place in ("websocket $disconnect", "websocket", "task", "authorizer", "queue"):
        wrong = bool(answers) or (place == "websocket $disconnect" and any(m not in (MISSING, NONE) for m in given))
        what, allowed = f"{place}: only HTTP requests and $connect are answered with a Response", "a model or a JSON value"
        remedy = "return the model itself" if answers else "-> None: nobody is there any more"
    else:
        wrong = any(is_response(part) for member in given for part in parts(member))
        what, allowed, remedy = "a Response stands alone", "Response, Book | Response", "return one Response"
    if wrong:
        raise SignatureError("handler-return", what, received=shown(returns), allowed=allowed, remedy=remedy)
