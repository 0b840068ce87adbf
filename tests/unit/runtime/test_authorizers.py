"""Authorizers' functions: what they take, and what API Gateway is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from gwfw.parameters import Cookie, Header
from gwfw.runtime.authorizers import Unauthorized, serve
from gwfw.runtime.encode import WrongResult
from gwfw.runtime.loops import Loops
from gwfw.runtime.request import Request
from gwfw.runtime.responses import HttpError

ARN = "arn:aws:execute-api:us-east-1:123456789012:abc/dev/$connect"
HTTP = {"version": "2.0", "type": "REQUEST", "headers": {"x-key": "ann"}, "requestContext": {}}
WEBSOCKET = {"type": "REQUEST", "methodArn": ARN, "multiValueHeaders": {"X-Key": ["ann"]}, "requestContext": {}}


class User(BaseModel):
    name: str
    roles: list[str] = []
    email: str | None = None


def ask(function: Callable[..., object], event: dict[str, Any]) -> Any:
    return serve(function, "check", Loops())(event, None)


def policy(effect: str, **context: object) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": ARN}
    return {
        "principalId": str(context.get("principalId", "caller")),
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": context,
    }


def gives(value: object, returns: object) -> Callable[..., object]:
    def check() -> object:
        if isinstance(value, Exception):
            raise value
        return value

    check.__annotations__["return"] = returns
    return check


@pytest.mark.parametrize(
    ("value", "returns", "simple", "written"),
    [
        pytest.param(True, bool, (True, {}), policy("Allow"), id="True"),
        pytest.param(False, bool, (False, {}), policy("Deny"), id="False"),
        pytest.param(None, User | None, (False, {}), policy("Deny"), id="None"),
        pytest.param({}, dict[str, object], (True, {}), policy("Allow"), id="nothing is known"),
        pytest.param(
            {"principalId": 7, "n": 1}, dict[str, object], (True, {"principalId": 7, "n": 1}),
            policy("Allow", principalId=7, n=1), id="a dict",
        ),
        pytest.param(
            User(name="ann", roles=["a"]), User | None, (True, {"name": "ann", "roles": ["a"], "email": None}),
            policy("Allow", name="ann", roles='["a"]'), id="a model",
        ),
        pytest.param(HttpError(403), bool, (False, {}), policy("Deny"), id="HttpError(403)"),
    ],
)  # fmt: skip
def test_what_is_returned_is_the_answer(
    value: object, returns: object, simple: tuple[bool, object], written: dict[str, Any]
) -> None:
    assert ask(gives(value, returns), HTTP) == {"isAuthorized": simple[0], "context": simple[1]}
    assert ask(gives(value, returns), WEBSOCKET) == written


def test_a_caller_who_is_unknown() -> None:
    assert ask(gives(HttpError(401), bool), HTTP) == {"errorMessage": "Unauthorized"}
    with pytest.raises(Unauthorized, match=r"^Unauthorized$"):
        ask(gives(HttpError(401), bool), WEBSOCKET)


@pytest.mark.parametrize("error", [HttpError(500), ValueError("no")], ids=repr)
def test_other_errors_end_the_invocation(error: Exception) -> None:
    with pytest.raises(type(error)):
        ask(gives(error, bool), HTTP)


@pytest.mark.parametrize(("value", "returns"), [("ann", str), ([1], list[int]), ({"name": 1}, User), (7, bool)], ids=repr)
def test_what_is_no_answer_ends_the_invocation(value: object, returns: object) -> None:
    with pytest.raises(WrongResult):
        ask(gives(value, returns), HTTP)


@pytest.mark.parametrize("event", [HTTP, WEBSOCKET], ids=["http", "websocket"])
def test_parameters_are_the_callers(event: dict[str, Any]) -> None:
    async def check(x_key: Annotated[str, Header()], request: Request, q: str = "none") -> dict[str, object]:
        return {"who": x_key, "q": q, "same": request.event is event}

    answered = ask(check, event)
    assert answered["context"] == {"who": "ann", "q": "none", "same": True}


@pytest.mark.parametrize("event", [HTTP, WEBSOCKET], ids=["http", "websocket"])
def test_what_is_missing_refuses(event: dict[str, Any]) -> None:
    def check(session: Annotated[str, Cookie()]) -> bool:
        raise AssertionError("not asked")

    answered = ask(check, event)
    assert answered.get("isAuthorized", answered.get("policyDocument")) in (False, policy("Deny")["policyDocument"])
