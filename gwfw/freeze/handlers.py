"""What a handler must be to run in Lambda: findable by module and name.

The deployed function imports the module and follows the name, so what is decorated has to be there afterwards.
"""

from __future__ import annotations

import sys
from types import FunctionType
from typing import TYPE_CHECKING

from gwfw.annotations import unwrap
from gwfw.errors import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from gwfw.declarations import AnyTask

__all__ = ["findable"]


def findable(handler: Callable[..., object] | AnyTask, place: Place) -> Problem | None:
    """Why `import_module` and `getattr` would not find this handler, if they would not."""
    module, name = handler.__module__, handler.__qualname__
    what, remedy = "", "move the function to the top level of its module, under a name of its own"
    if name.endswith("<lambda>"):
        what = "a lambda has no name by which a deployed function could find it"
    elif "<locals>" in name:
        what = "a function inside another function cannot be found by a deployed function"
    elif module == "__main__":
        what, remedy = "the script that is being run is not a module that can be imported", "gwfw local --app module:app"
    elif not _leads_to(module, name, handler):
        what = f"{module}.{name} is something else than this function"
        remedy = "give each function of the module a name of its own, and put the route's decorator on top"
    return (
        Problem(code="not-findable", what=what, places=(place,), received=f"{module}:{name}", remedy=remedy)
        if what
        else None
    )


def _leads_to(module: str, name: str, handler: object) -> bool:
    found: object = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    while found is not handler and not isinstance(found, FunctionType):
        found = getattr(found, "__wrapped__", None)
        if found is None:
            return False
    return found is handler or unwrap(found) is unwrap(handler)
