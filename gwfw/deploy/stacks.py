"""Deploying, removing and preparing: the verbs behind `gwfw synth`, `gwfw deploy` and `gwfw destroy`.

Each step says one line. CloudFormation is driven by the CDK's command line alone: rollback, approval of wider permissions
and the roles of the bootstrap stack are its business.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from gwfw.deploy import account, assembly, bundle, cdk
from gwfw.deploy.progress import Progress
from gwfw.deploy.target import DeployTarget
from gwfw.errors import Place
from gwfw.graph.model import AppGraph
from gwfw.synth import naming
from gwfw.synth.settings import stack_name

__all__ = ["TOOLS", "Deployed", "Tools", "bootstrap", "deploy", "destroy", "stateful", "synth"]

EMPTY_ZIP: Final = b"PK\x05\x06" + bytes(18)

Say: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the verbs run: the bundler, the synthesizer, the finder of the CDK's command line and of the account."""

    bundle: Callable[..., bundle.BundleResult] = bundle.build
    synthesize: Callable[..., assembly.Assembly] = assembly.synthesize
    cdk: Callable[..., cdk.Cli] = cdk.find
    environment: Callable[[], str] = account.environment


TOOLS: Final = Tools()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """A deployed stack. `outputs` are in the graph's words: `http`, `websocket`, `table books`, `machine fulfil`.

    `changed` is True where nobody could tell: a deployment that asked on the terminal.
    """

    stack: str
    outputs: Mapping[str, str]
    changed: bool


def synth(
    graph: AppGraph,
    target: DeployTarget,
    *,
    out: Path | None = None,
    validate: bool = False,
    places: Mapping[str, Place] | None = None,
    tunings: Sequence[str] = (),
    say: Say,
    tools: Tools = TOOLS,
) -> assembly.Assembly:
    """Bundle the code and write the assembly into `out` (default: the deployment's own folder).

    `tunings` are the app's functions that change the CDK's stack (`shop:tune`).
    Raises Refusal for an app that the CDK refuses, Failure for dependencies that cannot be had.
    """
    say(f"bundling for Python {target.python_version} on {target.architecture}")
    built = tools.bundle(
        target.folder, graph, python_version=target.python_version, architecture=target.architecture, out=target.code
    )
    say(f"bundled {built.files} files, {built.size / 1024**2:.1f} MB ({built.unpacked / 1024**2:.1f} MB unpacked)")
    if not built.compiled:
        say(f"without compiled modules, so with slower cold starts: only Python {target.python_version} can make them")
    say("synthesizing")
    folder = target.work / "cdk.out" if out is None else out
    made = tools.synthesize(
        graph,
        target.settings,
        out=folder,
        validate=validate,
        places=places,
        tunings=tunings,
        folder=target.folder,
        say=say,
    )
    for finding in made.findings:
        say(f"warning: {finding}")
    return made


def deploy(
    graph: AppGraph,
    target: DeployTarget,
    *,
    yes: bool = False,
    ask: bool = False,
    places: Mapping[str, Place] | None = None,
    tunings: Sequence[str] = (),
    say: Say,
    tools: Tools = TOOLS,
) -> Deployed:
    """Deploy one stack and wait until it is there. `yes` approves wider permissions beforehand.

    With `ask` the CDK asks for the approval on this terminal; otherwise it refuses what was not approved. Raises Refusal
    for an app that the CDK refuses, Failure for a deployment that failed.
    """
    made = synth(graph, target, validate=True, places=places, tunings=tunings, say=say, tools=tools)
    cli = tools.cdk(say=say)
    told = target.work / "outputs.json"
    told.parent.mkdir(parents=True, exist_ok=True)
    told.unlink(missing_ok=True)
    arguments = ["deploy", made.stack, "--app", str(made.folder), "--outputs-file", str(told), "--progress", "events"]
    arguments += ["--require-approval", "never" if yes else "broadening"]
    say(f"deploying {made.stack} with aws-cdk {cli.version}")
    progress = Progress(say=say)
    _run(cli, arguments, "deploy", made.stack, progress, asking=ask and not yes)
    deployed = Deployed(stack=made.stack, outputs=_outputs(told, made.stack), changed=not progress.unchanged)
    say(f"{made.stack}: {'deployed' if deployed.changed else 'no changes'}")
    return deployed


def destroy(
    graph: AppGraph, target: DeployTarget, *, confirm: Callable[[str], bool], say: Say, tools: Tools = TOOLS
) -> bool:
    """Remove a deployed stack, after `confirm` was shown what goes and said so; whether it was removed."""
    stack = stack_name(graph.name, target.stage)
    if not confirm("\n".join([f"This removes the stack {stack} with everything in it.", *stateful(graph, target)])):
        say("nothing was removed")
        return False
    target.work.mkdir(parents=True, exist_ok=True)
    target.code.write_bytes(EMPTY_ZIP)
    empty = AppGraph(name=graph.name)  # only the stack's name matters, and no function of the app's is to run for it
    made = tools.synthesize(empty, target.settings, out=target.work / "cdk.out")
    cli = tools.cdk(say=say)
    say(f"removing {stack} with aws-cdk {cli.version}")
    arguments = ["destroy", stack, "--app", str(made.folder), "--force"]
    _run(cli, arguments, "destroy", stack, Progress(say=say), asking=False)
    say(f"{stack}: removed")
    return True


def bootstrap(*, say: Say, tools: Tools = TOOLS) -> str:
    """Prepare the account and region of the current credentials for the CDK; returns `aws://<account>/<region>`."""
    environment = tools.environment()
    cli = tools.cdk(say=say)
    say(f"preparing {environment} with aws-cdk {cli.version}")
    _run(cli, ["bootstrap", environment], "bootstrap", environment, Progress(say=say), asking=False)
    return environment


def stateful(graph: AppGraph, target: DeployTarget) -> list[str]:
    """A line for each resource that holds data or that others know by name, with what becomes of it."""
    fate = "is kept, outside of any stack" if target.settings.lasting else "is deleted with all of its items"
    tables = [f"  table {table.name} {fate}" for table in graph.tables]
    return [*tables, *(f"  domain {domain.name} is deleted, and leads nowhere" for domain in graph.domains)]


def _run(cli: cdk.Cli, arguments: list[str], verb: str, subject: str, progress: Progress, *, asking: bool) -> None:
    """Run the command line. Raises Failure with its reason where it fails."""
    code = cli.ask(arguments) if asking else cli.run(arguments, told=progress.told)
    problem = progress.problem(verb, subject, code)
    if problem is not None:
        raise problem


def _outputs(told: Path, stack: str) -> dict[str, str]:
    """The stack's outputs in the graph's words."""
    if not told.is_file():
        return {}
    written: dict[str, str] = json.loads(told.read_text(encoding="utf-8")).get(stack, {})
    return {_word(key): value for key, value in sorted(written.items())}


def _word(key: str) -> str:
    for prefix, word in (
        ("TableName", "table"),
        ("MachineArn", "machine"),
        ("DomainTarget", "domain"),
        ("KeyId", "api key"),
    ):
        if key.startswith(prefix):
            return f"{word} {naming.decode(key.removeprefix(prefix))}"
    return {"HttpUrl": "http", "WebSocketUrl": "websocket"}.get(key, key)
