"""What an authorizer's function answered, and the verdict that it means for one ARN.

simple    {"isAuthorized": true, "context": {...}}
policy    {"principalId": "...", "policyDocument": {...}, "context": {...}, "usageIdentifierKey": "..."}
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from gwfw.authorizers.request import policy
from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.exchange import Allowed, Authorization, Denied, Outcome, Raised, Returned, Verdict

__all__ = ["Answer", "read", "verdict"]

Answer = Mapping[str, Any]

UNAUTHORIZED: Final = "Unauthorized"


def read(function: str, outcome: Outcome) -> Answer | Denied:
    """The function's answer, or why there is none: 401 where it said exactly `Unauthorized`, else 500."""
    if isinstance(outcome, Raised):
        message = _message(outcome.payload)
        if message == UNAUTHORIZED:
            return Denied(status=401, detail=f"{function} said Unauthorized")
        return Denied(status=500, detail=f"{function} raised {message}")
    if not isinstance(outcome, Returned):
        return Denied(status=500, detail=f"{function} was not invoked: {getattr(outcome, 'detail', '') or outcome}")
    try:
        answer = json.loads(outcome.payload)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        return Denied(status=500, detail=f"{function} returned no object")
    if answer.get("errorMessage") == UNAUTHORIZED:
        return Denied(status=401, detail=f"{function} said Unauthorized")
    return answer


def verdict(spec: LambdaAuthorizer, answer: Answer, arn: str, *, simple: bool, flat: bool = False) -> Verdict:
    """Whether the answer lets that ARN be invoked; 500 for an answer of another form.

    The context of a `flat` one, as WebSocket APIs take it, has texts, numbers and booleans only.
    """
    context = answer.get("context")
    if context is not None and not isinstance(context, dict):
        return Denied(status=500, detail=f"{spec.function} returned a context that is no object")
    nested = sorted(name for name, value in (context or {}).items() if isinstance(value, dict | list))
    if flat and nested:
        detail = f"{spec.function} returned a context with an object or a list in it: {', '.join(nested)}"
        return Denied(status=500, detail=detail)
    if simple:
        allowed = answer.get("isAuthorized")
        if not isinstance(allowed, bool):
            return Denied(status=500, detail=f"{spec.function} returned no isAuthorized of true or false")
        return _decided(allowed, Authorization(kind="lambda", context=context))
    try:
        allowed = policy.allows(answer.get("policyDocument"), arn)
    except policy.Malformed as malformed:
        return Denied(status=500, detail=f"{spec.function} returned no policy: {malformed}")
    principal, key = answer.get("principalId"), answer.get("usageIdentifierKey")
    if not isinstance(principal, str):
        return Denied(status=500, detail=f"{spec.function} returned no principalId")
    held = Authorization(
        kind="lambda",
        context=context,
        principal_id=principal,
        usage_identifier_key=key if isinstance(key, str) else None,
    )
    return _decided(allowed, held)


def _decided(allowed: bool, authorization: Authorization) -> Verdict:
    if allowed:
        return Allowed(authorization=authorization)
    return Denied(status=403, detail="the authorizer denied the request")


def _message(payload: bytes) -> str:
    """`errorMessage` of Lambda's error object; anything else as it is."""
    try:
        return str(json.loads(payload)["errorMessage"])
    except (ValueError, RecursionError, LookupError, TypeError):
        return payload.decode("utf-8", "replace")
