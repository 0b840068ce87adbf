"""The values that cross between the gateway, the kinds and the driver: requests, work, outcomes, results, actions.

They are plain frozen data: no sockets, no clock, no user objects. Bodies are bytes; header lists keep order, case and
repetition as they were on the wire. Times are epoch seconds as float. Standard library and `graph` only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from gwfw.graph.facts import HttpFacts
from gwfw.graph.model import ApiName

__all__ = [
    "Accept",
    "Action",
    "Allowed",
    "Answered",
    "Ask",
    "Authorization",
    "AwsRequest",
    "CallAws",
    "CallHttp",
    "CloseConnection",
    "Connection",
    "Denied",
    "Ended",
    "Failed",
    "Headers",
    "HttpInputs",
    "HttpRequest",
    "HttpResponse",
    "Inputs",
    "InvokeFunction",
    "Outcome",
    "Perform",
    "Raised",
    "Reply",
    "Report",
    "Result",
    "Returned",
    "SendFrame",
    "Token",
    "Verdict",
    "WebSocketInputs",
    "Work",
]

_FACTS = HttpFacts()

Headers: TypeAlias = tuple[tuple[str, str], ...]
Token: TypeAlias = int
"""Names one piece of work, or one request, between the gateway and the driver; unique for the life of a gateway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """A request as it came over the wire. `path` is percent-encoded, `query` has no `?`; header names keep their case."""

    method: str
    path: str
    query: str = ""
    headers: Headers = ()
    body: bytes = b""
    source_ip: str = "127.0.0.1"
    protocol: str = "HTTP/1.1"
    _by_name: dict[str, str] = field(init=False, repr=False, compare=False)

    def header(self, name: str) -> str | None:
        """The first value of the header of that lower-case name."""
        try:
            return self._by_name.get(name)
        except AttributeError:  # asked for the first time
            by_name = {key.lower(): value for key, value in reversed(self.headers)}
            object.__setattr__(self, "_by_name", by_name)
            return by_name.get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """A response to be written: header names lower-case, repeated headers repeated."""

    status: int
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsRequest:
    """A request to an AWS service in the service's own wire form. `service` is the signing name (`dynamodb`, `states`)."""

    service: str
    method: str = "POST"
    path: str = "/"
    query: str = ""
    headers: Headers = ()
    body: bytes = b""


# What a kind is told -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """What an authorizer said about a caller whom it let pass.

    `context` is, for `jwt`, `{"claims": {...}, "scopes": None or [...]}`; for `lambda` the context that the function
    returned (None: none); for `iam` the caller (`accessKey`, `accountId`, `userArn`, ...). `usage_identifier_key` is the
    API key that a `lambda` authorizer names.
    """

    kind: Literal["jwt", "lambda", "iam"]
    context: Mapping[str, object] | None
    principal_id: str | None = None
    usage_identifier_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpInputs:
    """One HTTP request on its matched route: all that an event or a parameter mapping can read.

    `raw_path` is the request's path as sent, with the stage prefix; `path` the decoded form of the same; `route_path`
    the decoded path without the stage, `raw_route_path` the same as sent. `path_parameters` are decoded, greedy names
    without `+`. `base_path` is the part of `path` that chose the API mapping of a custom domain (`/v1`; empty elsewhere).
    After request parameter mapping `request` is the mapped one, and `mapped_path` the path that `overwrite:path` gave.
    """

    request: HttpRequest
    api_id: str
    account_id: str
    region: str
    domain_name: str
    stage: str
    stage_variables: tuple[tuple[str, str], ...]
    route_key: str
    raw_path: str
    path: str
    route_path: str
    path_parameters: Mapping[str, str]
    request_id: str
    time: float
    trace_id: str
    authorization: Authorization | None = None
    base_path: str = ""
    raw_route_path: str = "/"
    mapped_path: str | None = None
    facts: HttpFacts = _FACTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """An open (or opening) WebSocket connection as events tell of it. Header names keep the client's case."""

    id: str
    connected_at: float
    source_ip: str
    user_agent: str | None
    headers: Headers = ()
    query: str = ""
    authorization: Authorization | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSocketInputs:
    """One event of a WebSocket connection on its selected route.

    `body` is the message's text (None for CONNECT and DISCONNECT); `message_id` is set for MESSAGE; the two
    `disconnect_` fields for DISCONNECT. `api_key` is the value of the API key that opened a route which requires one,
    `api_key_id` what it is called.
    """

    event_type: Literal["CONNECT", "MESSAGE", "DISCONNECT"]
    connection: Connection
    api_id: str
    account_id: str
    region: str
    domain_name: str
    stage: str
    stage_variables: tuple[tuple[str, str], ...]
    route_key: str
    request_id: str
    time: float
    trace_id: str
    two_way: bool = False
    body: str | None = None
    message_id: str | None = None
    disconnect_code: int | None = None
    disconnect_reason: str | None = None
    api_key: str | None = None
    api_key_id: str | None = None


Inputs: TypeAlias = HttpInputs | WebSocketInputs


# What a kind asks for, and what comes back ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class InvokeFunction:
    """Invoke the function of that name with this event (JSON)."""

    function: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAws:
    """Call an AWS service: `CallAws(service="dynamodb", action="PutItem", body=b"{...}")` for one that speaks JSON.

    `service` is the name in the service's host (`dynamodb`, `sqs`, `events`). Without an `action` the request goes to
    `path`, as it is. `query` is percent-encoded; `headers` go before those that the service's protocol would set. `region`
    None is the app's own.
    """

    service: str
    action: str | None
    body: bytes
    method: str = "POST"
    path: str = "/"
    query: str = ""
    headers: Headers = ()
    region: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHttp:
    """Send a request to another host. Redirects are not followed. Header names keep their case.

    `target` names a private target, for which the host in `url` only stands: the driver knows its address. `server_name`
    is the name that its certificate must have, if it is not the URL's.
    """

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""
    target: str | None = None
    server_name: str | None = None


Work: TypeAlias = InvokeFunction | CallAws | CallHttp


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A function returned: `payload` is the JSON text of its value."""

    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A function failed (FunctionError): `payload` is Lambda's error object, `{"errorMessage", "errorType", ...}`."""

    payload: bytes

    @property
    def message(self) -> str:
        """`ValueError: text` of Lambda's error object; anything else as it is."""
        try:
            value = json.loads(self.payload)
            return f"{value['errorType']}: {value['errorMessage']}"
        except (ValueError, RecursionError, LookupError, TypeError):
            return self.payload.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The work did not happen or gave no answer in time; `detail` is for the developer's log, never for the client."""

    reason: Literal[
        "throttled",
        "timeout",
        "unreachable",
        "refused",
        "bad_response",
        "bad_request",
        "too_large",
        "configuration",
        "unsupported_media",
    ]
    detail: str = ""


Outcome: TypeAlias = Returned | Raised | HttpResponse | Failed
"""What the driver reports: functions give Returned or Raised, AWS and HTTP calls an HttpResponse, anything may Fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the integration answers. HTTP: status, headers, body. WebSocket: `status` decides `$connect`, `headers` may
    carry `sec-websocket-protocol`, `body` is the frame of a two-way route (None: nothing to send). `detail` explains an
    answer that the developer will wonder about, such as a service's error; it is for the log, never for the client."""

    status: int
    headers: Headers = ()
    body: bytes | None = None
    detail: str = ""


Result: TypeAlias = Answered | Failed


# What an authorizer says ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The authorizer needs this work done first, within that time."""

    work: Work
    timeout_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """The caller may pass."""

    authorization: Authorization


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """The caller may not pass, or nobody can say (500). `headers` are added to the gateway's error of that status.

    `detail` is for the developer's log and `$context.authorizer.error`, never for the client.
    """

    status: Literal[401, 403, 500]
    headers: Headers = ()
    detail: str = ""


Verdict: TypeAlias = Allowed | Denied


# What the gateway tells the driver to do -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Perform:
    """Do `work` and report with `result(token, outcome)`. After `timeout_ms` nobody waits for it any more.

    The gateway asks for `Work`; behind the local AWS endpoint an `AwsRequest` goes to the engines as it is. `principal` is
    in whose name a service is asked, as grants have it (`integration:...`, `machine:...`); None: nobody's.
    """

    token: Token
    work: Work | AwsRequest
    timeout_ms: int
    principal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Answer the HTTP request, the refused upgrade or the management call of that token."""

    token: Token
    response: HttpResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """Open the WebSocket of that upgrade's token (101); from now on it is called `connection_id`."""

    token: Token
    connection_id: str
    subprotocol: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFrame:
    """Send a text message on an open connection."""

    connection_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseConnection:
    """Send a close frame and close; the gateway has already forgotten the connection."""

    connection_id: str
    code: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One thing that was served, for the console and the access log. Not an instruction.

    `subject` is what the client asked for (`GET /books`, `sendMessage`, `POST @connections`); `route_key` what matched;
    `error` the developer's explanation where the client got a gateway's own error. `duration_ms` on the gateway's clock.
    `access_log` is the line in the stage's format, where the stage has one.
    """

    api: ApiName
    subject: str
    route_key: str | None
    status: int
    duration_ms: float
    integration: str | None = None
    connection_id: str | None = None
    error: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    access_log: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Work that no client waits for has ended, for the console. Not an instruction.

    `kind` and `name` say whose: a queue's consumer took messages, an execution of a state machine is over. `result` is how,
    in a few words (`2 of 3 taken`, `SUCCEEDED`); `error` the developer's explanation where it `failed`.
    """

    kind: Literal["machine", "queue"]
    name: str
    result: str
    duration_ms: float
    failed: bool = False
    error: str | None = None


Action: TypeAlias = Perform | Reply | Accept | SendFrame | CloseConnection | Report | Ended
