"""The constructs that an app makes itself (`@app.construct`): made here, before anything refers to them.

Each function is found by module and name, and called with the stack. What it gives is checked where it is referred to:
a listener for `alb(...)`, a VPC link for `vpc_link=`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_cdk import Stack
from jsii._reference_map import InterfaceDynamicProxy

from gwfw.errors import Misuse, Problem, Refusal
from gwfw.graph.model import AppGraph, Construct, Ref
from gwfw.synth.blame import raised
from gwfw.synth.parts import Parts

if TYPE_CHECKING:
    from gwfw.constructs import AnyConstruct

__all__ = ["find", "give", "make", "of_type"]


def find(construct: Construct) -> AnyConstruct:
    """What the app declares."""
    found: Any = import_module(construct.module)
    for part in construct.function.split("."):
        found = getattr(found, part)
    made: AnyConstruct = found
    return made


def give(graph: AppGraph, stack: Stack, given: Mapping[str, object]) -> None:
    """Let these stand, by name, for what the functions would make for that stack. Raises Misuse for names of none."""
    known = {construct.name: construct for construct in graph.constructs}
    unknown = sorted(set(given) - set(known))
    if unknown:
        what, remedy = "the app has no construct of this name", "name a function that is decorated with @app.construct"
        allowed = ", ".join(known) or "none: the app declares no construct"
        raise Misuse(
            Problem(code="construct", what=what, received=", ".join(map(repr, unknown)), allowed=allowed, remedy=remedy)
        )
    for name, made in given.items():
        find(known[name]).give(stack, made)


def make(parts: Parts, folder: Path) -> None:
    """Let every function make its construct for this stack; their modules are below `folder`. Raises Refusal."""
    for construct in parts.graph.constructs:
        try:
            parts.own[construct.name] = find(construct)(parts.stack)
        except Exception as error:
            subject = f"construct {construct.name}: its function"
            raise Refusal([raised(error, folder, code="cdk-construct", subject=subject)]) from error


def of_type(ref: Ref, interface: type, subject: str, remedy: str, parts: Parts) -> Any:
    """The construct that is referred to, for `subject`, which needs one of that interface. Raises Refusal for another."""
    made = parts.own[ref.name]
    if _is(made, interface):
        return made
    problem = Problem(
        code="construct-type",
        what=f"{subject}: the construct {ref.name} is something else than what is needed here",
        received="nothing: the function returns None" if made is None else _named(made),
        allowed=interface.__name__,
        remedy=remedy,
    )
    raise Refusal([problem])


def _is(made: object, interface: Any) -> bool:
    """Whether an object has an interface of the CDK. One that is known by its interfaces alone is a proxy of them."""
    if isinstance(made, InterfaceDynamicProxy):
        return any(isinstance(part, interface.__jsii_proxy_class__()) for part in made._delegates)
    return any(interface in known.__mro__ for base in type(made).__mro__ for known in getattr(base, "__jsii_ifaces__", ()))


def _named(made: object) -> str:
    """What it is, in the CDK's words."""
    if not isinstance(made, InterfaceDynamicProxy):
        return type(made).__name__
    names = [type(part).__name__.removeprefix("_").removesuffix("Proxy") for part in made._delegates]
    return ", ".join(name for name in names if name not in ("IResource", "Resource"))
