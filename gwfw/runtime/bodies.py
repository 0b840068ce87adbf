"""The JSON body of a request, message or task -> one value of the annotated type.

A model reads the raw text itself (`model_validate_json`): parsing into Python objects first would cost two to four times
as much. pydantic is imported when a handler is annotated with something that needs it, never for a plain `dict`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gwfw.annotations import is_model, parts, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Fault: TypeAlias = dict[str, object]
    Parse: TypeAlias = Callable[[str | bytes], object]

__all__ = ["NotValid", "parser", "selected_name", "value_parser"]


class NotValid(Exception):
    """A body is no value of the type; `faults` has one entry for each wrong field."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(faults)


def parser(annotation: object, selected: str | None = None) -> Parse:
    """What turns a body's text into a value of that type, or raises NotValid.

    `selected` is the member of a message that names its route: it is taken out unless the type names it.
    """
    if plain(annotation) is bytes:
        return lambda raw: raw.encode() if isinstance(raw, str) else raw
    cut = selected if selected is not None and _minds(annotation, selected) else None
    if _is_plain_mapping(annotation):
        return _mapping(cut)
    return _validated(annotation) if cut is None else _without(cut, _validated(annotation))


def value_parser(annotation: object) -> Callable[[object], object]:
    """The same for a value that is already parsed: the input of a task."""
    if annotation is object or getattr(plain(annotation), "__name__", "") == "Any":
        return lambda value: value
    if _is_plain_mapping(annotation):
        return _as_mapping
    parse = parser(annotation)

    def read(value: object) -> object:
        import json

        return parse(json.dumps(value))

    return read


def selected_name(selection: str) -> str | None:
    """`action` for `$request.body.action`; None if the expression is made of anything else than one member."""
    start, _, name = selection.removesuffix("}").partition("request.body.")
    plain_name = name.replace("_", "a").replace("-", "a")
    return name if start in ("$", "${") and plain_name.isalnum() else None


def _is_plain_mapping(annotation: object) -> bool:
    """`dict`, `dict[str, object]` or `dict[str, Any]`: JSON as it is."""
    found = plain(annotation)
    key, value = (
        getattr(found, "__args__", (str, object))[:2] if getattr(found, "__origin__", found) is dict else (None, None)
    )
    return key is str and (value is object or getattr(value, "__name__", "") == "Any")


def _mapping(cut: str | None) -> Parse:
    def parse(raw: str | bytes) -> object:
        value = _as_mapping(_loads(raw))
        if cut is not None:
            value.pop(cut, None)
        return value

    return parse


def _as_mapping(value: object) -> dict[str, object]:
    if isinstance(value, dict):
        return value
    raise NotValid([{"loc": ["body"], "msg": "Input should be a valid dictionary", "type": "dict_type"}])


def _loads(raw: str | bytes) -> object:
    from json import loads

    try:
        return _decoder()(raw) if isinstance(raw, str) else loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise NotValid([{"loc": ["body"], "msg": f"Invalid JSON: {error}", "type": "json_invalid"}]) from None


def _decoder() -> Callable[[str], object]:
    """The standard library's decoder, made when it is first needed."""
    global _decode
    if _decode is None:
        from json import JSONDecoder

        _decode = JSONDecoder(parse_constant=_no_constant).decode
    return _decode


_decode: Callable[[str], object] | None = None


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _validated(annotation: object) -> Parse:
    from pydantic import TypeAdapter
    from pydantic_core import ValidationError

    if is_model(annotation):
        validate: Parse = annotation.model_validate_json  # type: ignore[attr-defined]  # is_model has looked
    else:
        form: Any = annotation
        validate = TypeAdapter[object](form).validate_json

    def parse(raw: str | bytes) -> object:
        try:
            return validate(raw)
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False, include_input=False)
        raise NotValid([{"loc": ["body", *one["loc"]], "msg": one["msg"], "type": one["type"]} for one in found])

    return parse


def _minds(annotation: object, name: str) -> bool:
    """Whether something that does not name the member would see it: a mapping, or a model that minds extra members."""
    types = [plain(part) for part in (annotation, *parts(plain(annotation)))]
    models = [found for found in types if is_model(found)]
    if any(_names(model, name) for model in models):
        return False
    return not models or any(_config(model).get("extra") in ("allow", "forbid") for model in models)


def _names(model: object, name: str) -> bool:
    fields: Mapping[str, object] = model.__pydantic_fields__  # type: ignore[attr-defined]  # a model
    spelled = (
        (field, getattr(info, "alias", None), getattr(info, "validation_alias", None)) for field, info in fields.items()
    )
    return any(name in spelling for spelling in spelled)


def _config(model: object) -> Mapping[str, object]:
    found: Mapping[str, object] = getattr(model, "model_config", {})
    return found


def _without(name: str, parse: Parse) -> Parse:
    def cut(raw: str | bytes) -> object:
        import json

        value = _loads(raw)
        if isinstance(value, dict):
            value.pop(name, None)
        return parse(json.dumps(value))

    return cut
