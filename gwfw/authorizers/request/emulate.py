"""Lambda authorizers at the local gateway: identity sources, the cache of answers, and the function.

What is cached is the answer, not the verdict: a policy is evaluated for each request's ARN. The key is the stage and the
values of the identity sources, so that every route shares it; errors are never kept. WebSocket APIs cache nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from gwfw.authorizers.request import answer as answers
from gwfw.authorizers.request.answer import Answer
from gwfw.authorizers.request.event import arn, event
from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.exchange import Ask, Denied, HttpInputs, Inputs, InvokeFunction, Outcome, Returned, Verdict, Work
from gwfw.graph import identity_sources as sources
from gwfw.graph.model import Route
from gwfw.ports import Names

__all__ = ["Kept", "request", "response", "state"]

TIMEOUT_MS: Final = 10_000
"""How long an authorizer may take (quota of HTTP APIs)."""
RESULT_BYTES: Final = 8 * 1024
"""The largest answer that a WebSocket API takes."""

Key: TypeAlias = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that is used again until `until` (epoch seconds)."""

    answer: Answer
    until: float


State: TypeAlias = dict[Key, Kept]


def state() -> State:
    """Nothing is kept yet."""
    return {}


def request(spec: LambdaAuthorizer, route: Route, inputs: Inputs, state: State, names: Names, now: float) -> Ask | Verdict:
    """The verdict of an answer that is kept, or the wish to invoke the function."""
    identity = sources.values(spec.identity_sources, inputs)
    if identity is None:
        return Denied(status=401, detail=f"one of {', '.join(spec.identity_sources)} is missing")
    kept = state.get((inputs.stage, identity)) if _caches(spec, inputs) else None
    if kept is not None and now < kept.until:
        return _verdict(spec, inputs, kept.answer)
    return Ask(work=InvokeFunction(function=spec.function, payload=event(spec, inputs, identity)), timeout_ms=TIMEOUT_MS)


def response(
    spec: LambdaAuthorizer, route: Route, inputs: Inputs, state: State, work: Work, outcome: Outcome, now: float
) -> Verdict:
    """The verdict of the function's answer, which is kept if it is one."""
    if not isinstance(inputs, HttpInputs) and isinstance(outcome, Returned) and len(outcome.payload) > RESULT_BYTES:
        return Denied(status=500, detail=f"{spec.function} returned more than {RESULT_BYTES} bytes")
    answer = answers.read(spec.function, outcome)
    if isinstance(answer, Denied):
        return answer
    verdict = _verdict(spec, inputs, answer)
    if _caches(spec, inputs) and not (isinstance(verdict, Denied) and verdict.status == 500):
        identity = sources.values(spec.identity_sources, inputs)
        assert identity is not None
        _forget(state, now)
        state[inputs.stage, identity] = Kept(answer, now + spec.ttl_s)
    return verdict


def _caches(spec: LambdaAuthorizer, inputs: Inputs) -> bool:
    return isinstance(inputs, HttpInputs) and spec.ttl_s > 0 and bool(spec.identity_sources)


def _verdict(spec: LambdaAuthorizer, inputs: Inputs, answer: Answer) -> Verdict:
    simple = spec.simple and spec.payload_format == "2.0" and isinstance(inputs, HttpInputs)
    return answers.verdict(spec, answer, arn(inputs), simple=simple, flat=not isinstance(inputs, HttpInputs))


def _forget(state: State, now: float) -> None:
    """Answers whose time is over are not held for ever."""
    for key in [key for key, kept in state.items() if kept.until <= now]:
        del state[key]
