"""The OpenAPI 3.1 document of an app's HTTP API, from its graph alone: the same graph gives the same bytes.

    GET /books/{id}         an operation of its path
    ANY /legacy/{proxy+}    an operation for every method that no route of that path has; `proxy` stands for the rest of it
    $default                in no document: it is no path; listed in `x-gwfw-left-out`, as is what OpenAPI cannot tell apart

https://spec.openapis.org/oas/v3.1.1.html. OpenAPI knows a path by its form, whatever its parameters are called, so that
routes that name them differently have the first one's names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from gwfw.apidocs.operations import PLACEHOLDER, Part, operation, operation_name
from gwfw.apidocs.schemas import Components
from gwfw.apidocs.security import Security
from gwfw.graph.model import AppGraph, Route

__all__ = ["document", "to_json"]

VERSION: Final = "3.1.1"
METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch")
"""What ANY stands for, in the order of the Path Item Object."""


def document(graph: AppGraph, *, version: str = "0.1.0", servers: Sequence[str] = ()) -> Part:
    """The document. `version` is the API's own, `servers` are the URLs that it is served at."""
    written = _Written(graph=graph, security=Security(graph))
    for route in sorted(graph.http.routes if graph.http is not None else (), key=_precedence):
        written.add(route)
    found: Part = {"openapi": VERSION, "info": {"title": graph.name, "version": version}}
    if servers:
        found["servers"] = [{"url": url} for url in servers]
    found["paths"] = {path: written.paths[path] for path in sorted(written.paths)}
    components = {"schemas": written.components.schemas, "securitySchemes": written.security.schemes}
    shared = {name: dict(sorted(parts.items())) for name, parts in components.items() if parts}
    if shared:
        found["components"] = shared
    if written.left_out:
        found["x-gwfw-left-out"] = written.left_out
    return found


def to_json(found: Part) -> str:
    """The document as text with a newline at its end."""
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _precedence(route: Route) -> tuple[bool, bool, str]:
    """What API Gateway would choose first comes first: a method before ANY, a path before a greedy one."""
    return "+}" in route.key, route.key.startswith("ANY "), route.key


@dataclass(slots=True, kw_only=True)
class _Written:
    """The paths so far, and the path of each form (`/books/{}`)."""

    graph: AppGraph
    security: Security
    components: Components = field(default_factory=Components)
    paths: dict[str, Part] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    left_out: list[Part] = field(default_factory=list)

    def add(self, route: Route) -> None:
        """Add a route's operations, or say why it has none."""
        method, _, path = route.key.partition(" ")
        if not path:
            reason = "it serves every request that no other route takes, whatever its path"
            self.left_out.append({"route": route.key, "reason": reason})
            return
        item, names = self._item(path)
        free = [each for each in (METHODS if method == "ANY" else (method.lower(),)) if each not in item]
        if not free:
            reason = "OpenAPI cannot tell its path from that of another route with this method"
            self.left_out.append({"route": route.key, "reason": reason})
        for each in free:
            found = operation(self.graph, route, each, names, self.components)
            required = self.security.required(route)
            item[each] = {
                "operationId": self._id(operation_name(self.graph, route, each)),
                **found,
                **({"security": required} if required else {}),
            }

    def _item(self, path: str) -> tuple[Part, dict[str, str]]:
        """The path's item, and its names of the parameters by the route's."""
        form = PLACEHOLDER.sub("{}", path)
        shown = self.forms.setdefault(form, PLACEHOLDER.sub(r"{\g<name>}", path))
        own, names = _names(path), _names(shown)
        return self.paths.setdefault(shown, {}), dict(zip(own, names, strict=True))

    def _id(self, wanted: str) -> str:
        """The wanted operationId, with a number behind it where it is taken."""
        found, number = wanted, 2
        while found in self.ids:
            found, number = f"{wanted}_{number}", number + 1
        self.ids.add(found)
        return found


def _names(path: str) -> Iterable[str]:
    return [match["name"] for match in PLACEHOLDER.finditer(path)]
