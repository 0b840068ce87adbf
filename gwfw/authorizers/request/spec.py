"""The value of a Lambda authorizer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from gwfw.graph.model import Authorizer


@dataclass(frozen=True, slots=True, kw_only=True)
class LambdaAuthorizer(Authorizer):
    """Ask `function` who may pass.

    `identity_sources` must all be there, or the caller is refused without asking (`gwfw.graph.identity_sources` has their
    forms). HTTP APIs only: `payload_format` is that of the event, `simple` says that the function of a 2.0 authorizer
    answers `{"isAuthorized": ...}` instead of a policy, and `ttl_s` is how long an answer is kept for the same sources (0
    to 3600 seconds; 0: never, as without sources).
    """

    kind: ClassVar[str] = "request"
    function: str
    identity_sources: tuple[str, ...] = ()
    payload_format: Literal["1.0", "2.0"] = "2.0"
    simple: bool = False
    ttl_s: int = 0
