"""The sides of a kind of integration, as Protocols that the modules in `gwfw/integrations/<kind>/` fulfil.

    spec      the frozen value in the graph
    declare   what users write becomes the spec; its grants and its description     Declare, below
    emulate   what the local gateway does                                           gwfw.ports.Emulate
    synth     the CDK constructs and reading them back                              gwfw.synth

The catalogue lists which kinds there are; a contract test takes every kind through every side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

from gwfw.declarations import Target
from gwfw.errors import Place
from gwfw.graph.model import ApiName, Grant, Integration

__all__ = ["Declare", "Site"]

TargetT = TypeVar("TargetT", bound=Target, contravariant=True)
SpecT = TypeVar("SpecT", bound=Integration)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a target stands: the route's API and key, the name for its integration, and its place for errors.

    `folder` is the app's, for places inside what the target refers to. `validated` is the one model that API Gateway
    validates the route's messages by (None: none, or several).
    """

    api: ApiName
    key: str
    place: Place
    folder: str = ""
    validated: object = None

    @property
    def integration(self) -> str:
        """The integration's name, such as `http POST /orders`."""
        return f"{self.api} {self.key}"


class Declare(Protocol[TargetT, SpecT]):
    """The `declare` side of a kind. Besides these functions the module holds the Target that users' calls make."""

    def integration(self, target: TargetT, site: Site) -> SpecT:
        """The spec of that target on that route. Raises Refusal, with every problem it finds."""
        ...

    def grants(self, spec: SpecT) -> tuple[Grant, ...]:
        """What the role that API Gateway assumes for this integration may do."""
        ...

    def describe(self, spec: SpecT) -> str:
        """What API Gateway does, in a few words: `states:StartExecution fulfil`."""
        ...
