"""A client's message as a mapping sees it: a stand-in for the model that describes it, whose fields are symbols.

API Gateway reads members of the message by JSONPath and validates nothing, unless the route says so (`validate=Say`). So
only required fields of plain texts and numbers exist here, and models of such; whatever else the model demands or fills in
would silently not hold, but for what its JSON Schema says where that is validated. Whatever the client sends there is passed
on as text (`toString`), since the escape function is documented for texts only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gwfw.annotations import is_model, members, plain
from gwfw.tracing.fields import demand
from gwfw.tracing.symbols import MEMBER, Source, Symbols, Untraceable

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

__all__ = ["Message", "Unchecked"]

KEY: Final = frozenset(MEMBER) - {"."}
"""What names of members may consist of, so that a path can hold them."""


class Unchecked(Exception):
    """A mapping uses a field of the message that demands something: `field` is `Say.text`, `demanded` as in `fields`."""

    def __init__(self, field: str, demanded: str) -> None:
        self.field, self.demanded = field, demanded
        super().__init__(field, demanded)


class Message:
    """The stand-in for a message of `model`. `written` is its name in the mapping, `path` where it is in the message.

    `validated`: API Gateway has validated the message by the model's JSON Schema.
    """

    def __init__(
        self, model: type[BaseModel], symbols: Symbols, written: str, path: str = "$", *, validated: bool = False
    ) -> None:
        self._model, self._symbols, self._written, self._path = model, symbols, written, path
        self._validated = validated

    def __getattr__(self, name: str) -> object:
        field = self._model.model_fields.get(name)
        if field is None:
            fields = ", ".join(self._model.model_fields)
            raise AttributeError(f"a message has the fields of {self._model.__name__}: {fields}; {name!r} is none")
        written = f"{self._written}.{name}"
        value = self._value(name, field, written, f"{self._path}.{_key(name, field, written)}")
        self.__dict__[name] = value
        return value

    def _value(self, name: str, field: FieldInfo, written: str, path: str) -> object:
        if not field.is_required():
            raise Untraceable(written, "a field with a default, which the client may leave out,")
        annotation = plain(field.annotation)
        if is_model(annotation):
            assert isinstance(annotation, type)
            return Message(annotation, self._symbols, written, path, validated=self._validated)
        demanded = demand(self._model, name, field, validated=self._validated)
        kinds = {plain(member) for member in members(annotation)}
        if demanded is not None or not kinds <= {str, int, float}:
            raise Unchecked(f"{self._model.__name__}.{name}", demanded or "a text or a number is what can be passed on")
        source = Source(written, f"$input.path('{path}').toString()", client=True)
        return self._symbols.text(source) if str in kinds else self._symbols.number(source)


def _key(name: str, field: FieldInfo, written: str) -> str:
    """The member's name in the message."""
    alias = field.validation_alias or field.alias or name
    if not isinstance(alias, str) or not alias or set(alias) - KEY:
        raise Untraceable(written, f"a member named {alias!r}")
    return alias
