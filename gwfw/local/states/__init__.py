"""The local Step Functions: its API, the state machines of the app, and their executions on the interpreter's runs.

It is part of the emulator: told what happened and when, it returns actions. Protocol: AWS JSON 1.0; names, statuses and
shapes are those of the service's model (API version 2016-11-23).
"""

from __future__ import annotations

from gwfw.local.states.execution import Execution
from gwfw.local.states.machines import Machines

__all__ = ["Execution", "Machines"]
