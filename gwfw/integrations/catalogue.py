"""Which kinds of integration there are, and the module of each of their sides.

One line a kind. Sides are imported on use: the gateway's driver takes `emulate`, the synthesizer `synth`, freeze
`declare`, the manifest `spec`. A side that is missing is an error that says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Final, Literal, TypeAlias, cast

from gwfw.declarations import Target
from gwfw.errors import Misuse, Problem
from gwfw.graph.model import Integration
from gwfw.integrations.sides import Declare
from gwfw.ports import Emulate, KindTable

__all__ = ["KINDS", "SIDES", "Side", "declare", "describe", "emulators", "side", "spec"]

Side: TypeAlias = Literal["spec", "declare", "emulate", "synth"]
SIDES: Final[tuple[Side, ...]] = ("spec", "declare", "emulate", "synth")


def _modules(kind: str) -> Mapping[Side, str]:
    return {name: f"gwfw.integrations.{kind}.{name}" for name in SIDES}


KINDS: Final[Mapping[str, Mapping[Side, str]]] = {
    "aws_action": _modules("aws_action"),
    "aws_service": _modules("aws_service"),
    "dynamodb": _modules("dynamodb"),
    "http": _modules("http"),
    "http_proxy": _modules("http_proxy"),
    "lambda_custom": _modules("lambda_custom"),
    "lambda_proxy": _modules("lambda_proxy"),
    "mock": _modules("mock"),
    "private": _modules("private"),
    "stepfunctions": _modules("stepfunctions"),
}
"""The module of each side of each kind."""


def side(kind: str, name: Side) -> ModuleType:
    """Import one side of a kind. Raises Misuse for a kind or a side that this version does not have."""
    if kind not in KINDS:
        raise Misuse(
            Problem(
                code="unknown-kind",
                what="there is no such kind of integration",
                received=repr(kind),
                allowed=", ".join(KINDS),
                remedy="use the version of gwfw that wrote this",
            )
        )
    module = KINDS[kind][name]
    if find_spec(module) is None:
        raise Misuse(
            Problem(
                code="missing-side",
                what=f"integrations of the kind {kind} have no {name} side in this version",
                received=module,
                remedy="use another target for this route",
            )
        )
    return import_module(module)


def spec(kind: str) -> type[Integration]:
    """The class of the kind's specs."""
    for value in vars(side(kind, "spec")).values():
        if isinstance(value, type) and issubclass(value, Integration) and getattr(value, "kind", None) == kind:
            return value
    raise AssertionError(f"{KINDS[kind]['spec']} has no spec")


def declare(kind: str) -> Declare[Target, Integration]:
    """The declare side of a kind."""
    return cast("Declare[Target, Integration]", side(kind, "declare"))


def emulators() -> KindTable:
    """The emulate sides of every kind, for the gateway's driver."""
    return {kind: cast("Emulate[Any]", side(kind, "emulate")) for kind in KINDS}


def describe(value: Integration) -> str:
    """What API Gateway does for this integration, in a few words: `states:StartExecution fulfil`."""
    return declare(value.kind).describe(value)
