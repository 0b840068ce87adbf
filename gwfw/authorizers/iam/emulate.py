"""IAM authorization at the local gateway: a request must be signed for `execute-api` with the local credentials.

Whoever holds them is the owner of the account, who may invoke every route; a function's own role may not. Unsigned,
malformed and wrongly signed requests are 403, as observed. Whether the signature's time is near the gateway's is not asked,
because a test's clock stands still.
"""

from __future__ import annotations

from gwfw.authorizers.iam.signature import ACCESS_KEY, function_of, scope, verified
from gwfw.authorizers.iam.spec import Iam
from gwfw.exchange import (
    Allowed,
    Authorization,
    Denied,
    HttpInputs,
    HttpRequest,
    Inputs,
    Outcome,
    Verdict,
    WebSocketInputs,
    Work,
)
from gwfw.graph.model import Route
from gwfw.ports import Names

__all__ = ["request", "response", "state"]

USER_ID = "AIDALOCALLOCALLOCAL00"
_UNSIGNED = (("x-amzn-errortype", "ForbiddenException"),)
"""That the header is there was observed; its value was not told."""


def state() -> None:
    """Nothing is remembered."""


def request(spec: Iam, route: Route, inputs: Inputs, state: None, names: Names, now: float) -> Verdict:
    """The verdict of the signature."""
    sent = inputs.request if isinstance(inputs, HttpInputs) else _handshake(inputs)
    found = scope(sent.header("authorization"))
    if found is None:
        return Denied(status=403, headers=_UNSIGNED, detail="the request is not signed with Signature Version 4")
    if (found.service, found.region) != ("execute-api", inputs.region):
        detail = f"the request is signed for {found.service} in {found.region}, not for execute-api in {inputs.region}"
        return Denied(status=403, detail=detail)
    if (function := function_of(found.access_key)) is not None:
        return Denied(status=403, detail=f"the role of the function {function!r} may not execute-api:Invoke")
    if found.access_key != ACCESS_KEY:
        return Denied(status=403, detail=f"the access key {found.access_key} is unknown; local runs have {ACCESS_KEY!r}")
    if not verified(sent, found):
        return Denied(status=403, detail="the signature does not match the request")
    return Allowed(authorization=Authorization(kind="iam", context=_caller(inputs)))


def response(spec: Iam, route: Route, inputs: Inputs, state: None, work: Work, outcome: Outcome, now: float) -> Verdict:
    """Nothing is ever asked for."""
    raise AssertionError("an IAM authorizer asks for no work")


def _handshake(inputs: WebSocketInputs) -> HttpRequest:
    """The request that opens a connection; its path is the stage's."""
    connection = inputs.connection
    return HttpRequest(method="GET", path=f"/{inputs.stage}", query=connection.query, headers=connection.headers)


def _caller(inputs: Inputs) -> dict[str, object]:
    return {
        "accessKey": ACCESS_KEY,
        "accountId": inputs.account_id,
        "callerId": USER_ID,
        "cognitoIdentity": None,
        "principalOrgId": None,
        "userArn": f"arn:aws:iam::{inputs.account_id}:user/local",
        "userId": USER_ID,
    }
