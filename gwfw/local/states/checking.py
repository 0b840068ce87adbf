"""Trying out without starting anything: ValidateStateMachineDefinition, TestState."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from gwfw.asl import actions as asl
from gwfw.asl import jsontext
from gwfw.asl.failures import TIMEOUT
from gwfw.asl.findings import DefinitionError, Finding
from gwfw.exchange import Token
from gwfw.jsonpath import MISSING
from gwfw.local.states import arns
from gwfw.local.states.defining import DEFINITION_LENGTH, TYPES
from gwfw.local.states.faults import Fault, invalid_definition
from gwfw.local.states.members import Members
from gwfw.local.states.running import Driven
from gwfw.local.states.starting import value

if TYPE_CHECKING:
    from gwfw.asl.identity import Identity
    from gwfw.asl.program import Program
    from gwfw.asl.trial import Mock, Trial, Verdict
    from gwfw.local.states.service import Service

__all__ = ["test_state", "validate_state_machine_definition"]

DIAGNOSTICS: Final = 100
LEVELS: Final = ("INFO", "DEBUG", "TRACE")
LIMIT_S: Final = 300.0
"""How long a state may be tested."""

_WAITING: Final = re.compile(r"\.sync(:2)?$|\.waitForTaskToken$|:activity:")


def validate_state_machine_definition(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """Everything that is wrong with a definition. Warnings do not make it fail."""
    from gwfw.asl import program

    text = given.needed("definition", longest=DEFINITION_LENGTH)
    findings = program.check(text, express=given.choice("type", TYPES) == "EXPRESS")
    failed = any(finding.severity == "ERROR" for finding in findings)
    if given.choice("severity", ("ERROR", "WARNING")) != "WARNING":
        findings = tuple(finding for finding in findings if finding.severity == "ERROR")
    most = given.number("maxResults", 0, DIAGNOSTICS) or DIAGNOSTICS
    return {
        "result": "FAIL" if failed else "OK",
        "diagnostics": [_diagnostic(finding) for finding in findings[:most]],
        "truncated": len(findings) > most,
    }


class _Tested:
    """A Trial that says when it is over, as a Run does."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial

    def start(self, now: float) -> list[asl.Action]:
        """Run the state."""
        return self._said(self._trial.start(now))

    def result(self, work: asl.WorkId, outcome: asl.Outcome, now: float) -> list[asl.Action]:
        """Tell what became of an action."""
        return self._said(self._trial.result(work, outcome, now))

    def advance(self, now: float) -> list[asl.Action]:
        """Time has passed."""
        return self._said(self._trial.advance(now))

    @property
    def next_deadline(self) -> float | None:
        """When `advance` has something to do."""
        return self._trial.next_deadline

    def _said(self, actions: list[asl.Action]) -> list[asl.Action]:
        over = self._trial.verdict is not None
        return [*actions, asl.Finished(status="SUCCEEDED")] if over else actions


def test_state(service: Service, given: Members, now: float, token: Token) -> None:
    """Run one state by itself. The answer comes when it is over, or after five minutes."""
    from gwfw.asl.trial import Trial

    level = given.choice("inspectionLevel", LEVELS) or "INFO"
    definition, name = _definition(given)
    identity = _identity(service, given)
    trial = Trial(
        _program(definition, name),
        value(given.text("input") or "{}"),
        identity=identity,
        sources=service.executions.sources(),
        variables=_variables(given),
        retries=_retries(given),
        mock=_mock(given, definition),
    )

    def over(now: float) -> None:
        limit.cancel()
        service.reply(token, _answer(trial, level))

    def too_long(now: float) -> None:
        driven.over = lambda now: None
        service.reply(token, {"status": "FAILED", "error": TIMEOUT})

    tested = _Tested(trial)
    driven = Driven(tested, over)
    limit = service.running.timers.set(now + LIMIT_S, too_long)
    service.running.drive(driven, tested.start(now), now)


def _identity(service: Service, given: Members) -> Identity:
    from gwfw.asl.identity import Identity

    name = service.ids.uuid()
    machine = arns.machine_arn(service.settings.region, service.settings.account_id, "TestState")
    return Identity(
        arn=arns.execution_arn(machine, name),
        name=name,
        machine_arn=machine,
        machine_name="TestState",
        role_arn=given.text("roleArn") or "",
    )


def _definition(given: Members) -> tuple[Mapping[str, object], str]:
    """The state and its name: the definition is a state, or a machine of which one state is named."""
    text, name = given.needed("definition", longest=DEFINITION_LENGTH, shortest=1), given.text("stateName")
    try:
        definition = jsontext.load(text)
    except ValueError as error:
        raise invalid_definition(str(error)) from error
    if not isinstance(definition, dict):
        raise invalid_definition("Definition must be a valid JSON object")
    if name is None:
        return definition, "State"
    states = definition.get("States")
    state = states.get(name) if isinstance(states, dict) else None
    if not isinstance(state, dict):
        raise Fault("ValidationException", f"State name '{name}' is not found in the definition")
    language = definition.get("QueryLanguage")
    return {**({} if language is None else {"QueryLanguage": language}), **state}, name


def _program(definition: Mapping[str, object], name: str) -> Program:
    from gwfw.asl.trial import compile_state

    try:
        return compile_state(definition, name=name)
    except DefinitionError as error:
        raise invalid_definition(str(error)) from error


def _variables(given: Members) -> Mapping[str, object]:
    text = given.text("variables")
    variables = value(text) if text else {}
    if not isinstance(variables, dict):
        raise Fault("ValidationException", "The variables must be a JSON object")
    return variables


def _retries(given: Members) -> int:
    """The retries that there were before. What else the configuration can say is about Map states' failures."""
    configuration = Members(given.structure("stateConfiguration") or {})
    for member in ("errorCausedByState", "mapIterationFailureCount", "mapItemReaderData"):
        if configuration.has(member):
            raise _not_here(f"stateConfiguration.{member}")
    return configuration.number("retrierRetryCount", 0, 99_999_999) or 0


def _mock(given: Members, definition: Mapping[str, object]) -> Mock | None:
    """What stands for the state's work. States that do none cannot have one, and some must."""
    from gwfw.asl.trial import Mock

    if given.has("context"):
        raise _not_here("context")
    form = given.structure("mock")
    kind = definition.get("Type")
    if form is None:
        if kind in ("Map", "Parallel") or (kind == "Task" and _WAITING.search(str(definition.get("Resource")))):
            raise Fault("ValidationException", f"State type '{kind}' is only supported when a mock is specified")
        return None
    if kind not in ("Task", "Map", "Parallel"):
        raise Fault("ValidationException", f"State type '{kind}' is not supported when a mock is specified")
    mock = Members(form)
    error = mock.structure("errorOutput")
    if (error is None) is (mock.text("result") is None):
        raise Fault("ValidationException", "A mock has either a result or an errorOutput")
    if error is None:
        return Mock(result=value(mock.needed("result")))
    told = Members(error)
    return Mock(error=told.text("error"), cause=told.text("cause"))


def _not_here(member: str) -> Fault:
    return Fault("ValidationException", f"The local Step Functions tests states without '{member}'; leave it out")


def _answer(trial: Trial, level: str) -> dict[str, object]:
    verdict = trial.verdict
    assert verdict is not None
    answer: dict[str, object] = {
        "status": verdict.status,
        "output": None if verdict.output is MISSING else jsontext.text(verdict.output),
        "error": verdict.error,
        "cause": verdict.cause,
        "nextState": verdict.next_state,
        "inspectionData": None if level == "INFO" else _inspection(verdict),
    }
    return {key: held for key, held in answer.items() if held is not None}


def _inspection(verdict: Verdict) -> dict[str, object]:
    found = {key: jsontext.text(held) for key, held in verdict.inspection.items() if key != "errorDetails"}
    details = verdict.inspection.get("errorDetails")
    if not isinstance(details, Mapping):
        return {**found}
    return {**found, "errorDetails": {key: math.floor(held) for key, held in details.items()}}


def _diagnostic(finding: Finding) -> dict[str, object]:
    said: dict[str, object] = {"severity": finding.severity, "code": finding.code, "message": finding.message}
    return said if finding.path is None else {**said, "location": finding.path}
