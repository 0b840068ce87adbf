"""gwfw: event-driven HTTP and WebSocket applications on AWS API Gateway v2.

The public names are imported on use (PEP 562), so that `import gwfw` costs nothing in Lambda.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.app import App, Router
    from gwfw.errors import GwfwError, ItemMissing, Misuse, NotBound, Refusal
    from gwfw.facets.http import HttpSettings
    from gwfw.facets.ws import WebSocketSettings
    from gwfw.flow import AsyncTask, Flow, Task
    from gwfw.tracing.symbols import Connecting

__all__ = [
    "App",
    "AsyncTask",
    "Connecting",
    "Flow",
    "GwfwError",
    "HttpSettings",
    "ItemMissing",
    "Misuse",
    "NotBound",
    "Refusal",
    "Router",
    "Task",
    "WebSocketSettings",
]

MODULES = {
    "gwfw.app": ("App", "Router"),
    "gwfw.errors": ("GwfwError", "ItemMissing", "Misuse", "NotBound", "Refusal"),
    "gwfw.facets.http": ("HttpSettings",),
    "gwfw.facets.ws": ("WebSocketSettings",),
    "gwfw.flow": ("AsyncTask", "Flow", "Task"),
    "gwfw.tracing.symbols": ("Connecting",),
}
"""Where each public name is."""


def __getattr__(name: str) -> object:
    for module, names in MODULES.items():
        if name in names:
            from importlib import import_module

            value: object = getattr(import_module(module), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'gwfw' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
