"""One route as an Operation Object: parameters, body, answers, who may call.

A handler's come from its contract: a wrong request is the runtime's 422; every other error, of the handler or of API
Gateway, has one form. A route without a handler is described by what API Gateway does (`gwfw.apidocs.answers`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final, TypeAlias

from gwfw.apidocs.answers import answers, body_read, parameters_read
from gwfw.apidocs.schemas import Components
from gwfw.graph.model import AppGraph, Contract, Handler, Integration, Route
from gwfw.integrations import catalogue
from gwfw.integrations.lambda_proxy.spec import LambdaProxy

__all__ = ["PLACEHOLDER", "Part", "operation", "operation_name"]

Part: TypeAlias = dict[str, Any]

ORDER: Final = ("summary", "description", "parameters", "requestBody", "responses")
PLACEHOLDER: Final = re.compile(r"\{(?P<name>[^{}+]*)(?P<greedy>\+?)\}")

INVALID: Final[Part] = {
    "type": "object",
    "required": ["message", "detail"],
    "properties": {
        "message": {"const": "invalid request"},
        "detail": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/InvalidField"}},
    },
}
FIELD: Final[Part] = {
    "type": "object",
    "required": ["loc", "msg", "type"],
    "properties": {
        "loc": {
            "type": "array",
            "items": {"type": ["string", "integer"]},
            "description": "where it is: `path`, `query`, `header`, `cookie` or `body`, then names and positions",
        },
        "msg": {"type": "string"},
        "type": {"type": "string"},
    },
}
ERROR: Final[Part] = {
    "type": "object",
    "required": ["message"],
    "properties": {"message": {"type": ["string", "null"]}, "detail": {"description": "more about it"}},
}
DEFINITIONS: Final[Mapping[str, Part]] = {"InvalidRequest": INVALID, "InvalidField": FIELD, "ErrorAnswer": ERROR}


def operation(graph: AppGraph, route: Route, method: str, names: Mapping[str, str], components: Components) -> Part:
    """The operation of a route for one method (lower case). `names` are the path's own names by the route's."""
    spec = graph.integration(route.integration)
    handler = _handler(graph, route, spec)
    if handler is not None and handler.contract is not None:
        found = _handled(handler, handler.contract, spec, method, components)
    else:
        found = _passed(spec, method)
    given = {(parameter["in"], parameter["name"]): parameter for parameter in found.pop("parameters")}
    listed = [_in_path(own, shown, route.key, given) for own, shown in names.items()]
    listed += [parameter for (place, _), parameter in given.items() if place != "path"]
    found |= {"parameters": listed} if listed else {}
    return {name: found[name] for name in ORDER if name in found}


def operation_name(graph: AppGraph, route: Route, method: str) -> str:
    """The wanted `operationId`: the handler's name, or method and path."""
    handler = _handler(graph, route, graph.integration(route.integration))
    if handler is not None:
        return handler.name if not route.key.startswith("ANY ") else f"{handler.name}_{method}"
    return "_".join([method, *re.findall(r"[A-Za-z0-9]+", route.key.partition(" ")[2])])


def _handler(graph: AppGraph, route: Route, spec: Integration) -> Handler | None:
    if not isinstance(spec, LambdaProxy):
        return None
    handlers = graph.function(spec.function).handlers
    return next((found for found in handlers if (found.source, found.key) == ("http", route.key)), None)


def _in_path(own: str, shown: str, key: str, given: Mapping[tuple[str, str], Part]) -> Part:
    """A parameter of the path, also one that nobody reads; a greedy one is the rest of the path."""
    parameter = given.get(("path", own), {"in": "path", "required": True, "schema": {"type": "string"}})
    greedy = {"description": "the rest of the path, with its slashes"} if f"{{{own}+}}" in key else {}
    return {**parameter, "name": shown, **greedy}


# Handlers ------------------------------------------------------------------------------------------------------------


def _handled(handler: Handler, contract: Contract, spec: Integration, method: str, components: Components) -> Part:
    found: Part = {"summary": contract.summary} if contract.summary else {}
    found["parameters"] = [
        {
            "name": parameter.name,
            "in": parameter.place,
            "required": parameter.required,
            "schema": components.lifted(parameter.schema),
        }
        for parameter in contract.parameters
    ]
    if contract.body is not None:
        content = {contract.body_type: {"schema": components.lifted(contract.body)}}
        found["requestBody"] = {"required": contract.body_required, "content": content}
    found["responses"] = _responses(contract, _sent(spec, handler.status), method, components)
    return found


def _responses(contract: Contract, status: int, method: str, components: Components) -> Part:
    content: Part = {media: {"schema": components.lifted(schema)} for media, schema in contract.responses}
    if content and contract.open:
        content["*/*"] = {}
    success = {"description": _phrase(status), **({"content": content} if content and method != "head" else {})}
    found: Part = {str(status): success}
    if contract.parameters or contract.body is not None:
        found["422"] = _json("The request is wrong: one entry for each wrong field.", "InvalidRequest", components)
    error = "An error of the handler or of API Gateway."
    if contract.open:
        found["default"] = {"description": f"What the handler answers. {error}"}
    else:
        found["default"] = _json(error, "ErrorAnswer", components)
    return dict(sorted(found.items()))


def _json(description: str, name: str, components: Components) -> Part:
    schema = components.shared(DEFINITIONS, {"$ref": f"#/$defs/{name}"})
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _sent(spec: Integration, status: int) -> int:
    """The status that the client sees: a response mapping may overwrite it with another."""
    pairs: Iterable[tuple[str, str]] = dict(spec.response_parameters).get(status, ())
    written = dict(pairs).get("overwrite:statuscode", "")
    return int(written) if written.isdecimal() else status


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"


# Targets -------------------------------------------------------------------------------------------------------------


def _passed(spec: Integration, method: str) -> Part:
    described = catalogue.describe(spec)
    does = "An app answers" if isinstance(spec, LambdaProxy) else "API Gateway does this itself"
    found: Part = {"description": f"{does}: {described}.", "parameters": [*parameters_read(spec)]}
    body = body_read(spec, method)
    if body is not None:
        found["requestBody"] = body
    found["responses"] = answers(spec, described)
    return found
