"""Runs the synthesizer in a process of its own and tells what came out of it.

User code never meets jsii: the process gets the manifest as a file, and answers with one JSON object.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import gwfw
from gwfw import manifest
from gwfw.deploy import cache, node
from gwfw.errors import Failure, Misuse, Place, Problem, Refusal
from gwfw.graph.model import AppGraph
from gwfw.synth.settings import SynthSettings
from gwfw.synth.warm import needed, warm

__all__ = ["PROGRAM", "Assembly", "environment", "synthesize"]

PROGRAM: Final = (sys.executable, "-m", "gwfw.synth")
"""The synthesizer's command, which the arguments follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """A cloud assembly in `folder` with one stack.

    `findings` are what the CDK's own check of the template says, such as `F3003 chat-dev/Table: ...`; they are warnings.
    """

    folder: Path
    stack: str
    findings: tuple[str, ...] = ()

    @property
    def template(self) -> Path:
        """The stack's CloudFormation template."""
        return self.folder / f"{self.stack}.template.json"


def synthesize(
    graph: AppGraph,
    settings: SynthSettings,
    *,
    out: Path,
    validate: bool = False,
    places: Mapping[str, Place] | None = None,
    tunings: Sequence[str] = (),
    folder: Path | None = None,
    say: Callable[[str], None] = lambda line: None,
    program: Sequence[str] = PROGRAM,
) -> Assembly:
    """Write the assembly of one deployment. An older one in `out` is removed.

    `places` (those of `gwfw.freeze`) put file and line to what the CDK refuses. `tunings` are the app's own functions that
    change the stack (`shop:tune`); they, and those that make constructs, are in modules below `folder`. `say` gets a line
    where it takes longer than usual. Raises Refusal for an app that cannot be synthesized, Misuse for `out` that is
    something else than an assembly, Failure where the process broke down.
    """
    more = ["--validate"] if validate else []
    more += [part for tuning in tunings for part in ("--tune", tuning)]
    more += ["--folder", str(folder or Path())] if tunings or graph.constructs else []
    variables = environment()
    if needed(variables):
        say("preparing the CDK, once on this machine: this takes up to a minute")
    warm(variables)
    with TemporaryDirectory(prefix="gwfw-") as temporary:
        written = Path(temporary) / "manifest.json"
        written.write_text(manifest.dump(graph), encoding="utf-8")
        done = subprocess.run(  # noqa: S603
            [*program, *_arguments(written, settings, out), *more],
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )
    stack = _stack(done, places or {})
    return Assembly(folder=out, stack=stack, findings=_findings(out / "validation-report.json"))


def environment() -> dict[str, str]:
    """The synthesizer's environment: this process's, with Node.js chosen and this gwfw importable.

    Compiling the CDK's modules takes four seconds; where Python is told not to write bytecode, it is kept in gwfw's cache.
    """
    variables = os.environ | node.environment(node.find())
    package = str(Path(gwfw.__file__).parent.parent)
    variables["PYTHONPATH"] = os.pathsep.join(filter(None, (package, variables.get("PYTHONPATH"))))
    if variables.pop("PYTHONDONTWRITEBYTECODE", None):
        variables["PYTHONPYCACHEPREFIX"] = str(cache.folder() / "bytecode")
    return variables


def _arguments(written: Path, settings: SynthSettings, out: Path) -> list[str]:
    arguments = ["--manifest", str(written), "--code", str(settings.code.resolve()), "--out", str(out.resolve())]
    arguments += ["--stage", settings.stage, "--architecture", settings.architecture]
    return [*arguments, "--python-version", settings.python_version]


def _stack(done: subprocess.CompletedProcess[str], places: Mapping[str, Place]) -> str:
    answer = _answer(done)
    if done.returncode == 0:
        return str(answer["stack"])
    problems = [_placed(Problem(**problem | {"places": ()}), places) for problem in answer["problems"]]
    raise Misuse(problems[0]) if done.returncode == 2 else Refusal(problems)


def _answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The JSON object that the synthesizer wrote last, or a problem made of what it wrote instead."""
    for line in reversed(done.stdout.splitlines()):
        if line.startswith('{"'):
            answer: dict[str, Any] = json.loads(line)
            return answer
    last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    raise Failure(Problem(code="synth-failed", what="the synthesizer ended without an answer", received=last))


def _findings(report: Path) -> tuple[str, ...]:
    if not report.is_file():
        return ()
    plugins = json.loads(report.read_text(encoding="utf-8"))["pluginReports"]
    return tuple(
        f"{violation['ruleName']} {construct['constructPath']}: {violation['description']}"
        for plugin in plugins
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
    )


def _placed(problem: Problem, places: Mapping[str, Place]) -> Problem:
    """The problem with the place of the declaration that it begins with (`http GET /books: ...`)."""
    place = places.get(problem.what.partition(": ")[0])
    return problem if place is None else replace(problem, places=(place,))
