"""`iam()` as it becomes an authorizer."""

from __future__ import annotations

from gwfw.auth import iam
from gwfw.authorizers.iam.declare import authorizer
from gwfw.authorizers.iam.spec import Iam
from gwfw.errors import Place


def test_it_has_no_settings() -> None:
    signed = iam()
    assert (signed.kind, signed.apis, signed.scopes, signed.written) == ("iam", ("http", "websocket"), (), "iam()")
    assert authorizer(signed, Place("app.py", 1)) == Iam(name="iam")
