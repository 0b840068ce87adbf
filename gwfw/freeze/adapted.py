"""The functions of apps of other frameworks (`asgi(...)`, `wsgi(...)`): one for each app, whatever routes lead to it.

What such an app reaches is not looked into: it may do what `uses` declares.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from gwfw.errors import Problem
from gwfw.freeze.grants import Code
from gwfw.graph.model import Function, Handler
from gwfw.integrations.lambda_proxy.adapted import Adapted
from gwfw.parameters import MISSING, Signature
from gwfw.runtime.adapters import ADAPTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gwfw.errors import Place
    from gwfw.freeze.collect import Collected

__all__ = ["adapted"]

DISTRIBUTIONS: Final = {"asgi": "mangum>=0.20", "wsgi": "apig-wsgi>=2.19"}
"""The adapters as a project's dependencies name them."""


def adapted(found: Collected, codes: list[Code], places: dict[str, Place]) -> Iterator[Function]:
    """The functions, in the order of their routes; what is wrong is added to what was found."""
    known: dict[str, Adapted] = {}
    for _, route in found.routes:
        target = route.target
        if not isinstance(target, Adapted) or route.handler is not None:
            continue
        place = target.mark.place(found.folder)
        problem = _wrong(target, known.get(target.function), places, place)
        if problem is not None:
            found.problems.append(problem)
        elif target.function not in known and target.found is not None:
            module, name = target.found
            handler = Handler(source=target.interface, key=name, module=module, name=name)
            uses = list(target.uses) or None
            codes.append(
                Code(function=target.function, handler=handler, code=_unseen, signature=UNKNOWN, uses=uses, place=place)
            )
            places[f"{target.interface} {name}"] = place
            known[target.function] = target
            yield Function(name=target.function, handlers=(handler,))


UNKNOWN: Final = Signature(parameters=(), returns=MISSING, is_async=False, two_way=False)


def _unseen() -> None:
    """Stands for the app's code where it is asked what a function reaches."""


def _wrong(target: Adapted, first: Adapted | None, places: dict[str, Place], place: Place) -> Problem | None:
    interface = target.interface
    if not callable(target.app) or target.found is None:
        what = f"a deployed function finds an {interface.upper()} app by its name in this module, which has none for it"
        return Problem(
            code="not-findable",
            what=what,
            places=(place,),
            received=repr(target.app)[:100],
            remedy=f"site = ... at the top level of this module, then {interface}(site)",
        )
    if first is not None and first.app is not target.app:
        what = f"two {interface.upper()} apps are named {target.found[1]!r}"
        first_place = places[f"{interface} {target.found[1]}"]
        return Problem(code="declared-twice", what=what, places=(first_place, place), remedy="rename one of them")
    if find_spec(ADAPTERS[interface]) is None:
        return Problem(
            code="adapter-missing",
            what=f"{interface}(...) needs an adapter that is not installed",
            places=(place,),
            received=f"no module {ADAPTERS[interface]}",
            remedy=f'add "{DISTRIBUTIONS[interface]}" to the dependencies in pyproject.toml and install it',
        )
    return None
