"""The custom domains that an app makes, as graph values: those that its API mappings name with a `Domain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from gwfw.constructs import CdkConstruct
from gwfw.errors import Problem
from gwfw.graph.model import Domain, Ref

if TYPE_CHECKING:
    from gwfw import settings
    from gwfw.app import App
    from gwfw.freeze.collect import Collected

__all__ = ["declare"]


def declare(app: App, found: Collected) -> tuple[Domain, ...]:
    """The domains by name; what is wrong with two of one name is added to what was found."""
    first: dict[str, settings.Domain] = {}
    made: dict[str, Domain] = {}
    mappings = (
        *(app.http_settings.api_mappings if any(route.api == "http" for _, route in found.routes) else ()),
        *(app.ws_settings.api_mappings if any(route.api == "websocket" for _, route in found.routes) else ()),
    )
    for given in (mapping.made for mapping in mappings if mapping.made is not None):
        domain = Domain(
            name=given.name,
            certificate=_reference(given.certificate, "arn"),
            made=_made(given, found),
            zone=_reference(given.zone, "id"),
        )
        if made.setdefault(given.name, domain) != domain:
            found.problems.append(_twice(first[given.name], given, found.folder))
        first.setdefault(given.name, given)
    return tuple(made[name] for name in sorted(made))


def _reference(given: object, attribute: Literal["arn", "id", "name"]) -> str | Ref | None:
    """What was given: nothing, a text, or a construct. What else it could be is no text, which the graph's check refuses."""
    if isinstance(given, CdkConstruct):
        return Ref("construct", given.name, attribute)
    return None if given is None else str(given)


def _made(given: settings.Domain, found: Collected) -> Ref | None:
    made: object = given.made
    if made is None or isinstance(made, CdkConstruct):
        return None if made is None else Ref("construct", made.name, "name")
    what = f"{given.name}: made= names a function that is decorated with @app.construct"
    places, remedy = (given.mark.place(found.folder),), f"Domain({given.name!r}, made=domain)"
    found.problems.append(Problem(code="domain", what=what, places=places, received=repr(given.made), remedy=remedy))
    return None


def _twice(first: settings.Domain, second: settings.Domain, folder: str) -> Problem:
    what = f"{first.name} is made twice, and in two ways"
    places, remedy = (first.mark.place(folder), second.mark.place(folder)), "name one Domain in both API mappings"
    return Problem(code="domain", what=what, places=places, remedy=remedy)
