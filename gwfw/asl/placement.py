"""`ResultPath`: where a result goes inside the raw input. The input itself is never changed, only copied along the path."""

from __future__ import annotations

from dataclasses import dataclass

from gwfw.asl import jsontext
from gwfw.asl.failures import RESULT_PATH, StateError
from gwfw.jsonpath import PathError, Step
from gwfw.jsonpath import compile as compile_path

__all__ = ["Placement"]


@dataclass(frozen=True, slots=True)
class Placement:
    """A reference path. Without steps (`$`) the result replaces the input."""

    text: str
    steps: tuple[Step, ...]

    @classmethod
    def parse(cls, text: str) -> Placement:
        """Compile a `ResultPath`. Raises PathError for anything but names and indexes below `$`."""
        path = compile_path(text)
        if not path.definite or path.steps is None:
            raise PathError(text, "it must name one place: names and indexes only")
        return cls(text, path.steps)

    def put(self, document: object, value: object) -> object:
        """The document with the value at this place; objects on the way are made where there are none."""
        if not self.steps:
            return value
        containers: list[object] = []
        inner: object = document
        for step in self.steps:
            containers.append(self._container(inner, step, document))
            inner = _inside(containers[-1], step)
        for container, step in zip(reversed(containers), reversed(self.steps), strict=True):
            value = _with(container, step, value)
        return value

    def _container(self, value: object, step: Step, document: object) -> object:
        if isinstance(value, dict) and step.name is not None:
            return value
        if isinstance(value, list) and step.index is not None and -len(value) <= step.index < len(value):
            return value
        cause = f"Unable to apply step '{step}' of ResultPath '{self.text}' to the input '{jsontext.text(document)}'"
        raise StateError(RESULT_PATH, cause, evaluated=True)


def _inside(container: object, step: Step) -> object:
    if isinstance(container, dict):
        return container.get(step.name, {})
    assert isinstance(container, list)
    assert step.index is not None
    return container[step.index]


def _with(container: object, step: Step, value: object) -> object:
    if isinstance(container, dict):
        return {**container, step.name: value}
    assert isinstance(container, list)
    assert step.index is not None
    copy = list(container)
    copy[step.index] = value
    return copy
