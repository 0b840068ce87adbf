"""What the API keys of a WebSocket API must fulfil. It follows "Usage plans and API keys" of the developer guide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from gwfw.errors import Place, Problem
from gwfw.graph.model import ApiKey, WebSocketApi
from gwfw.graph.problems import problem

__all__ = ["check_keys"]

PERIODS: Final = ("DAY", "WEEK", "MONTH")

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ID: Final = re.compile(r"[a-z0-9]{1,64}")
_AUTHORIZER: Final = "$context.authorizer.usageIdentifierKey"


def check_keys(api: WebSocketApi, places: Mapping[str, Place]) -> Iterator[Problem]:
    """Everything that is wrong with the keys, and with the routes that require one."""
    names = [key.name for key in api.api_keys]
    if len(names) != len(set(names)):
        what, remedy = "two API keys have the same name", "name each of them once"
        yield problem("api-key", what, None, received=", ".join(names), remedy=remedy)
    for key in api.api_keys:
        yield from _key(key)
    asked = [route for route in api.routes if route.api_key_required]
    for route in asked:
        if route.key == "$disconnect":
            what, remedy = "$disconnect runs for every connection that has ended", "leave api_key out"
            place = places.get("websocket $disconnect")
            yield problem("api-key", what, place, received="api_key=True", allowed="$connect and messages", remedy=remedy)
    guarded = any(route.authorizer is not None for route in api.routes if route.key == "$connect")
    if asked and api.api_key_selection == _AUTHORIZER and not guarded:
        what, remedy = "API keys come from an authorizer, and $connect has none", "auth= of @ws.connect, or of the settings"
        place = places.get(f"websocket {asked[0].key}")
        yield problem("api-key", what, place, received=api.api_key_selection, remedy=remedy)


def _key(key: ApiKey) -> Iterator[Problem]:
    if not _NAME.fullmatch(key.name):
        what, allowed = "this cannot be the name of an API key", "1 to 64 letters, digits, - and _"
        yield problem("api-key", what, None, received=repr(key.name), allowed=allowed, remedy='ApiKey("partners")')
    if key.id is not None and not _ID.fullmatch(key.id):
        what, allowed = f"the API key {key.name} has an id that is none", "lower-case letters and digits, such as a1b2c3d4e5"
        remedy = "the id of aws apigateway get-api-keys, which is not the key's value"
        yield problem("api-key", what, None, allowed=allowed, remedy=remedy)  # it may be the value: it is not repeated
    if key.throttle is not None and (key.throttle.rate_limit < 0 or key.throttle.burst_limit < 0):
        received = f"rate_limit={key.throttle.rate_limit}, burst_limit={key.throttle.burst_limit}"
        what, remedy = f"the API key {key.name} has a negative limit", "0 lets nothing pass"
        yield problem("throttle", what, None, received=received, allowed="0 and more", remedy=remedy)
    if key.quota is not None and (key.quota.limit < 1 or key.quota.period not in PERIODS):
        received = f"{key.quota.limit} per {key.quota.period.lower()}"
        what, allowed = f"the API key {key.name} has a quota that is none", "1 and more, per day, week or month"
        yield problem("api-key", what, None, received=received, allowed=allowed, remedy='Quota(1000, per="day")')
