"""`python -m gwfw.synth --manifest FILE --code FILE.zip --stage NAME --out DIR [...]`: the synthesizer's process.

Standard output carries one JSON object: `{"stack": "chat-dev"}`, or `{"problems": [{"code", "what", ...}]}` with exit code
1 (an app that cannot be synthesized) or 2 (a wrong command line). `jsii` writes what it has to say on standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from gwfw import manifest
from gwfw.deploy import node
from gwfw.errors import Misuse, Problem, Refusal
from gwfw.synth.settings import ARCHITECTURES, RUNTIMES, SynthSettings, checked_stage

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Synthesize one deployment and return the exit code."""
    try:
        stack = _synthesize(_parser().parse_args(arguments))
    except Refusal as refusal:
        return _tell(1, {"problems": [asdict(problem) for problem in refusal.problems]})
    except Misuse as misuse:
        return _tell(2, {"problems": [asdict(misuse.problem)]})
    return _tell(0, {"stack": stack})


def _synthesize(options: argparse.Namespace) -> str:
    settings = SynthSettings(
        stage=checked_stage(options.stage),
        code=options.code.resolve(),
        python_version=options.python_version,
        architecture=options.architecture,
    )
    graph = manifest.load(options.manifest.read_text(encoding="utf-8"))
    _clear(options.out)
    os.environ.update(node.environment(node.find()))
    os.environ["CDK_VALIDATION"] = "true" if options.validate else "false"

    from gwfw.synth.stack import synthesize

    return synthesize(
        graph, settings, out=options.out, validate=options.validate, tunings=options.tune, folder=options.folder.resolve()
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m gwfw.synth", description="write a cloud assembly from a manifest")
    parser.add_argument("--manifest", type=Path, required=True, help="the app graph as gwfw.manifest.dump writes it")
    parser.add_argument("--code", type=Path, required=True, help="the bundle that the functions run")
    parser.add_argument("--stage", required=True, help="the deployment's name")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the assembly; an older assembly is removed")
    parser.add_argument("--python-version", choices=RUNTIMES, default=RUNTIMES[-1], help="default: %(default)s")
    parser.add_argument("--architecture", choices=ARCHITECTURES, default="x86_64", help="default: %(default)s")
    parser.add_argument("--tune", action="append", default=[], metavar="MODULE:NAME", help="a function of the app, @app.cdk")
    parser.add_argument("--folder", type=Path, default=Path(), help="the app's folder, where its functions are")
    parser.add_argument("--validate", action="store_true", help="let the CDK check the template (2 to 4 seconds)")
    return parser


def _clear(out: Path) -> None:
    """Remove an older assembly. Raises Misuse for a folder that holds anything else."""
    if not out.exists() or not any(out.iterdir()):
        return
    if not (out / "cdk.out").is_file():
        raise Misuse(
            Problem(
                code="not-an-assembly",
                what="the output folder holds something else than a cloud assembly",
                received=str(out),
                allowed="a folder that does not exist, is empty, or was written by gwfw synth",
                remedy="--out cdk.out",
            )
        )
    shutil.rmtree(out)


def _tell(code: int, answer: dict[str, object]) -> int:
    sys.stdout.write(json.dumps(answer) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
