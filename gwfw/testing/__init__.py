"""What tests of apps use: `Client`, the fixture `gw` of the pytest plugin, and what they give and raise.

The names are imported on use (PEP 562): pytest imports this package when it starts, and must not become slower by it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.testing.client import Client
    from gwfw.testing.failures import Failure, UnnoticedFailure
    from gwfw.testing.runs import Machine, MachineRun
    from gwfw.testing.websocket import HandshakeRefused, NothingReceived, WebSocket

__all__ = [
    "Client",
    "Failure",
    "HandshakeRefused",
    "Machine",
    "MachineRun",
    "NothingReceived",
    "UnnoticedFailure",
    "WebSocket",
]

MODULES = {
    "gwfw.testing.client": ("Client",),
    "gwfw.testing.failures": ("Failure", "UnnoticedFailure"),
    "gwfw.testing.runs": ("Machine", "MachineRun"),
    "gwfw.testing.websocket": ("HandshakeRefused", "NothingReceived", "WebSocket"),
}
"""Where each public name is."""


def __getattr__(name: str) -> object:
    for module, names in MODULES.items():
        if name in names:
            from importlib import import_module

            value: object = getattr(import_module(module), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'gwfw.testing' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
