"""The physical names of a local run, and the way back from an ARN to the graph's name.

Forms: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from gwfw.graph.model import AppGraph, Text
from gwfw.local.settings import LocalSettings

__all__ = ["LocalNames", "bindings"]


class LocalNames:
    """The Names port: resolves what the graph refers to."""

    def __init__(self, graph: AppGraph, settings: LocalSettings) -> None:
        self._settings = settings
        self._texts: dict[tuple[str, str, str], str] = {}
        self._functions: dict[str, str] = {}
        for table in graph.tables:
            self._add(
                "table", table.name, self.physical(table.name), self._arn("dynamodb", f"table/{self.physical(table.name)}")
            )
        for machine in graph.machines:
            own = self._arn("states", f"stateMachine:{self.physical(machine.name)}")
            arn = machine.arn if isinstance(machine.arn, str) else own
            self._add("machine", machine.name, arn.rpartition(":")[2], arn)
            self._texts["machine", machine.name, "executions"] = f"{arn.replace(':stateMachine:', ':execution:', 1)}:*"
        for resource in graph.resources:
            _ADD.get(resource.kind, _skip)(self, resource.name)
        for function in graph.functions:
            arn = self.function_arn(function.name)
            self._add("function", function.name, self.physical(function.name), arn)
            self._functions[arn] = function.name
        if graph.websocket is not None:
            arn = self._arn("execute-api", f"{settings.websocket_api_id}/{settings.stage}")
            self._add("connections", "websocket", settings.websocket_endpoint, arn)

    def text(self, text: Text) -> str:
        """The text with every `Ref` replaced. Raises KeyError for a reference that the graph does not hold."""
        return "".join(
            [part if isinstance(part, str) else self._texts[part.kind, part.name, part.attribute] for part in text]
        )

    def name(self, kind: str, name: str) -> str:
        """The physical name of a table, machine or function. Raises KeyError."""
        return self._texts[kind, name, "name"]

    def arn(self, kind: str, name: str) -> str:
        """The ARN of a table, machine or function. Raises KeyError."""
        return self._texts[kind, name, "arn"]

    def bound(self, kind: str, name: str, attribute: str) -> str:
        """Any attribute of what the graph calls so. Raises KeyError."""
        return self._texts[kind, name, attribute]

    def function(self, arn: str) -> str | None:
        """The name in the graph of the function with that ARN (a version or alias may follow); None for another's."""
        return self._functions.get(":".join(arn.split(":")[:7]))

    def function_arn(self, name: str) -> str:
        """The ARN that a function of that name has, here; `{}` gives a pattern."""
        return self._arn("lambda", f"function:{self.physical(name)}")

    def physical(self, name: str) -> str:
        """The physical name of what the graph calls so."""
        return f"{self._settings.prefix}-{name}"

    def _queue(self, name: str) -> None:
        physical = self.physical(name)
        self._add("queue", name, physical, self._arn("sqs", physical))
        host = f"https://sqs.{self._settings.region}.amazonaws.com"
        self._texts["queue", name, "url"] = f"{host}/{self._settings.account_id}/{physical}"

    def _bus(self, name: str) -> None:
        self._add("bus", name, self.physical(name), self._arn("events", f"event-bus/{self.physical(name)}"))

    def _stream(self, name: str) -> None:
        self._add("stream", name, self.physical(name), self._arn("kinesis", f"stream/{self.physical(name)}"))

    def _config(self, name: str) -> None:
        ids = {"application": self.physical(name), "environment": self._settings.stage, "configuration": name}
        self._add("config", name, name, self._arn("appconfig", "/".join(f"{part}/{held}" for part, held in ids.items())))
        for part, held in ids.items():
            self._texts["config", name, part] = held

    def _arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self._settings.region}:{self._settings.account_id}:{resource}"

    def _add(self, kind: str, name: str, physical: str, arn: str) -> None:
        self._texts[kind, name, "name"] = physical
        self._texts[kind, name, "arn"] = arn


def _skip(names: LocalNames, name: str) -> None:
    """Tables and machines have more to them than a name."""


_ADD: Final[Mapping[str, Callable[[LocalNames, str], None]]] = {
    "queue": LocalNames._queue,
    "bus": LocalNames._bus,
    "stream": LocalNames._stream,
    "config": LocalNames._config,
}
"""What a resource of that kind is called."""

BOUND: Final = {"queue": "url", "bus": "name", "stream": "name"}
"""What handles of these kinds are bound to."""


def bindings(
    graph: AppGraph, settings: LocalSettings, *, websocket: str | None = None, endpoint: str | None = None
) -> dict[str, object]:
    """The bindings of a local run in their JSON form (gwfw.runtime.bindings).

    `websocket` is the URL of the management API (default: the one AWS would have), `endpoint` where AWS services are
    served (None: the in-process client answers wherever requests are sent to). Credentials are dummies.
    """
    names = LocalNames(graph, settings)
    form: dict[str, object] = {
        "table": {table.name: names.name("table", table.name) for table in graph.tables},
        "machine": {machine.name: names.arn("machine", machine.name) for machine in graph.machines},
        "region": settings.region,
        "credentials": ["local", "local"],
    }
    for kind, attribute in BOUND.items():
        found = [resource.name for resource in graph.resources if resource.kind == kind]
        if found:
            form[kind] = {name: names.bound(kind, name, attribute) for name in found}
    if graph.websocket is not None:
        form["websocket"] = websocket or settings.websocket_endpoint
        if graph.websocket.fan_out is not None:
            form["fan_out"] = graph.websocket.fan_out
        if graph.websocket.store is not None:
            form["store"] = graph.websocket.store
            form["store_key"] = next(table.key for table in graph.tables if table.name == graph.websocket.store)
    if endpoint is not None:
        form["endpoint"] = endpoint
    return form
