"""Deployment: bundle the code, synthesize in a process of its own, and hand the assembly to the pinned CDK command line.

This room imports neither the CDK nor user code; boto3 only inside functions. Its verbs are imported on use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gwfw.deploy.stacks import Deployed, bootstrap, deploy, destroy, synth
    from gwfw.deploy.target import DeployTarget

__all__ = ["DeployTarget", "Deployed", "bootstrap", "deploy", "destroy", "synth"]


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(f"module 'gwfw.deploy' has no attribute {name!r}")
    module = import_module("gwfw.deploy.target" if name == "DeployTarget" else "gwfw.deploy.stacks")
    value: object = getattr(module, name)
    return value
