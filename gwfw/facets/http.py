"""The `http` facet: routes of the HTTP API."""

from __future__ import annotations

from types import FunctionType

from gwfw.declarations import INHERIT, Guard, Mark, Mistake, Route

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from gwfw.declarations import Auth, Declarations, HandlerT
    from gwfw.graph.model import ApiName
    from gwfw.mapping import Source
    from gwfw.settings import Throttle

__all__ = ["Http", "guard", "missing_parentheses"]


class Http:
    """Declares HTTP routes: `@http.get("/books/{id}")` decorates a handler, `http.get(path).to(target)` names a target.

    Every method takes the path and, by name: `status` of a successful answer (default 200), `uses` (permissions that the
    analysis of the handler's code cannot see, such as `[books.read]`), `auth` (who may call: `jwt(...)`, `iam()`, the
    function of an authorizer, None for everybody; by default what the API's settings say), and `throttle` (limits of this
    route alone).
    """

    __slots__ = ("_declarations",)

    def __init__(self, declarations: Declarations) -> None:
        self._declarations = declarations

    def get(
        self,
        path: str,
        *,
        status: int = 200,
        uses: Sequence[object] | None = None,
        auth: Auth = INHERIT,
        throttle: Throttle | None = None,
    ) -> Route:
        """The route `GET path`."""
        return self._route("GET", path, status, uses, auth, throttle)

    def post(
        self,
        path: str,
        *,
        status: int = 200,
        uses: Sequence[object] | None = None,
        auth: Auth = INHERIT,
        throttle: Throttle | None = None,
    ) -> Route:
        """The route `POST path`."""
        return self._route("POST", path, status, uses, auth, throttle)

    def put(
        self,
        path: str,
        *,
        status: int = 200,
        uses: Sequence[object] | None = None,
        auth: Auth = INHERIT,
        throttle: Throttle | None = None,
    ) -> Route:
        """The route `PUT path`."""
        return self._route("PUT", path, status, uses, auth, throttle)

    def patch(
        self,
        path: str,
        *,
        status: int = 200,
        uses: Sequence[object] | None = None,
        auth: Auth = INHERIT,
        throttle: Throttle | None = None,
    ) -> Route:
        """The route `PATCH path`."""
        return self._route("PATCH", path, status, uses, auth, throttle)

    def delete(
        self,
        path: str,
        *,
        status: int = 200,
        uses: Sequence[object] | None = None,
        auth: Auth = INHERIT,
        throttle: Throttle | None = None,
    ) -> Route:
        """The route `DELETE path`."""
        return self._route("DELETE", path, status, uses, auth, throttle)

    def head(
        self,
        path: str,
        *,
        status: int = 200,
        uses: Sequence[object] | None = None,
        auth: Auth = INHERIT,
        throttle: Throttle | None = None,
    ) -> Route:
        """The route `HEAD path`."""
        return self._route("HEAD", path, status, uses, auth, throttle)

    def options(
        self,
        path: str,
        *,
        status: int = 200,
        uses: Sequence[object] | None = None,
        auth: Auth = INHERIT,
        throttle: Throttle | None = None,
    ) -> Route:
        """The route `OPTIONS path`."""
        return self._route("OPTIONS", path, status, uses, auth, throttle)

    def any(
        self,
        path: str,
        *,
        status: int = 200,
        uses: Sequence[object] | None = None,
        auth: Auth = INHERIT,
        throttle: Throttle | None = None,
    ) -> Route:
        """The route `ANY path`: every method that has no route of its own."""
        return self._route("ANY", path, status, uses, auth, throttle)

    def default(
        self,
        handler: Callable[..., object] | None = None,
        /,
        *,
        status: int = 200,
        uses: Sequence[object] | None = None,
        auth: Auth = INHERIT,
        throttle: Throttle | None = None,
    ) -> Route:
        """The route `$default`: every request that matches no other route. Written with parentheses: `@http.default()`."""
        if handler is not None:
            return self._bare("default", handler, "()")
        given = self._declarations
        return Route(given, api="http", path="$default", status=status, uses=uses, auth=auth, throttle=throttle)

    def authorizer(
        self,
        function: object = None,
        /,
        *,
        sources: Sequence[Source | str] = (),
        ttl_s: int = 0,
        uses: Sequence[object] | None = None,
    ) -> Callable[[HandlerT], HandlerT]:
        """A function that decides who may call: `auth=` of a route or of the API's settings names it.

        It takes headers, query parameters and cookies like a handler, or a Request, and returns whether the caller may
        pass, or what is known of the caller (a model or dict: `request.authorizer` has it), or None to refuse. `sources`
        must be there before it is asked, else the answer is 401 (`request.header["Authorization"]`); `ttl_s` is how long
        an answer is kept for the same sources, in seconds (0 to 3600).
        """
        return guard(self._declarations, "http", function, sources, ttl_s, uses)

    def _route(
        self,
        method: str,
        path: Any,
        status: int,
        uses: Sequence[object] | None,
        auth: Auth,
        throttle: Throttle | None,
    ) -> Route:
        if not isinstance(path, str):
            return self._bare(method.lower(), path, '("/path")')
        given = self._declarations
        return Route(given, api="http", method=method, path=path, status=status, uses=uses, auth=auth, throttle=throttle)

    def _bare(self, name: str, given: Callable[..., object], parentheses: str) -> Route:
        missing_parentheses(self._declarations, f"http.{name}", given, parentheses)
        return given  # type: ignore[return-value]  # the decorated function, so that the module can be imported to its end


def guard(
    declarations: Declarations,
    api: ApiName,
    given: object,
    sources: Sequence[Source | str],
    ttl_s: int,
    uses: Sequence[object] | None,
) -> Callable[[HandlerT], HandlerT]:
    """The decorator of an authorizer's function, which it returns unchanged."""
    if given is not None:
        missing_parentheses(declarations, f"{'http' if api == 'http' else 'ws'}.authorizer", given, "()")
        return given  # type: ignore[return-value]  # the decorated function, so that the module can be imported to its end
    written = tuple(source if isinstance(source, str) else source.expression for source in sources)
    if api == "websocket":
        written = tuple(source.replace("$request.", "route.request.").removeprefix("$") for source in written)

    def declare(function: HandlerT) -> HandlerT:
        found: object = function
        if isinstance(found, FunctionType):
            declarations.guards.append(Guard(found, api=api, sources=written, ttl_s=ttl_s, uses=uses))
        else:
            remedy = "decorate a function of the module and call the rest from it"
            what, received = "an authorizer is a plain function", repr(found)
            declarations.mistakes.append(
                Mistake("not-a-function", Mark.here(), what, received=received, allowed="def or async def", remedy=remedy)
            )
        return function

    return declare


def missing_parentheses(declarations: Declarations, decorator: str, given: object, parentheses: str) -> None:
    """Note that `decorator` stands bare on a function, with the corrected line."""
    mark = Mark.here()
    written = mark.text if mark.text.startswith("@") and "(" not in mark.text else f"@{decorator}"
    declarations.mistakes.append(
        Mistake(
            "missing-parentheses",
            mark,
            f"{decorator} needs its parentheses",
            received=f"the function {given.__name__}" if hasattr(given, "__name__") else repr(given),
            remedy=f"{written}{parentheses}",
        )
    )
