"""Which kinds of authorizer there are, and the module of each of their sides. Sides are imported on use."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any, Final, Literal, TypeAlias, cast

from gwfw.errors import Misuse, Problem
from gwfw.graph.model import Authorizer
from gwfw.ports import Authorize, AuthorizerTable

__all__ = ["KINDS", "SIDES", "Side", "emulators", "side", "spec"]

Side: TypeAlias = Literal["spec", "declare", "emulate", "synth"]
SIDES: Final[tuple[Side, ...]] = ("spec", "declare", "emulate", "synth")

KINDS: Final = ("iam", "jwt", "request")
"""The kinds, each a folder beside this file with a module for every side."""


def side(kind: str, name: Side) -> ModuleType:
    """Import one side of a kind. Raises Misuse for a kind that this version does not have."""
    if kind not in KINDS:
        raise Misuse(
            Problem(
                code="unknown-kind",
                what="there is no such kind of authorizer",
                received=repr(kind),
                allowed=", ".join(KINDS),
                remedy="use the version of gwfw that wrote this",
            )
        )
    return import_module(f"gwfw.authorizers.{kind}.{name}")


def spec(kind: str) -> type[Authorizer]:
    """The class of the kind's specs."""
    for value in vars(side(kind, "spec")).values():
        if isinstance(value, type) and issubclass(value, Authorizer) and getattr(value, "kind", None) == kind:
            return value
    raise AssertionError(f"the kind {kind} has no spec")


def emulators() -> AuthorizerTable:
    """The emulate sides of every kind, for the gateway's driver."""
    return {kind: cast("Authorize[Any, Any]", side(kind, "emulate")) for kind in KINDS}
