"""What an authorizer said, as events without nesting tell of it: payload format 1.0 and WebSocket events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from gwfw.exchange import Authorization

__all__ = ["caller_identity", "flat_context"]

_IAM: Final[Mapping[str, str]] = {
    "accessKey": "accessKey",
    "accountId": "accountId",
    "caller": "callerId",
    "principalOrgId": "principalOrgId",
    "user": "userId",
    "userArn": "userArn",
}
_COGNITO: Final[Mapping[str, str]] = {
    "cognitoAmr": "amr",
    "cognitoIdentityId": "identityId",
    "cognitoIdentityPoolId": "identityPoolId",
}


def flat_context(authorization: Authorization) -> dict[str, object]:
    """What a function returned, beside `principalId`: numbers, booleans, lists and objects as JSON text, null as null."""
    flat: dict[str, object] = {}
    if authorization.principal_id is not None:
        flat["principalId"] = authorization.principal_id
    for name, value in (authorization.context or {}).items():
        is_plain = value is None or isinstance(value, str)
        flat[name] = value if is_plain else json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return flat


def caller_identity(authorization: Authorization | None) -> dict[str, object]:
    """The members of `requestContext.identity` that are known of a caller by IAM; empty for anybody else."""
    if authorization is None or authorization.kind != "iam" or authorization.context is None:
        return {}
    caller, cognito = authorization.context, authorization.context.get("cognitoIdentity")
    identity = {name: caller.get(member) for name, member in _IAM.items()}
    if isinstance(cognito, Mapping):
        identity |= {name: cognito.get(member) for name, member in _COGNITO.items()}
    return identity
