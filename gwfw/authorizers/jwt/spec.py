"""The value of a JWT authorizer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gwfw.graph.model import Authorizer


@dataclass(frozen=True, slots=True, kw_only=True)
class Jwt(Authorizer):
    """Tokens of `issuer` (a URL, exactly as in `iss`) for one of `audience` are let pass.

    `identity_source` says where the token is: `$request.header.Authorization` or `$request.querystring.token`.
    """

    kind: ClassVar[str] = "jwt"
    issuer: str
    audience: tuple[str, ...]
    identity_source: str = "$request.header.Authorization"
