"""The declare side of JWT authorizers: `jwt(issuer=..., audience=[...], scopes=[...])`."""

from __future__ import annotations

from gwfw.declarations import Credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from gwfw.authorizers.jwt.spec import Jwt
    from gwfw.errors import Place
    from gwfw.graph.model import ApiName
    from gwfw.mapping import Source

__all__ = ["Token", "authorizer", "jwt"]

SOURCE = "$request.header.Authorization"


class Token(Credentials):
    """A token of an issuer, for one of the audience."""

    __slots__ = ("audience", "issuer", "source")
    kind = "jwt"
    apis: tuple[ApiName, ...] = ("http",)

    def __init__(
        self, *, issuer: str, audience: tuple[str, ...], scopes: tuple[str, ...], source: str, name: str | None
    ) -> None:
        self.issuer, self.audience, self.scopes, self.source = issuer, audience, scopes, source
        self.name = name or f"jwt {issuer.partition('://')[2].rstrip('/')}"
        self.written = f"jwt(issuer={issuer!r}, audience={list(audience)!r})"


def jwt(
    *,
    issuer: str,
    audience: Sequence[str],
    scopes: Sequence[str] = (),
    source: Source | str = SOURCE,
    name: str | None = None,
) -> Token:
    """Callers show a token that `issuer` (a URL, exactly as in the token) has signed for one of `audience`.

    With `scopes` the token must have one of them. `source` is where the token is (default: the header Authorization, with
    or without `Bearer`). `name` is the authorizer's; by default the issuer's, so that two audiences of one issuer need
    names. A Cognito user pool is an issuer like any other.
    """
    return Token(
        issuer=issuer,
        audience=_texts(audience),
        scopes=_texts(scopes),
        source=source if isinstance(source, str) else source.expression,
        name=name,
    )


def _texts(given: Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def authorizer(target: Token, place: Place) -> Jwt:
    """The spec. Raises Refusal for an issuer that is no URL, no audience, and a source that is none."""
    from gwfw.authorizers.jwt.spec import Jwt
    from gwfw.errors import Refusal
    from gwfw.graph.authorizer_check import check_jwt

    spec = Jwt(name=target.name, issuer=target.issuer, audience=target.audience, identity_source=target.source)
    problems = tuple(check_jwt(spec, place))
    if problems:
        raise Refusal(problems)
    return spec
