"""AppConfig's GetConfiguration, answered from the app's graph: moto does not have the action.

Every configuration has one version, the content that the app declares. It follows the action's API reference.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, unquote

from gwfw.exchange import AwsRequest, HttpResponse
from gwfw.graph.model import AppGraph, Configuration, Ref
from gwfw.local import dispatch
from gwfw.ports import Names

__all__ = ["Configurations"]

VERSION: Final = "1"
FOLDERS: Final = ("applications", "environments", "configurations")
PARTS: Final = ("application", "environment", "configuration")


class Configurations:
    """The configurations of a graph by the names of a local run."""

    def __init__(self, graph: AppGraph, names: Names) -> None:
        self._found = {
            tuple(names.text((Ref("config", resource.name, part),)) for part in PARTS): resource
            for resource in graph.resources
            if isinstance(resource, Configuration)
        }

    def answer(self, request: AwsRequest) -> HttpResponse | None:
        """The answer to a GetConfiguration; None for any other request."""
        parts = [unquote(part) for part in request.path.strip("/").split("/")]
        if request.method != "GET" or len(parts) != 6 or tuple(parts[::2]) != FOLDERS:
            return None
        found = self._found.get(tuple(parts[1::2]))
        if found is None:
            return dispatch.error("ResourceNotFoundException", f"there is no configuration {'/'.join(parts[1::2])}", 404)
        known = parse_qs(request.query).get("client_configuration_version") == [VERSION]
        headers = (("content-type", found.content_type), ("configuration-version", VERSION))
        return HttpResponse(status=200, headers=headers, body=b"" if known else found.content.encode())
