"""The functions that an app decorates with `@app.cdk`: each is given the stack once everything else is in it.

They are found by module and name, so that nobody else's code comes into the synthesizer's process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from aws_cdk import Stack

from gwfw.errors import Refusal
from gwfw.synth.blame import raised

__all__ = ["tune"]

Tune: TypeAlias = Callable[[Stack], object]


def tune(stack: Stack, tunings: Sequence[str], folder: Path) -> None:
    """Call the functions (`shop:tune`), whose modules are below `folder` and can be imported.

    Raises Refusal where one of them raises.
    """
    for tuning in tunings:
        try:
            _function(tuning)(stack)
        except Exception as error:
            subject = f"the function {tuning}, decorated with @app.cdk,"
            raise Refusal([raised(error, folder, code="cdk-tuning", subject=subject)]) from error


def _function(tuning: str) -> Tune:
    module, _, name = tuning.partition(":")
    found: Tune = getattr(import_module(module), name)
    return found
