"""The verbs: what they run in which order, what they say, what they make of the outcome."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gwfw.deploy import stacks
from gwfw.deploy.assembly import Assembly
from gwfw.deploy.bundle import BundleResult
from gwfw.deploy.cdk import Cli
from gwfw.deploy.stacks import Deployed, Tools
from gwfw.deploy.target import DeployTarget
from gwfw.errors import Failure, Place
from gwfw.graph.model import AppGraph, Domain, Table

GRAPH = AppGraph(name="chat", resources=(Table(name="sessions", key="id"),))
PLACES = {"table sessions": Place("chat.py", 3)}

# Writes the outputs that it is asked for, and everything that it was given.
DEPLOYING = """
import json, pathlib, sys
given = sys.argv[1:]
pathlib.Path(__file__).with_name("given.json").write_text(json.dumps(given))
if "--outputs-file" in given:
    outputs = {"HttpUrl": "https://x", "WebSocketUrl": "wss://y/dev", "TableNamemyZhsessions": "T", "MachineArngo": "arn",
               "DomainTargetaZtb": "d-1.x", "KeyIdpartners": "k1"}
    pathlib.Path(given[given.index("--outputs-file") + 1]).write_text(json.dumps({"chat-dev": outputs | {"Mine": "1"}}))
print("chat-dev | 1/1 | 4:23:40 PM | CREATE_COMPLETE | AWS::DynamoDB::Table | Tablesessions")
"""


class World:
    """What stands for the bundler, the synthesizer, the CDK and the account; it remembers what was asked of it."""

    def __init__(self, cli: Cli, folder: Path, *, compiled: bool = True) -> None:
        self.cli, self.folder, self.compiled = cli, folder, compiled
        self.said: list[str] = []
        self.synthesized: dict[str, object] = {}
        self.target = DeployTarget.of(folder / "app", "dev", python_version="3.12", architecture="arm64")

    def bundle(self, folder: Path, graph: AppGraph, *, python_version: str, architecture: str, out: Path) -> BundleResult:
        assert (folder, graph, python_version, architecture) == (self.target.folder, GRAPH, "3.12", "arm64")
        return BundleResult(path=out, sha256="", size=2**20, unpacked=2**21, files=7, compiled=self.compiled)

    def synthesize(self, graph: AppGraph, settings: object, **options: object) -> Assembly:
        self.synthesized = {"graph": graph, "settings": settings, **options}
        return Assembly(folder=self.folder / "cdk.out", stack="chat-dev", findings=("F1 chat-dev/X: odd",))

    def find(self, *, say: object) -> Cli:
        return self.cli

    @property
    def tools(self) -> Tools:
        return Tools(bundle=self.bundle, synthesize=self.synthesize, cdk=self.find, environment=lambda: "aws://0/eu-north-1")

    @property
    def given(self) -> list[str]:
        """The arguments that the CDK got."""
        given: list[str] = json.loads((self.folder / "given.json").read_text())
        return given


@pytest.fixture
def world(cli: Callable[[str], Cli], tmp_path: Path) -> Callable[..., World]:
    return lambda source=DEPLOYING, **options: World(cli(source), tmp_path, **options)


def test_synthesizing(world: Callable[..., World], tmp_path: Path) -> None:
    here = world()
    out = tmp_path / "elsewhere"
    made = stacks.synth(
        GRAPH,
        here.target,
        out=out,
        validate=True,
        places=PLACES,
        tunings=("chat:tune",),
        say=here.said.append,
        tools=here.tools,
    )
    assert made.stack == "chat-dev"
    settings = here.target.settings
    assert here.synthesized == {
        "graph": GRAPH, "settings": settings, "out": out, "validate": True, "places": PLACES, "tunings": ("chat:tune",),
        "folder": here.target.folder, "say": here.said.append,
    }  # fmt: skip
    assert here.said == [
        "bundling for Python 3.12 on arm64",
        "bundled 7 files, 1.0 MB (2.0 MB unpacked)",
        "synthesizing",
        "warning: F1 chat-dev/X: odd",
    ]


def test_a_bundle_without_compiled_modules_is_told(world: Callable[..., World]) -> None:
    here = world(compiled=False)
    stacks.synth(GRAPH, here.target, say=here.said.append, tools=here.tools)
    assert "only Python 3.12 can make them" in here.said[2]
    assert here.synthesized["out"] == here.target.work / "cdk.out"


def test_deploying(world: Callable[..., World], tmp_path: Path) -> None:
    here = world()
    deployed = stacks.deploy(GRAPH, here.target, places=PLACES, say=here.said.append, tools=here.tools)
    assert deployed == Deployed(
        stack="chat-dev",
        outputs={
            "http": "https://x",
            "domain a.b": "d-1.x",
            "api key partners": "k1",
            "machine go": "arn",
            "Mine": "1",
            "table my-sessions": "T",
            "websocket": "wss://y/dev",
        },
        changed=True,
    )
    assert here.given == [
        "deploy", "chat-dev", "--app", str(tmp_path / "cdk.out"), "--outputs-file", str(here.target.work / "outputs.json"),
        "--progress", "events", "--require-approval", "broadening",
    ]  # fmt: skip
    assert here.synthesized["validate"] is True
    assert here.said[-3].startswith("deploying chat-dev with aws-cdk 2")
    assert here.said[-2].split() == ["1/1", "create", "complete", "AWS::DynamoDB::Table", "Tablesessions"]
    assert here.said[-1] == "chat-dev: deployed"


@pytest.mark.parametrize(
    ("yes", "ask", "approval"), [(False, False, "broadening"), (True, False, "never"), (True, True, "never")]
)
def test_approval(world: Callable[..., World], yes: bool, ask: bool, approval: str) -> None:
    here = world()
    stacks.deploy(GRAPH, here.target, yes=yes, ask=ask, say=here.said.append, tools=here.tools)
    assert here.given[-2:] == ["--require-approval", approval]
    assert [line for line in here.said if "create complete" in line]


def test_on_a_terminal_the_cdk_asks_and_speaks_for_itself(
    world: Callable[..., World], capfd: pytest.CaptureFixture[str]
) -> None:
    here = world()
    deployed = stacks.deploy(GRAPH, here.target, ask=True, say=here.said.append, tools=here.tools)
    assert deployed.changed
    assert not [line for line in here.said if "create complete" in line]
    assert "CREATE_COMPLETE" in capfd.readouterr().out


def test_a_deployment_without_changes_and_without_outputs(world: Callable[..., World]) -> None:
    here = world("print('✅  chat-dev (no changes)')")
    here.target.work.mkdir(parents=True)
    (here.target.work / "outputs.json").write_text('{"chat-dev": {"HttpUrl": "of an older deployment"}}')
    deployed = stacks.deploy(GRAPH, here.target, say=here.said.append, tools=here.tools)
    assert deployed == Deployed(stack="chat-dev", outputs={}, changed=False)
    assert here.said[-1] == "chat-dev: no changes"


@pytest.mark.parametrize("verb", ["deploy", "destroy", "bootstrap"])
def test_a_verb_that_fails_says_why(world: Callable[..., World], verb: str) -> None:
    here = world("print('❌ it broke'); raise SystemExit(1)")
    run: dict[str, Callable[[], object]] = {
        "deploy": lambda: stacks.deploy(GRAPH, here.target, say=here.said.append, tools=here.tools),
        "destroy": lambda: stacks.destroy(
            GRAPH, here.target, confirm=lambda question: True, say=here.said.append, tools=here.tools
        ),
        "bootstrap": lambda: stacks.bootstrap(say=here.said.append, tools=here.tools),
    }
    with pytest.raises(Failure, match=rf"\[{verb}-failed\]\n  received: ❌ it broke"):
        run[verb]()


def test_removing_says_what_goes_first(world: Callable[..., World], tmp_path: Path) -> None:
    here = world()
    asked: list[str] = []

    def confirm(question: str) -> bool:
        asked.append(question)
        return True

    assert stacks.destroy(GRAPH, here.target, confirm=confirm, say=here.said.append, tools=here.tools)
    assert asked == [
        "This removes the stack chat-dev with everything in it.\n  table sessions is deleted with all of its items"
    ]
    assert here.synthesized["graph"] == AppGraph(name="chat")
    assert here.given == ["destroy", "chat-dev", "--app", str(tmp_path / "cdk.out"), "--force"]
    assert here.said[-1] == "chat-dev: removed"


def test_nothing_is_removed_without_a_yes(world: Callable[..., World]) -> None:
    here = world("raise SystemExit('not to be called')")
    assert not stacks.destroy(GRAPH, here.target, confirm=lambda question: False, say=here.said.append, tools=here.tools)
    assert here.said == ["nothing was removed"]
    assert here.synthesized == {}


def test_domains_are_named_before_they_go(tmp_path: Path) -> None:
    graph = AppGraph(name="shop", domains=(Domain(name="api.example.com", certificate="arn:aws:acm:..."),))
    assert stacks.stateful(graph, DeployTarget.of(tmp_path, "prod")) == [
        "  domain api.example.com is deleted, and leads nowhere"
    ]


def test_data_of_production_is_kept(tmp_path: Path) -> None:
    target = DeployTarget.of(tmp_path, "prod")
    assert stacks.stateful(GRAPH, target) == ["  table sessions is kept, outside of any stack"]


def test_preparing_an_account(world: Callable[..., World]) -> None:
    here = world()
    assert stacks.bootstrap(say=here.said.append, tools=here.tools) == "aws://0/eu-north-1"
    assert here.given == ["bootstrap", "aws://0/eu-north-1"]
    assert here.said[0] == "preparing aws://0/eu-north-1 with aws-cdk 2.9.9"


def test_the_room_s_verbs_are_imported_on_use() -> None:
    from gwfw import deploy as room

    assert room.deploy is stacks.deploy
    assert room.DeployTarget is DeployTarget
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        room.nothing  # noqa: B018
