"""The `http` facet: routes of the HTTP API."""

from __future__ import annotations

from gwfw.declarations import Mark, Mistake, Route

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from gwfw.declarations import Declarations

__all__ = ["Http", "HttpSettings"]


class HttpSettings:
    """Settings of the HTTP API: `App("library", http=HttpSettings())`.

    `auth` is the authorizer of every route without its own; only None (everybody may call) is available.
    """

    __slots__ = ("auth",)

    def __init__(self, *, auth: None = None) -> None:
        self.auth = auth


class Http:
    """Declares HTTP routes: `@http.get("/books/{id}")` decorates a handler, `http.get(path).to(target)` names a target.

    Every method takes the path and, by name: `status` of a successful answer (default 200), `uses` (permissions that the
    analysis of the handler's code cannot see, such as `[books.read]`), and `auth` (only None so far).
    """

    __slots__ = ("_declarations",)

    def __init__(self, declarations: Declarations) -> None:
        self._declarations = declarations

    def get(self, path: str, *, status: int = 200, uses: Sequence[object] | None = None, auth: None = None) -> Route:
        """The route `GET path`."""
        return self._route("GET", path, status, uses, auth)

    def post(self, path: str, *, status: int = 200, uses: Sequence[object] | None = None, auth: None = None) -> Route:
        """The route `POST path`."""
        return self._route("POST", path, status, uses, auth)

    def put(self, path: str, *, status: int = 200, uses: Sequence[object] | None = None, auth: None = None) -> Route:
        """The route `PUT path`."""
        return self._route("PUT", path, status, uses, auth)

    def patch(self, path: str, *, status: int = 200, uses: Sequence[object] | None = None, auth: None = None) -> Route:
        """The route `PATCH path`."""
        return self._route("PATCH", path, status, uses, auth)

    def delete(self, path: str, *, status: int = 200, uses: Sequence[object] | None = None, auth: None = None) -> Route:
        """The route `DELETE path`."""
        return self._route("DELETE", path, status, uses, auth)

    def head(self, path: str, *, status: int = 200, uses: Sequence[object] | None = None, auth: None = None) -> Route:
        """The route `HEAD path`."""
        return self._route("HEAD", path, status, uses, auth)

    def options(self, path: str, *, status: int = 200, uses: Sequence[object] | None = None, auth: None = None) -> Route:
        """The route `OPTIONS path`."""
        return self._route("OPTIONS", path, status, uses, auth)

    def any(self, path: str, *, status: int = 200, uses: Sequence[object] | None = None, auth: None = None) -> Route:
        """The route `ANY path`: every method that has no route of its own."""
        return self._route("ANY", path, status, uses, auth)

    def default(
        self,
        handler: Callable[..., object] | None = None,
        /,
        *,
        status: int = 200,
        uses: Sequence[object] | None = None,
        auth: None = None,
    ) -> Route:
        """The route `$default`: every request that matches no other route. Written with parentheses: `@http.default()`."""
        if handler is not None:
            return self._bare("default", handler, "()")
        return Route(self._declarations, api="http", path="$default", status=status, uses=uses, auth=auth)

    def _route(self, method: str, path: Any, status: int, uses: Sequence[object] | None, auth: None) -> Route:
        if not isinstance(path, str):
            return self._bare(method.lower(), path, '("/path")')
        return Route(self._declarations, api="http", method=method, path=path, status=status, uses=uses, auth=auth)

    def _bare(self, name: str, given: Callable[..., object], parentheses: str) -> Route:
        missing_parentheses(self._declarations, f"http.{name}", given, parentheses)
        return given  # type: ignore[return-value]  # the decorated function, so that the module can be imported to its end


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
