"""gwfw: event-driven HTTP and WebSocket applications on AWS API Gateway v2.

The public names are imported on use (PEP 562), so that `import gwfw` costs nothing in Lambda.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.app import App, Router
    from gwfw.constructs import CdkConstruct
    from gwfw.errors import ConnectionGone, GwfwError, ItemExists, ItemMissing, Misuse, NotBound, Refusal
    from gwfw.flow import AsyncTask, Catch, Flow, Retry, Task
    from gwfw.parameters import Body, Cookie, Header, Path, Query
    from gwfw.resources.bus.handle import Bus
    from gwfw.resources.config.handle import Config
    from gwfw.resources.machine.handle import StateMachine
    from gwfw.resources.queue.handle import Queue
    from gwfw.resources.stream.handle import Stream
    from gwfw.resources.table.handle import Table
    from gwfw.runtime.connections import Broadcast, Connection, ConnectionInfo
    from gwfw.runtime.context import LambdaContext
    from gwfw.runtime.request import Request
    from gwfw.runtime.responses import HttpError, Response
    from gwfw.runtime.rooms import Presence, Room
    from gwfw.settings import ApiKey, ApiMapping, Cors, Domain, HttpSettings, Quota, Stage, Throttle, WebSocketSettings
    from gwfw.tracing.symbols import Connecting

__all__ = [
    "ApiKey",
    "ApiMapping",
    "App",
    "AsyncTask",
    "Body",
    "Broadcast",
    "Bus",
    "Catch",
    "CdkConstruct",
    "Config",
    "Connecting",
    "Connection",
    "ConnectionGone",
    "ConnectionInfo",
    "Cookie",
    "Cors",
    "Domain",
    "Flow",
    "GwfwError",
    "Header",
    "HttpError",
    "HttpSettings",
    "ItemExists",
    "ItemMissing",
    "LambdaContext",
    "Misuse",
    "NotBound",
    "Path",
    "Presence",
    "Query",
    "Queue",
    "Quota",
    "Refusal",
    "Request",
    "Response",
    "Retry",
    "Room",
    "Router",
    "Stage",
    "StateMachine",
    "Stream",
    "Table",
    "Task",
    "Throttle",
    "WebSocketSettings",
]

MODULES = {
    "gwfw.app": ("App", "Router"),
    "gwfw.constructs": ("CdkConstruct",),
    "gwfw.errors": ("ConnectionGone", "GwfwError", "ItemExists", "ItemMissing", "Misuse", "NotBound", "Refusal"),
    "gwfw.flow": ("AsyncTask", "Catch", "Flow", "Retry", "Task"),
    "gwfw.parameters": ("Body", "Cookie", "Header", "Path", "Query"),
    "gwfw.resources.bus.handle": ("Bus",),
    "gwfw.resources.config.handle": ("Config",),
    "gwfw.resources.machine.handle": ("StateMachine",),
    "gwfw.resources.queue.handle": ("Queue",),
    "gwfw.resources.stream.handle": ("Stream",),
    "gwfw.resources.table.handle": ("Table",),
    "gwfw.runtime.connections": ("Broadcast", "Connection", "ConnectionInfo"),
    "gwfw.runtime.context": ("LambdaContext",),
    "gwfw.runtime.request": ("Request",),
    "gwfw.runtime.responses": ("HttpError", "Response"),
    "gwfw.runtime.rooms": ("Presence", "Room"),
    "gwfw.settings": (
        *("ApiKey", "ApiMapping", "Cors", "Domain", "HttpSettings", "Quota", "Stage", "Throttle", "WebSocketSettings"),
    ),
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
