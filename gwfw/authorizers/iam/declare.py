"""The declare side of IAM authorization: `iam()`."""

from __future__ import annotations

from gwfw.declarations import Credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.authorizers.iam.spec import Iam
    from gwfw.errors import Place
    from gwfw.graph.model import ApiName

__all__ = ["Signed", "authorizer", "iam"]


class Signed(Credentials):
    """A request that is signed by somebody who may invoke the API."""

    __slots__ = ()
    kind = "iam"
    apis: tuple[ApiName, ...] = ("http", "websocket")

    def __init__(self) -> None:
        self.name, self.scopes, self.written = "iam", (), "iam()"


def iam() -> Signed:
    """Callers sign their requests with AWS credentials (Signature Version 4) that may `execute-api:Invoke` this API."""
    return Signed()


def authorizer(target: Signed, place: Place) -> Iam:
    """The spec."""
    from gwfw.authorizers.iam.spec import Iam

    return Iam(name=target.name)
