"""What stages and API mappings must fulfil: names, variables, limits, the format of access logs.

It follows "Stages for HTTP APIs", "Configuring API mappings", "Customizing HTTP API access logs" and the quotas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gwfw.errors import Problem
from gwfw.graph.http_context import VARIABLE, variable
from gwfw.graph.model import ApiName, HttpApi, Stage, Throttle, WebSocketApi
from gwfw.graph.problems import problem

__all__ = ["check_domains", "check_shared_domains", "check_stages"]

STAGES: Final = 10
VARIABLES: Final = 100
LOG_BYTES: Final = 3 * 1024
KEY_LENGTH: Final = 300

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")
_VARIABLE_NAME: Final = re.compile(r"[A-Za-z0-9_]{1,64}")
_VARIABLE_VALUE: Final = re.compile(r"[A-Za-z0-9._~:/?#&=,-]{1,512}")
_DOMAIN: Final = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+")
_KEY: Final = re.compile(r"[A-Za-z0-9$_.+!*'()-]+(/[A-Za-z0-9$_.+!*'()-]+)*")


def check_stages(api: ApiName, description: HttpApi | WebSocketApi) -> Iterator[Problem]:
    """Everything that is wrong with the stages of an API."""
    names = [stage.name for stage in description.stages]
    if not 1 <= len(names) <= STAGES or len(names) != len(set(names)):
        what, received = f"the {api} API has no list of distinct stages", ", ".join(str(name) for name in names) or "none"
        allowed = f"1 to {STAGES} stages with a name each"
        yield problem("stages", what, None, received=received, allowed=allowed, remedy="give every stage its own name")
    keys = {route.key for route in description.routes}
    for stage in description.stages:
        where = f"stage {stage.name or 'of the deployment'}"
        yield from _name(api, stage)
        yield from _variables(stage, where)
        yield from _throttles(stage, keys, where)
        if stage.access_log is not None:
            yield from _access_log(api, stage.access_log, where)


def _name(api: ApiName, stage: Stage) -> Iterator[Problem]:
    if stage.name is None or (stage.name == "$default" and api == "http") or _NAME.fullmatch(stage.name):
        return
    allowed = f"{'$default, or ' if api == 'http' else ''}1 to 128 letters, digits, - and _"
    what, remedy = "this cannot be a stage's name", "choose another name"
    yield problem("stage-name", what, None, received=repr(stage.name), allowed=allowed, remedy=remedy)


def _variables(stage: Stage, where: str) -> Iterator[Problem]:
    names = [name for name, _ in stage.variables]
    if len(names) > VARIABLES or len(names) != len(set(names)):
        what, allowed = f"the {where} has too many variables, or one twice", f"at most {VARIABLES} distinct ones"
        yield problem("stage-variable", what, None, received=str(len(names)), allowed=allowed, remedy="remove some")
    for name, value in stage.variables:
        if not _VARIABLE_NAME.fullmatch(name) or not _VARIABLE_VALUE.fullmatch(value):
            what, received = f"the {where} has a variable that API Gateway refuses", f"{name}={value!r}"
            allowed = "names of 1 to 64 letters, digits and _; values of 1 to 512 of A-Z a-z 0-9 - . _ ~ : / ? # & = ,"
            remedy = "keep the value elsewhere, or encode it"
            yield problem("stage-variable", what, None, received=received, allowed=allowed, remedy=remedy)


def _throttles(stage: Stage, keys: set[str], where: str) -> Iterator[Problem]:
    limits = [("every route", stage.throttle)] if stage.throttle is not None else []
    for subject, throttle in (*limits, *stage.route_throttles):
        if throttle.rate_limit < 0 or throttle.burst_limit < 0:
            what, received = f"the {where} has a negative limit for {subject}", _shown(throttle)
            yield problem("throttle", what, None, received=received, allowed="0 and more", remedy="0 lets nothing pass")
    for key, _ in stage.route_throttles:
        if key not in keys:
            what, allowed = f"the {where} limits a route that is not there", ", ".join(sorted(keys)) or "no route"
            yield problem("throttle", what, None, received=key, allowed=allowed, remedy="write the route's key as declared")


def _shown(throttle: Throttle) -> str:
    return f"rate_limit={throttle.rate_limit}, burst_limit={throttle.burst_limit}"


def _access_log(api: ApiName, format: str, where: str) -> Iterator[Problem]:
    names = VARIABLE.findall(format)
    if len(format.encode("utf-8", "replace")) > LOG_BYTES or "\n" in format or "requestId" not in names:
        what = f"the {where} has an access-log format that API Gateway refuses"
        allowed = f"one line of at most {LOG_BYTES} bytes with $context.requestId"
        remedy = '$context.requestId $context.status "$context.routeKey"'
        yield problem("access-log", what, None, received=format[:80], allowed=allowed, remedy=remedy)
    for name in names if api == "http" else ():
        try:
            variable(name)
        except ValueError as error:
            remedy = "see the list of logging variables of HTTP APIs"
            yield problem("access-log", f"the {where}: {error}", None, received=f"$context.{name}", remedy=remedy)


def check_domains(api: HttpApi | WebSocketApi) -> Iterator[Problem]:
    """Everything that is wrong with the API mappings of custom domains."""
    stages = {stage.name or "" for stage in api.stages}
    seen: set[tuple[str, str]] = set()
    for domain, key, stage in api.mappings:
        received = f"{domain}/{key} -> {stage or 'the deployment'}"
        if not _DOMAIN.fullmatch(domain):
            what, remedy = "this cannot be a custom domain's name", "api.example.com"
            yield problem("domain", what, None, received=received, allowed="lower-case labels and dots", remedy=remedy)
        if key and (len(key) > KEY_LENGTH or not _KEY.fullmatch(key)):
            what, allowed = "this cannot be the key of an API mapping", f"up to {KEY_LENGTH} characters such as v1/books"
            yield problem("domain", what, None, received=received, allowed=allowed, remedy="leave out slashes at the ends")
        if stage not in stages:
            what, allowed = "an API mapping leads to a stage that is not there", ", ".join(sorted(filter(None, stages)))
            yield problem("domain", what, None, received=received, allowed=allowed, remedy="name a stage of this API")
        if (domain, key) in seen:
            what, remedy = "two API mappings have the same domain and key", "keep one of them"
            yield problem("domain", what, None, received=received, remedy=remedy)
        seen.add((domain, key))


def check_shared_domains(http: HttpApi, websocket: WebSocketApi) -> Iterator[Problem]:
    """A custom domain that is mapped to a WebSocket API cannot be mapped to an HTTP API."""
    for domain in sorted({mapping[0] for mapping in http.mappings} & {mapping[0] for mapping in websocket.mappings}):
        what, remedy = "a custom domain cannot lead to an HTTP API and a WebSocket API", "use two domains"
        yield problem("domain", what, None, received=domain, remedy=remedy)
