"""A signature, compiled once: what turns an event into a handler's arguments, and says everything that is wrong with it.

Each parameter becomes one function that reads it; nothing is inspected per event. A fault has pydantic's form,
`{"loc": ["query", "limit"], "msg": "...", "type": "int_parsing"}`, one for each wrong field of the whole request.
"""

from __future__ import annotations

from collections.abc import Callable

from gwfw.annotations import many
from gwfw.parameters import MISSING, Parameter, Signature
from gwfw.runtime.bodies import NotValid, parser
from gwfw.runtime.convert import Wrong, converter
from gwfw.runtime.request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from gwfw.runtime.bodies import Fault

    Read: TypeAlias = Callable[[Request, object, list[Fault]], object]
    Bind: TypeAlias = Callable[[Request, object, list[Fault]], dict[str, object]]
    Look: TypeAlias = Callable[[Request, str], list[str]]

__all__ = ["binder"]


def binder(signature: Signature, *, selected: str | None = None) -> Bind:
    """What gives a handler's arguments by name from a request and the Lambda context. Faults are added to the list.

    Where there are faults the arguments are not complete and must not be used. `selected` is the member of a message that
    names its route.
    """
    readers = tuple((parameter.name, _reader(parameter, selected)) for parameter in signature.parameters)

    def bind(request: Request, context: object, faults: list[Fault]) -> dict[str, object]:
        return {name: read(request, context, faults) for name, read in readers}

    return bind


def _reader(parameter: Parameter, selected: str | None) -> Read:
    if parameter.origin == "request":
        return lambda request, context, faults: request
    if parameter.origin == "context":
        return lambda request, context, faults: context
    if parameter.origin == "connection":
        return _connection
    if parameter.origin == "body":
        return _body(parameter, selected)
    held = many(parameter.annotation)
    return _one(parameter) if held is None else _several(parameter, *held)


def _connection(request: Request, context: object, faults: list[Fault]) -> object:
    from gwfw.runtime.connections import Connection

    return Connection(request.event["requestContext"]["connectionId"])


def _absent(parameter: Parameter) -> object:
    return None if parameter.default is MISSING else parameter.default


def _fault(parameter: Parameter, type: str, message: str) -> Fault:
    return {"loc": [parameter.origin, parameter.alias], "msg": message, "type": type}


def _one(parameter: Parameter) -> Read:
    name, look, convert = parameter.alias, LAST[parameter.origin], converter(parameter.annotation)
    required, absent = parameter.required, _absent(parameter)

    def read(request: Request, context: object, faults: list[Fault]) -> object:
        text = look(request, name)
        if text is None:
            if required:
                faults.append(_fault(parameter, "missing", "Field required"))
            return absent
        try:
            return convert(text)
        except Wrong as wrong:
            faults.append(_fault(parameter, wrong.type, wrong.message))
            return None

    return read


def _several(parameter: Parameter, container: type, item: object) -> Read:
    name, convert = parameter.alias, converter(item)
    look = _query_values if parameter.origin == "query" else _header_values

    def read(request: Request, context: object, faults: list[Fault]) -> object:
        texts = look(request, name)
        if not texts:
            if parameter.required:
                faults.append(_fault(parameter, "missing", "Field required"))
            return _absent(parameter)
        values = []
        for index, text in enumerate(texts):
            try:
                values.append(convert(text))
            except Wrong as wrong:
                loc = [parameter.origin, name, index]
                faults.append({"loc": loc, "msg": wrong.message, "type": wrong.type})
        return container(values)

    return read


def _body(parameter: Parameter, selected: str | None) -> Read:
    parse, required, absent = parser(parameter.annotation, selected), parameter.required, _absent(parameter)

    def read(request: Request, context: object, faults: list[Fault]) -> object:
        raw = request.raw
        if raw is None:
            if required:
                faults.append({"loc": ["body"], "msg": "Field required", "type": "missing"})
            return absent
        try:
            return parse(raw)
        except NotValid as wrong:
            faults.extend(wrong.faults)
            return None

    return read


def _last_query(request: Request, name: str) -> str | None:
    values = request.queries(name)
    return values[-1] if values else None


def _query_values(request: Request, name: str) -> list[str]:
    return request.queries(name)


def _header_values(request: Request, name: str) -> list[str]:
    value = request.headers.get(name)
    return [] if value is None else [part.strip() for part in value.split(",")]


LAST: dict[str, Callable[[Request, str], str | None]] = {
    "path": lambda request, name: request.path_parameters.get(name),
    "query": _last_query,
    "header": lambda request, name: request.headers.get(name),
    "cookie": lambda request, name: request.cookies.get(name),
}
"""How the last value of a name is found, by where it is read from."""
