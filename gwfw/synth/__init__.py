"""The synthesizer: an app graph in, a CDK cloud assembly out, in a process of its own (`python -m gwfw.synth`).

Only this room and the `synth` sides of the kinds import `aws_cdk`. User code comes here only where it asks for it: the
functions of `@app.construct` and `@app.cdk`, and `GatewayApp`, an app as a construct of its developer's own CDK app. The
input is the manifest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gwfw.synth.construct import GatewayApp

__all__ = ["GatewayApp"]


def __getattr__(name: str) -> object:
    if name != "GatewayApp":
        raise AttributeError(f"module 'gwfw.synth' has no attribute {name!r}")
    from gwfw.synth.construct import GatewayApp

    return GatewayApp
