"""The frozen values that describe an app: APIs, stages, routes, integrations, functions, resources, grants.

They know neither account, region, clock, file nor line, and they have no behaviour: the gateway, the synthesizer, the
documents and the CLI read them. The same declarations always give equal values, ordered by name.
Field names follow API Gateway v2 (CreateApi, CreateRoute, CreateIntegration, CreateStage).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

__all__ = [
    "ApiKey",
    "ApiName",
    "AppGraph",
    "Authorizer",
    "Bus",
    "Configuration",
    "Construct",
    "Consumer",
    "Contract",
    "Cors",
    "Domain",
    "Function",
    "Grant",
    "Handler",
    "HttpApi",
    "Integration",
    "Machine",
    "Queue",
    "Quota",
    "Ref",
    "RequestParameter",
    "Resource",
    "Route",
    "Stage",
    "Stream",
    "Table",
    "Text",
    "Throttle",
    "WebSocketApi",
]

ApiName: TypeAlias = Literal["http", "websocket"]


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A text that is known once the app runs somewhere: `Ref("table", "books", "name")`, `Ref("function", "charge", "arn")`.

    `kind` is that of a resource, `function`, `connections` (the WebSocket API's management endpoint) or `construct`,
    `attribute` is `name` or `arn`; of a machine also `executions`, the pattern of its executions' ARNs, of a queue `url`, of
    a config the ids of its three parts, and of a construct `id`. Local runs and the synthesizer each resolve it in their
    own way; constructs exist for the synthesizer only.
    """

    kind: Literal["table", "machine", "function", "connections", "queue", "bus", "stream", "config", "construct"]
    name: str
    attribute: Literal["name", "arn", "executions", "url", "application", "environment", "configuration", "id"]


Text: TypeAlias = tuple[str | Ref, ...]
"""A text with references in it, such as a request template: `('{"TableName": "', Ref("table", "books", "name"), '"}')`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """Base of the kinds' specs (`gwfw/integrations/<kind>/spec.py`). `name` is unique in the graph.

    `timeout_ms` is the integration's time-out: 50 to 30000 for HTTP APIs, 50 to 29000 for WebSocket APIs.
    `request_parameters` are (key, expression) pairs in API Gateway's own words, such as
    `("append:header.x", "$request.header.y")` or `("integration.request.header.x", "context.connectionId")`;
    `response_parameters` (HTTP only) hold such pairs by the integration's status. Kinds with `service_parameters` call an
    action of an AWS service: their `request_parameters` are the action's (`("QueueUrl", "...")`), not mappings.
    """

    kind: ClassVar[str]
    service_parameters: ClassVar[bool] = False
    name: str
    timeout_ms: int = 29000
    request_parameters: tuple[tuple[str, str], ...] = ()
    response_parameters: tuple[tuple[int, tuple[tuple[str, str], ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorizer:
    """Base of the authorizers' specs (`gwfw/authorizers/<kind>/spec.py`). `name` is unique in the graph."""

    kind: ClassVar[str]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A route of an API. `key` is the route key (`GET /books/{id}`, `$default`, `sendMessage`), `integration` a name.

    `authorizer` is the name of one, None for everybody; `scopes` are those of which a JWT must have one. WebSocket only:
    `two_way` (the route has a route response, so the integration's body is sent to the client), `api_key_required`, and
    `models`, the JSON Schemas (as text) of messages by the key that `model_selection` gives (None: the key `$default`).
    """

    key: str
    integration: str
    two_way: bool = False
    authorizer: str | None = None
    scopes: tuple[str, ...] = ()
    api_key_required: bool = False
    model_selection: str | None = None
    models: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """A token bucket: `rate_limit` requests a second, `burst_limit` at once."""

    rate_limit: float
    burst_limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """`limit` requests in a period. Periods are those of the calendar in UTC; a week begins on Monday."""

    limit: int
    period: Literal["DAY", "WEEK", "MONTH"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """An API key with a usage plan of its own, which has these limits. `id` is that of a key that the account has already
    (None: it is made, and nobody here knows its value)."""

    name: str
    id: str | None = None
    throttle: Throttle | None = None
    quota: Quota | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage. `name` None means that it takes the deployment's name (`dev` locally). `variables` are sorted pairs.

    `throttle` holds for each route that has none of its own in `route_throttles` (sorted pairs of route key and limits);
    None is the account's limit. `access_log` is the format of a line, with `$context` variables; None writes none.
    """

    name: str | None
    variables: tuple[tuple[str, str], ...] = ()
    throttle: Throttle | None = None
    route_throttles: tuple[tuple[str, Throttle], ...] = ()
    access_log: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cors:
    """The CORS configuration of an HTTP API. `max_age_s` in seconds, -1 to 86400; None sends none."""

    allow_origins: tuple[str, ...] = ()
    allow_methods: tuple[str, ...] = ()
    allow_headers: tuple[str, ...] = ()
    expose_headers: tuple[str, ...] = ()
    allow_credentials: bool = False
    max_age_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpApi:
    """The HTTP API of an app: routes sorted by key; the stage is `$default`.

    `disable_default_endpoint`: only custom domains reach it. `mappings` are the API mappings of its custom domains:
    (domain name, mapping key such as `v1/books` or empty, stage).
    """

    routes: tuple[Route, ...]
    stages: tuple[Stage, ...] = (Stage(name="$default"),)
    cors: Cors | None = None
    disable_default_endpoint: bool = False
    mappings: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSocketApi:
    """The WebSocket API of an app: routes sorted by key; the stage takes the deployment's name.

    `selection` is the route selection expression; `store` names the table that holds one row per connection, which
    `ws.broadcast` reads (None: no store, no broadcast); `rooms` that of the rooms (None: no handler uses any), which holds a
    row per connection too if there is `presence`; `fan_out` is how many connections one invocation posts to before it leaves
    a broadcast to workers (None: any number). `api_keys` (sorted by name) open the routes that require one, and
    `api_key_selection` says where the client's key is read from. `mappings` are the API mappings of its custom domains:
    (domain name, mapping key or empty, stage or empty for that of the deployment).
    """

    routes: tuple[Route, ...]
    stages: tuple[Stage, ...] = (Stage(name=None),)
    selection: str = "$request.body.action"
    store: str | None = None
    rooms: str | None = None
    presence: bool = False
    fan_out: int | None = None
    api_keys: tuple[ApiKey, ...] = ()
    api_key_selection: str = "$request.header.x-api-key"
    mappings: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestParameter:
    """A parameter that a handler reads from `place` by its `name` there; `schema` is a JSON Schema as canonical text."""

    place: Literal["path", "query", "header", "cookie"]
    name: str
    schema: str
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What a handler takes and gives, as its signature says it. Schemas are JSON Schemas (2020-12) as canonical text, with
    what they refer to in their `$defs`.

    `body` is the schema of the body that is read (None: none is), in `body_type`; `responses` has the body of a successful
    answer by media type (empty: it has no body). `open` answers may have a status, headers and type of their own.
    `summary` is the first line of the function's docstring.
    """

    parameters: tuple[RequestParameter, ...] = ()
    body: str | None = None
    body_type: str = "application/json"
    body_required: bool = True
    responses: tuple[tuple[str, str], ...] = ()
    open: bool = False
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """A decorated function that runs in Lambda, found by `(source, key)`.

    `source` is `http`, `websocket`, `task`, `authorizer`, `queue`, or `asgi` and `wsgi`, whose function is an app; `key` the
    route key, or the name of the task, authorizer, queue or app. `module` and `name` say where the function is
    (`import_module(module)`, then attribute `name`). `status` is the status of a successful HTTP answer, `contract` what the
    function takes and gives (None: nobody knows).
    """

    source: Literal["http", "websocket", "task", "authorizer", "queue", "asgi", "wsgi"]
    key: str
    module: str
    name: str
    status: int = 200
    contract: Contract | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A Lambda function over the app's one bundle. Functions with routes find the handler by the event; a function of
    one `task` handler is told by its environment. `timeout_s` in seconds, `memory_mb` in MiB."""

    name: str
    handlers: tuple[Handler, ...]
    timeout_s: int = 29
    memory_mb: int = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Construct:
    """A construct of the CDK that the app makes itself: the function `function` of `module`, called with the stack when the
    app is synthesized. What it is depends on where it is referred to, with a Ref."""

    name: str
    module: str
    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A custom domain that is made with the app, regional and with TLS 1.2. The API mappings say where it leads.

    `certificate` is an ARN or the construct that makes it, unless the construct `made` is the whole domain. `zone` is the id
    of the hosted zone that gets an alias record, or its construct; None: somebody else writes the DNS records.
    """

    name: str
    certificate: str | Ref | None = None
    made: Ref | None = None
    zone: str | Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A DynamoDB table, billed on demand. `key` and `sort` are attribute names, their types `S` or `N`; `expires` is the
    attribute with the second since 1970 after which DynamoDB removes an item (None: it removes none)."""

    kind: ClassVar[str] = "table"
    name: str
    key: str
    key_type: Literal["S", "N"] = "S"
    sort: str | None = None
    sort_type: Literal["S", "N"] = "S"
    expires: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A state machine. `definition` is its States Language text (canonical JSON), with `Ref`s to functions and tables.

    `arn` is that of a machine that is defined elsewhere, or the construct of the app's own that makes it. Nobody here knows
    what it does: its `definition` is what runs in its place locally (empty: nothing does).
    """

    kind: ClassVar[str] = "machine"
    name: str
    definition: Text
    type: Literal["STANDARD", "EXPRESS"] = "STANDARD"
    arn: str | Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """An SQS queue. A message that was received is hidden for `visibility_s` seconds, 0 to 43200; one that was received
    `deliveries` times goes to a dead-letter queue of its own (None: it stays)."""

    kind: ClassVar[str] = "queue"
    name: str
    visibility_s: int = 30
    deliveries: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bus:
    """An EventBridge event bus."""

    kind: ClassVar[str] = "bus"
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A Kinesis data stream whose capacity follows its traffic."""

    kind: ClassVar[str] = "stream"
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """An AppConfig configuration: an application with one environment and one profile, whose content is hosted there."""

    kind: ClassVar[str] = "config"
    name: str
    content: str
    content_type: str = "application/json"


Resource: TypeAlias = Table | Machine | Queue | Bus | Stream | Configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """`function` is invoked with up to `batch` (1 to 10) messages of `queue`, and says which of them it did not take.

    `together` is how many invocations there may be at a time, 2 to 1000 (None: as many as Lambda starts).
    """

    queue: str
    function: str
    batch: int = 10
    together: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Grant:
    """`principal` may do `actions` on exactly `resource`.

    `principal` is `function:<name>`, `machine:<name>` or `integration:<name>` (the role that API Gateway assumes).
    `actions` are IAM actions, sorted, without wildcards. `resource` has the attribute `arn` or `executions`.
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
    authorizers: tuple[Authorizer, ...] = ()
    functions: tuple[Function, ...] = ()
    consumers: tuple[Consumer, ...] = ()
    resources: tuple[Resource, ...] = ()
    constructs: tuple[Construct, ...] = ()
    domains: tuple[Domain, ...] = ()
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
