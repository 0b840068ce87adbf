"""Reading definitions from their files: JSON or YAML, with `${name}` for what the app declares.

"Resource": "${charge}"          the ARN of the task's function
"TableName": "${books}"          the table's name in AWS
"StateMachineArn": "${fulfil}"   the machine's ARN
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final, NoReturn

from gwfw.declarations import Mark
from gwfw.errors import MissingExtra, Place, Problem, Refusal
from gwfw.flow import Task
from gwfw.graph.model import Ref
from gwfw.graph.template import Value, Words
from gwfw.resources.handle import Handle
from gwfw.resources.machine.arguments import reference
from gwfw.resources.machine.asl import AslFile

__all__ = ["DefinitionFile"]

_PLACE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
YAML: Final = (".yaml", ".yml")


class DefinitionFile:
    """The file that a declaration names."""

    def __init__(self, declared: AslFile) -> None:
        self.path, self.names, self.mark = declared.path, declared.names, declared.mark
        self.file = Path(declared.mark.file).parent / declared.path

    def read(self, folder: str) -> Value:
        """The definition, references in it. Raises Refusal."""
        place = self.mark.place(folder)
        try:
            text = self.file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            _refuse(
                "asl-file", "the file of a definition cannot be read", place, f"{self.path}: {error}", "correct the path"
            )
        used: set[str] = set()
        value = self._substituted(self._parsed(text, place), used, place)
        unused = sorted(set(self.names) - used)
        if unused:
            what = f"the file has no ${{{unused[0]}}}"
            _refuse("asl-substitution", what, place, ", ".join(unused), "remove what the file does not use")
        return value

    def place(self, state: str, folder: str) -> Place | None:
        """Where the state of that name begins in the file."""
        beginnings = (f"{json.dumps(state)}:", f"{json.dumps(state)} :", f"{state}:", f"'{state}':")
        for number, line in enumerate(self.file.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip().startswith(beginnings):
                return Mark(str(self.file), number).place(folder)
        return None

    def _parsed(self, text: str, place: Place) -> object:
        try:
            return _yaml(text) if self.file.suffix in YAML else json.loads(text)
        except ValueError as error:
            _refuse(
                "asl-file", "the file of a definition cannot be parsed", place, f"{self.path}: {error}", "correct the file"
            )

    def _substituted(self, value: object, used: set[str], place: Place) -> Value:
        if isinstance(value, dict):
            return {str(key): self._substituted(held, used, place) for key, held in value.items()}
        if isinstance(value, list):
            return [self._substituted(held, used, place) for held in value]
        if isinstance(value, str):
            return self._text(value, used, place)
        assert value is None or isinstance(value, bool | int | float)
        return value

    def _text(self, text: str, used: set[str], place: Place) -> Value:
        pieces = _PLACE.split(text)
        words: list[str | Ref] = []
        for index, piece in enumerate(pieces):
            if index % 2 == 0:
                words += [piece] if piece else []
                continue
            if piece not in self.names:
                known = ", ".join(sorted(self.names)) or "none"
                what = f"the file has ${{{piece}}}, and nothing is given for it"
                remedy = f"sfn.asl({self.path!r}, {piece}={piece})"
                raise Refusal([Problem(code="asl-substitution", what=what, places=(place,), allowed=known, remedy=remedy)])
            used.add(piece)
            words.append(self._reference(piece, place))
        written: Words = tuple(words)
        return text if len(pieces) == 1 else written

    def _reference(self, name: str, place: Place) -> str | Ref:
        given = self.names[name]
        if isinstance(given, Task):
            return Ref("function", f"task-{given.name}", "arn")
        if isinstance(given, Handle):
            return reference(given)
        if isinstance(given, str):
            return given
        _refuse("asl-substitution", f"this cannot stand for ${{{name}}}", place, repr(given), "a task, a handle, or a text")


def _yaml(text: str) -> object:
    """The value of a YAML text; times stay texts. Raises ValueError, and MissingExtra where no parser is installed."""
    try:
        import yaml  # type: ignore[import-untyped]  # has no types of its own
    except ModuleNotFoundError:
        raise MissingExtra("local", "a definition in YAML", "yaml") from None

    loader = yaml.SafeLoader(text)
    loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    try:
        value: object = loader.get_single_data()
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    finally:
        loader.dispose()
    return value


def _refuse(code: str, what: str, place: Place, received: str, remedy: str) -> NoReturn:
    raise Refusal([Problem(code=code, what=what, places=(place,), received=received, remedy=remedy)])
