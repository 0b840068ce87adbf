"""A definition, parsed and checked once: `compile` gives the Program that any number of runs share.

    program = compile({"StartAt": "Hello", "States": {"Hello": {"Type": "Pass", "End": True}}})

It knows nothing of executions. Everything that is wrong is collected and raised together as DefinitionError.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from gwfw.asl import jsontext
from gwfw.asl.container import Container, check_scopes, read_container, read_state
from gwfw.asl.findings import UNSUPPORTED, DefinitionError, Finding
from gwfw.asl.reader import JSONATA, JSONPATH, Area, Language, Reader, Setting, Site

__all__ = ["UNSUPPORTED", "DefinitionError", "Finding", "Program", "check", "compile", "compile_state", "load"]

LONGEST: Final = 99_999_999
DEFINITION_LIMIT: Final = 1_048_576
_FIELDS: Final = frozenset({"Comment", "StartAt", "States", "Version", "TimeoutSeconds", "QueryLanguage"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A compiled state machine.

    `definition` is what it was compiled from; `express` whether it was checked for (and runs as) an EXPRESS machine;
    `timeout` its TimeoutSeconds, None without; `resources` are the `Resource`s of its Task states, in the definition's
    order, each once; `warnings` did not refuse it.
    """

    definition: Mapping[str, object]
    express: bool
    machine: Container
    timeout: int | None
    resources: tuple[str, ...]
    warnings: tuple[Finding, ...]


def compile(definition: object, *, express: bool = False) -> Program:
    """Compile a definition (a JSON value). Raises DefinitionError with every finding."""
    findings: list[Finding] = []
    try:
        program = _compiled(definition, express, findings)
    except RecursionError:
        findings.append(Finding(code="TOO_DEEPLY_NESTED", message="The states are too deeply nested."))
        program = None
    if program is None or any(finding.severity == "ERROR" for finding in findings):
        raise DefinitionError(findings)
    return program


def load(text: str, *, express: bool = False) -> Program:
    """Compile a definition's JSON text. Raises DefinitionError; a text that is not JSON is a finding too."""
    if not text.strip():
        raise DefinitionError([_no_object()])
    if len(text.encode("utf-8", "replace")) > DEFINITION_LIMIT:
        message = f"The definition is larger than {DEFINITION_LIMIT} bytes"
        raise DefinitionError([Finding(code="SCHEMA_VALIDATION_FAILED", message=message)])
    try:
        definition = jsontext.load(text)
    except ValueError as error:
        raise DefinitionError([Finding(code="INVALID_JSON_DESCRIPTION", message=str(error))]) from error
    return compile(definition, express=express)


def check(text: str, *, express: bool = False) -> tuple[Finding, ...]:
    """Every finding about a definition's text, warnings included; empty for a good one. Never raises."""
    try:
        return load(text, express=express).warnings
    except DefinitionError as error:
        return error.findings


def compile_state(definition: object, *, name: str = "State", express: bool = False) -> Program:
    """Compile one state by itself; where its transitions lead is not checked. Raises DefinitionError."""
    if not isinstance(definition, Mapping):
        raise DefinitionError([_no_object()])
    site = _site(Setting(language=JSONPATH, express=express))
    site.path, site.name = f"/States/{name}", name
    state = read_state(Reader(definition, site.path, site), name)
    if state is None or any(finding.severity == "ERROR" for finding in site.setting.findings):
        raise DefinitionError(site.setting.findings)
    return _program(site.setting, definition, Container(name, {name: state}), None)


def _compiled(definition: object, express: bool, findings: list[Finding]) -> Program | None:
    if not isinstance(definition, Mapping):
        findings.append(_no_object())
        return None
    setting = Setting(language=JSONPATH, express=express, findings=findings)
    reader = Reader(definition, "", _site(setting))
    setting.language = _language(reader)
    version = reader.string("Version")
    if version not in (None, "1.0"):
        reader.refuse("Value should be one of the following: [1.0]", "Version")
    timeout = reader.integer("TimeoutSeconds", 1, LONGEST)
    machine = read_container(reader, fields=_FIELDS)
    check_scopes(reader, reader.site.area)
    return _program(setting, definition, machine, timeout)


def _program(setting: Setting, definition: Mapping[str, object], machine: Container, timeout: int | None) -> Program:
    return Program(
        definition=definition,
        express=setting.express,
        machine=machine,
        timeout=timeout,
        resources=tuple(setting.resources),
        warnings=tuple(setting.findings),
    )


def _language(reader: Reader) -> Language:
    return cast(Language, reader.choice("QueryLanguage", (JSONPATH, JSONATA)) or JSONPATH)


def _site(setting: Setting) -> Site:
    return Site(setting, Area(), "", "", setting.language)


def _no_object() -> Finding:
    return Finding(code="SCHEMA_VALIDATION_FAILED", message="Definition must be a valid JSON object")
