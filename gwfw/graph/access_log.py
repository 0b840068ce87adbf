"""The format of access logs where a stage's settings name none, and graphs whose stages all have one, or none."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gwfw.graph.model import ApiName, AppGraph, Stage

__all__ = ["default_format", "with_access_logs", "without_access_logs"]

COMMON_FIELDS: Final = {
    "requestId": "$context.requestId",
    "ip": "$context.identity.sourceIp",
    "requestTime": "$context.requestTime",
    "routeKey": "$context.routeKey",
    "status": "$context.status",
    "error": "$context.error.message",
    "integrationError": "$context.integrationErrorMessage",
    "integrationLatency": "$context.integrationLatency",
}
HTTP_FIELDS: Final = COMMON_FIELDS | {
    "httpMethod": "$context.httpMethod",
    "path": "$context.path",
    "protocol": "$context.protocol",
    "responseLength": "$context.responseLength",
    "responseLatency": "$context.responseLatency",
}
WEBSOCKET_FIELDS: Final = COMMON_FIELDS | {
    "connectionId": "$context.connectionId",
    "eventType": "$context.eventType",
    "messageId": "$context.messageId",
}


def default_format(api: ApiName) -> str:
    """A line of JSON with what one asks for first."""
    return json.dumps(HTTP_FIELDS if api == "http" else WEBSOCKET_FIELDS, separators=(",", ":"))


def with_access_logs(graph: AppGraph) -> AppGraph:
    """The graph with a format for every stage, as it is deployed."""
    return _changed(graph, lambda stage, api: replace(stage, access_log=stage.access_log or default_format(api)))


def without_access_logs(graph: AppGraph) -> AppGraph:
    """The graph with no format: where nobody reads the lines, none is made."""
    return _changed(graph, lambda stage, api: replace(stage, access_log=None))


def _changed(graph: AppGraph, change: Callable[[Stage, ApiName], Stage]) -> AppGraph:
    http, websocket = graph.http, graph.websocket
    if http is not None:
        http = replace(http, stages=tuple(change(stage, "http") for stage in http.stages))
    if websocket is not None:
        websocket = replace(websocket, stages=tuple(change(stage, "websocket") for stage in websocket.stages))
    return replace(graph, http=http, websocket=websocket)
