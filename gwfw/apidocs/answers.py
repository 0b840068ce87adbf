"""What API Gateway itself answers on a route without a handler: the service's own answer, or the backend's.

    aws_service, stepfunctions   the action's result with status 200; the service's own error otherwise
    everything else              whatever the backend answers

Results follow the services' API references; bodies are in the service's wire form. Request parameters are those that
the integration's expressions read: a request without one of them is refused by API Gateway.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from gwfw.graph.model import Integration
from gwfw.integrations.aws_service.spec import AwsService
from gwfw.integrations.aws_service.subtypes import SUBTYPES
from gwfw.integrations.stepfunctions.spec import StepFunctions

__all__ = ["answers", "body_read", "parameters_read"]

Part: TypeAlias = dict[str, Any]

_SOURCE: Final = re.compile(r"\$\{?request\.(?P<place>header|querystring)\.(?P<name>[^{}]+?)(?:\}|$)")
_BODY: Final = re.compile(r"\$\{?request\.body(?:\.(?P<member>[A-Za-z0-9_]+))?")

TEXT: Final[Part] = {"type": "string"}
MOMENT: Final[Part] = {"type": "number", "description": "seconds since 1970"}
EXECUTION: Final[Mapping[str, Part]] = {"executionArn": TEXT, "startDate": MOMENT}
RESULTS: Final[Mapping[str, Mapping[str, Part]]] = {
    "StepFunctions-StartExecution": EXECUTION,
    "StepFunctions-StartSyncExecution": {
        **EXECUTION,
        "stopDate": MOMENT,
        "status": {"enum": ["SUCCEEDED", "FAILED", "TIMED_OUT"]},
    },
    "StepFunctions-StopExecution": {"stopDate": MOMENT},
    "EventBridge-PutEvents": {"FailedEntryCount": {"type": "integer"}, "Entries": {"type": "array"}},
    "Kinesis-PutRecord": {"SequenceNumber": TEXT, "ShardId": TEXT},
}
"""The members that an action's result always has."""

MEDIA: Final[Mapping[str, str]] = {
    "events": "application/x-amz-json-1.1",
    "kinesis": "application/x-amz-json-1.1",
    "sqs": "text/xml",
    "states": "application/x-amz-json-1.0",
}
"""The media type of a service's answers; of others the content decides."""


def answers(spec: Integration, described: str) -> Part:
    """The Responses Object of such a route; `described` is what API Gateway does, in a few words."""
    subtype = _subtype(spec)
    if subtype is None:
        return {"default": {"description": f"The answer of {described}, passed on."}}
    media = MEDIA.get(SUBTYPES[subtype].service, "*/*") if subtype in SUBTYPES else "*/*"
    result = RESULTS.get(subtype)
    schema: Part = {} if result is None else {"type": "object", "properties": dict(result), "required": sorted(result)}
    return {
        "200": {"description": f"The result of {described}.", "content": {media: {"schema": schema}}},
        "default": {"description": f"The error of {described}, or of API Gateway, as it is."},
    }


def parameters_read(spec: Integration) -> Iterator[Part]:
    """The headers and members of the query string that a service's parameters are made of."""
    places = {"header": "header", "querystring": "query"}
    found = {(places[match["place"]], match["name"]) for text in _expressions(spec) for match in _SOURCE.finditer(text)}
    for place, name in sorted(found):
        yield {"name": name, "in": place, "required": True, "schema": TEXT}


def body_read(spec: Integration, method: str) -> Part | None:
    """The Request Body Object: what a service's parameters read, or what a backend is passed."""
    if _subtype(spec) is None:
        return {"content": {"*/*": {}}} if method in ("post", "put", "patch") else None
    read = [match["member"] for text in _expressions(spec) for match in _BODY.finditer(text)]
    if not read:
        return None
    members = sorted({member for member in read if member})
    schema: Part = {"type": "object", "required": members} if members else {}
    told = "API Gateway passes it on without looking into it: what is wrong with it is found by what it is passed to."
    media = "application/json" if members or isinstance(spec, StepFunctions) else "*/*"
    return {"description": told, "required": True, "content": {media: {"schema": schema}}}


def _subtype(spec: Integration) -> str | None:
    if isinstance(spec, StepFunctions):
        return f"StepFunctions-{spec.action}"
    return spec.subtype if isinstance(spec, AwsService) else None


def _expressions(spec: Integration) -> list[str]:
    pairs = spec.parameters if isinstance(spec, StepFunctions) else spec.request_parameters
    return [expression for _, expression in pairs]
