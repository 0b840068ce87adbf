"""The frozen values that describe an app: APIs, stages, routes, integrations, functions, resources, grants.

They know neither account, region, clock, file nor line, and they have no behaviour: the gateway, the synthesizer, the
documents and the CLI read them. The same declarations always give equal values, ordered by name.
Field names follow API Gateway v2 (CreateApi, CreateRoute, CreateIntegration, CreateStage).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

__all__ = [
    "ApiName",
    "AppGraph",
    "Function",
    "Grant",
    "Handler",
    "HttpApi",
    "Integration",
    "Machine",
    "Ref",
    "Resource",
    "Route",
    "Stage",
    "Table",
    "Text",
    "WebSocketApi",
]

ApiName: TypeAlias = Literal["http", "websocket"]


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A text that is known once the app runs somewhere: `Ref("table", "books", "name")`, `Ref("function", "charge", "arn")`.

    `kind` is `table`, `machine`, `function` or `connections` (the WebSocket API's management endpoint), `attribute` is
    `name` or `arn`. Local runs and the synthesizer each resolve it in their own way.
    """

    kind: Literal["table", "machine", "function", "connections"]
    name: str
    attribute: Literal["name", "arn"]


Text: TypeAlias = tuple[str | Ref, ...]
"""A text with references in it, such as a request template: `('{"TableName": "', Ref("table", "books", "name"), '"}')`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """Base of the kinds' specs (`gwfw/integrations/<kind>/spec.py`). `name` is unique in the graph.

    `timeout_ms` is the integration's time-out: 50 to 30000 for HTTP APIs, 50 to 29000 for WebSocket APIs.
    """

    kind: ClassVar[str]
    name: str
    timeout_ms: int = 29000


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A route of an API. `key` is the route key (`GET /books/{id}`, `$default`, `sendMessage`), `integration` a name.

    `two_way` (WebSocket only): the route has a route response, so the integration's body is sent to the client.
    """

    key: str
    integration: str
    two_way: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage. `name` None means that it takes the deployment's name (`dev` locally). `variables` are sorted pairs."""

    name: str | None
    variables: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpApi:
    """The HTTP API of an app: routes sorted by key; the stage is `$default`."""

    routes: tuple[Route, ...]
    stages: tuple[Stage, ...] = (Stage(name="$default"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSocketApi:
    """The WebSocket API of an app: routes sorted by key; the stage takes the deployment's name.

    `selection` is the route selection expression; `store` names the table that holds one row per connection, which
    `ws.broadcast` reads (None: no store, no broadcast).
    """

    routes: tuple[Route, ...]
    stages: tuple[Stage, ...] = (Stage(name=None),)
    selection: str = "$request.body.action"
    store: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """A decorated function that runs in Lambda, found by `(source, key)`.

    `source` is `http`, `websocket` or `task`; `key` the route key, or the task's name. `module` and `name` say where the
    function is (`import_module(module)`, then attribute `name`). `status` is the status of a successful HTTP answer.
    """

    source: Literal["http", "websocket", "task"]
    key: str
    module: str
    name: str
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A Lambda function over the app's one bundle. Functions with routes find the handler by the event; a function of
    one `task` handler is told by its environment. `timeout_s` in seconds, `memory_mb` in MiB."""

    name: str
    handlers: tuple[Handler, ...]
    timeout_s: int = 29
    memory_mb: int = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A DynamoDB table, billed on demand. `key` and `sort` are attribute names, their types `S` or `N`."""

    kind: ClassVar[str] = "table"
    name: str
    key: str
    key_type: Literal["S", "N"] = "S"
    sort: str | None = None
    sort_type: Literal["S", "N"] = "S"


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A state machine. `definition` is its States Language text (canonical JSON), with `Ref`s to functions and tables."""

    kind: ClassVar[str] = "machine"
    name: str
    definition: Text
    type: Literal["STANDARD", "EXPRESS"] = "STANDARD"


Resource: TypeAlias = Table | Machine


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Grant:
    """`principal` may do `actions` on exactly `resource`.

    `principal` is `function:<name>`, `machine:<name>` or `integration:<name>` (the role that API Gateway assumes).
    `actions` are IAM actions, sorted, without wildcards. `resource` has the attribute `arn`.
    """

    principal: str
    resource: Ref
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppGraph:
    """A whole app. Every tuple is sorted by name (routes by key), so that equal apps are equal values."""

    name: str
    http: HttpApi | None = None
    websocket: WebSocketApi | None = None
    integrations: tuple[Integration, ...] = ()
    functions: tuple[Function, ...] = ()
    resources: tuple[Resource, ...] = ()
    grants: tuple[Grant, ...] = ()

    def integration(self, name: str) -> Integration:
        """The integration of that name. Raises KeyError."""
        for integration in self.integrations:
            if integration.name == name:
                return integration
        raise KeyError(name)

    def function(self, name: str) -> Function:
        """The function of that name. Raises KeyError."""
        for function in self.functions:
            if function.name == name:
                return function
        raise KeyError(name)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables among the resources."""
        return tuple(resource for resource in self.resources if isinstance(resource, Table))

    @property
    def machines(self) -> tuple[Machine, ...]:
        """The state machines among the resources."""
        return tuple(resource for resource in self.resources if isinstance(resource, Machine))
