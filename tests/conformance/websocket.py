"""The schema of WebSocket API cases: each runs in process and over a real socket, everything outside a stand-in.

Nothing here knows a case's name or values. The parts are in `websocket_schema`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.conformance.websocket_schema.in_process import in_process
from tests.conformance.websocket_schema.over_socket import over_socket
from tests.conformance.websocket_schema.steps import Steps
from tests.conformance.websocket_schema.stubs import Stubs

WAYS = {"in process": in_process, "socket": over_socket}


def matches(document: object) -> bool:
    """Whether the document is a case of a WebSocket API."""
    if not isinstance(document, dict) or not isinstance(document.get("steps"), list):
        return False
    api = document.get("api")
    return isinstance(api, dict) and "routeSelectionExpression" in api


def run(case: Mapping[str, Any]) -> dict[str, list[str]]:
    """What differed, by the way it ran."""
    found = {}
    for name, way in WAYS.items():
        stubs = Stubs(case)
        with way(case, stubs) as deployed:
            found[name] = Steps(case, deployed, stubs).run()
    return found
