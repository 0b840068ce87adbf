"""The CDK's command line: the pinned version in the user's cache, installed by npm on first use, run as a subprocess.

The registry's `latest` is an older line that cannot read today's assemblies, hence the pin; `GWFW_CDK` names another
installation of the same major version. `python -m gwfw.deploy.cdk --install` prepares a machine (and writes jsii's index).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from gwfw.deploy import cache, node
from gwfw.errors import Failure, Misuse, Problem

__all__ = ["VERSION", "Cli", "find", "install", "main"]

VERSION: Final = "2.1148.1"
MAJOR: Final = "2"
SETTINGS: Final = {
    "CDK_DISABLE_CLI_TELEMETRY": "true",
    "CDK_DISABLE_VERSION_CHECK": "1",
    "NODE_NO_WARNINGS": "1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cli:
    """An installed command line: the Node.js that runs it, its script, its version."""

    node: node.Node
    script: Path
    version: str

    def run(self, arguments: Sequence[str], *, told: Callable[[str], None]) -> int:
        """Run it to its end and return the exit code; `told` gets every line that it prints. Nothing can be asked."""
        command = [str(self.node.path), str(self.script), *arguments]
        with subprocess.Popen(  # noqa: S603
            command,
            env=_environment(self.node),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as running:
            assert running.stdout is not None
            for line in running.stdout:
                told(line.rstrip())
        return running.returncode

    def ask(self, arguments: Sequence[str]) -> int:
        """Run it on this terminal, where it may ask, and return the exit code."""
        command = [str(self.node.path), str(self.script), *arguments]
        return subprocess.run(command, env=_environment(self.node), check=False).returncode  # noqa: S603


def find(*, say: Callable[[str], None], environment: Mapping[str, str] = os.environ) -> Cli:
    """The command line, installed if it is not. Raises Misuse for another major version in `GWFW_CDK`."""
    chosen = node.find()
    given = environment.get("GWFW_CDK")
    package = Path(given) if given else _package(cache.folder(environment))
    if not given and not package.is_dir():
        say(f"installing aws-cdk@{VERSION} into {cache.folder(environment)}")
        install(chosen, cache.folder(environment))
    version = _version(package)
    if version.partition(".")[0] != MAJOR:
        raise _refuse_version(package, version)
    return Cli(node=chosen, script=package / "bin" / "cdk", version=version)


def install(chosen: node.Node, root: Path) -> None:
    """Install the pinned version below `root`. Raises Failure with npm's own words where that fails."""
    root.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=root, prefix="new-") as folder:
        command = [*node.npm(chosen), "install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"]
        command += ["--loglevel", "error", f"aws-cdk@{VERSION}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            raise Failure(
                Problem(
                    code="cdk-install",
                    what=f"npm could not install aws-cdk@{VERSION}",
                    received=done.stderr.strip() or f"exit code {done.returncode}",
                    remedy="check the network and npm's registry, then try again",
                )
            )
        _place(Path(folder) / "node_modules", _package(root).parent)


def main(arguments: Sequence[str] | None = None) -> int:
    """`--install` prepares everything that a deployment fetches or computes once; `--path` says where the script is."""
    parser = argparse.ArgumentParser(prog="python -m gwfw.deploy.cdk", description="the CDK's command line for gwfw")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--install", action="store_true", help="install the command line and write jsii's type index")
    what.add_argument("--path", action="store_true", help="print the path of the command line's script")
    options = parser.parse_args(arguments)
    try:
        cli = find(say=_say)
    except (Failure, Misuse) as error:
        _say(str(error))
        return 1 if isinstance(error, Failure) else 2
    if options.path:
        sys.stdout.write(f"{cli.script}\n")
        return 0
    return 0 if _warmed() else 1


def _warmed() -> bool:
    from gwfw.deploy.assembly import environment
    from gwfw.synth.warm import warm

    done = warm(environment())
    _say(
        "the CDK's type index is there" if done else "the CDK's type index could not be written; each synthesis pays for it"
    )
    return done


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _package(root: Path) -> Path:
    return root / f"aws-cdk-{VERSION}" / "node_modules" / "aws-cdk"


def _place(made: Path, kept: Path) -> None:
    """Move the installation to where it is kept; another process may have been first."""
    kept.parent.mkdir(exist_ok=True)
    try:
        made.replace(kept)
    except OSError:
        if not kept.is_dir():
            raise


def _version(package: Path) -> str:
    try:
        return str(json.loads((package / "package.json").read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError) as error:
        raise _refuse_version(package, "none") from error


def _refuse_version(package: Path, version: str) -> Misuse:
    return Misuse(
        Problem(
            code="cdk-version",
            what=f"this is not a command line of the CDK that gwfw can use: {package}",
            received=f"version {version}",
            allowed=f"aws-cdk {MAJOR}.x, tested with {VERSION}",
            remedy="unset GWFW_CDK, or let it name the folder node_modules/aws-cdk of such a version",
        )
    )


def _environment(chosen: node.Node) -> dict[str, str]:
    return os.environ | node.environment(chosen) | SETTINGS


if __name__ == "__main__":
    sys.exit(main())
