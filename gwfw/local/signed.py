"""Whether a call of the management API is signed as AWS demands: for `execute-api`, with the local credentials."""

from __future__ import annotations

from gwfw.authorizers.iam.signature import ACCESS_KEY, function_of, scope, verified
from gwfw.exchange import HttpRequest

__all__ = ["unsigned"]


def unsigned(request: HttpRequest, region: str) -> str | None:
    """Why the request is not signed as it must be, None if it is."""
    found = scope(request.header("authorization"))
    if found is None:
        return "the call is not signed with Signature Version 4"
    if (found.service, found.region) != ("execute-api", region):
        return f"the call is signed for {found.service} in {found.region}, not for execute-api in {region}"
    if found.access_key != ACCESS_KEY and function_of(found.access_key) is None:
        return f"the access key {found.access_key} is unknown; local runs have {ACCESS_KEY!r}"
    return None if verified(request, found) else "the signature does not match the call"
