"""What parameter mappings of HTTP APIs must fulfil: keys that exist, no reserved header, values that can be evaluated.

It follows "Transforming API requests and responses for HTTP APIs". Integrations with a service action of their own
(`service_parameters`) are checked by their kind; their response mappings are checked here like all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from gwfw.errors import Place, Problem
from gwfw.graph.mapping import compile_expression, compile_response_expression
from gwfw.graph.mapping_keys import RESERVED, MappingKey
from gwfw.graph.model import Integration
from gwfw.graph.problems import problem

__all__ = ["check_mappings"]

STATUSES = range(200, 600)


def check_mappings(integration: Integration, place: Place | None) -> Iterator[Problem]:
    """Everything that is wrong with the mappings of an integration of an HTTP API."""
    if not integration.service_parameters:
        yield from _parameters(
            "request_parameters", integration.request_parameters, MappingKey.request, compile_expression, place
        )
    statuses = [status for status, _ in integration.response_parameters]
    for status, parameters in integration.response_parameters:
        where = f"response_parameters[{status}]"
        if status not in STATUSES or statuses.count(status) > 1:
            what = "a response mapping is for one status of the integration, once"
            remedy = "write one mapping for each status"
            yield problem("mapping-status", what, place, received=where, allowed="200 to 599", remedy=remedy)
        yield from _parameters(where, parameters, MappingKey.response, compile_response_expression, place)


def _parameters(
    where: str,
    parameters: Iterable[tuple[str, str]],
    parse: Callable[[str], MappingKey],
    compile_value: Callable[[str], object],
    place: Place | None,
) -> Iterator[Problem]:
    seen: set[MappingKey] = set()
    for key, value in parameters:
        received = f"{where}: {key} = {value!r}"
        try:
            parsed = parse(key)
        except ValueError as error:
            yield _wrong_key(str(error), received, place)
            continue
        if parsed in seen:
            remedy = "keep one, or join the values in one template: ${request.path.a}-${request.path.b}"
            yield problem("mapping-key", f"{key} is mapped twice", place, received=received, remedy=remedy)
        seen.add(parsed)
        yield from _value(parsed, value, received, compile_value, place)


def _wrong_key(what: str, received: str, place: Place | None) -> Problem:
    if "is reserved" in what:
        allowed = f"every header but {', '.join(RESERVED)}"
        remedy = "use a header with a name of its own"
        return problem("reserved-header", what, place, received=received, allowed=allowed, remedy=remedy)
    remedy = "write it as append:header.x, overwrite:querystring.x, remove:header.x or overwrite:path"
    return problem("mapping-key", what, place, received=received, remedy=remedy)


def _value(
    key: MappingKey, value: str, received: str, compile_value: Callable[[str], object], place: Place | None
) -> Iterator[Problem]:
    if key.change == "remove":
        if value not in ("", "''"):
            what, remedy = "what is removed has no value", "leave the value empty"
            yield problem("mapping-value", what, place, received=received, allowed="'' or nothing", remedy=remedy)
        return
    try:
        compile_value(value)
    except ValueError as error:
        remedy = "use a source that exists, or static text that does not begin with $"
        yield problem("mapping-value", str(error), place, received=received, remedy=remedy)
        return
    if key.part == "statuscode" and not value.startswith("$") and not _is_status(value):
        what, remedy = "this is no status", "write three digits"
        yield problem("mapping-value", what, place, received=received, allowed="200 to 599", remedy=remedy)


def _is_status(value: str) -> bool:
    return value.isascii() and value.isdigit() and int(value) in STATUSES
