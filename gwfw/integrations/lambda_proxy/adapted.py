"""`asgi(my_app)` and `wsgi(my_app)`: a whole app of another framework behind a route, in a function of its own.

A deployed function finds it as it finds a handler: by module and name. The name is looked for where `asgi(...)` stands,
once the module has run. Imported in Lambda, so that it costs nothing there.
"""

from __future__ import annotations

import sys

from gwfw.declarations import Mark, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from gwfw.graph.model import ApiName

__all__ = ["Adapted", "asgi", "wsgi"]


class Adapted(Target):
    """An app and its interface. `uses` are the permissions of handles that its code needs (`[books.read]`)."""

    __slots__ = ("app", "interface", "mark", "uses")
    kind = "lambda_proxy"
    apis: tuple[ApiName, ...] = ("http",)

    def __init__(self, app: object, interface: Literal["asgi", "wsgi"], uses: Sequence[object]) -> None:
        self.app, self.interface, self.uses, self.mark = app, interface, uses, Mark.here()
        self.written = f"{interface}(...)"

    @property
    def found(self) -> tuple[str, str] | None:
        """The module and the name of the app; None if its module has no name for it."""
        for name, module in list(sys.modules.items()):
            if name != "__main__" and getattr(module, "__file__", None) == self.mark.file:
                for attribute, value in list(vars(module).items()):
                    if value is self.app:
                        return name, attribute
        return None

    @property
    def function(self) -> str:
        """The name of its function: `asgi-site`."""
        return f"{self.interface}-{self.found[1] if self.found else 'app'}"


def asgi(app: object, *, uses: Sequence[object] = ()) -> Adapted:
    """An ASGI app (Starlette, FastAPI, Django) as the target of HTTP routes: `http.any("/{proxy+}").to(asgi(site))`.

    It gets every request with its whole path, in a Lambda function of its own. The adapter is mangum, which is a
    dependency of yours; `uses` are the permissions of handles that the app's code needs, such as `[books.read]`.
    """
    return Adapted(app, "asgi", uses)


def wsgi(app: object, *, uses: Sequence[object] = ()) -> Adapted:
    """The same for a WSGI app (Flask, Django, Pyramid). The adapter is apig-wsgi, which is a dependency of yours."""
    return Adapted(app, "wsgi", uses)
