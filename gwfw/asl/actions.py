"""What a run asks its driver to do, and what the driver tells it: plain frozen values.

A run never performs anything. Each of its methods gives a list of actions; the driver performs the ones that carry a
`work` number and reports with `Run.result(work, outcome, now)`. JSON values are Python's (`dict`, `list`, `str`, `int`,
`float`, `bool`, None) and are shared, never changed, by either side. Times are epoch seconds.

| action | outcomes |
|---|---|
| InvokeFunction | Returned, Raised, Refused, Failed |
| CallService | Answered, Refused, Failed |
| CallApi | ApiAnswered, Failed |
| StartExecution | Started, Refused, Failed; with `wait` then Ended |
| OfferActivity | Failed (there is no such activity); the rest comes by its token |
| Cancel, Finished | none |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

__all__ = [
    "Action",
    "Answered",
    "ApiAnswered",
    "CallApi",
    "CallService",
    "Cancel",
    "Ended",
    "Failed",
    "Finished",
    "InvokeFunction",
    "OfferActivity",
    "Outcome",
    "Raised",
    "Refused",
    "Returned",
    "StartExecution",
    "Started",
    "Status",
    "Task",
    "WorkId",
]

WorkId: TypeAlias = int
"""Names one piece of work between a run and its driver; unique within the run."""

Status: TypeAlias = Literal["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]
"""The status of an execution."""


# What a run asks for -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class InvokeFunction:
    """Invoke a Lambda function.

    `function` is its ARN or name as the definition gives it, `qualifier` a version or alias, `payload` the event.
    `event` is true for `InvocationType: Event`: the outcome is then `Returned(payload="")` once it is accepted. `log`
    asks for the tail of the log, `client_context` is Base64 text for the function's context. `token` is the task token
    of a task that waits for a callback, None for any other.
    """

    work: WorkId
    function: str
    payload: object
    qualifier: str | None = None
    event: bool = False
    log: bool = False
    client_context: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallService:
    """Call an AWS service: `CallService(work=1, service="dynamodb", action="PutItem", parameters={"TableName": ...})`.

    `service` is written as in the resource's ARN: `sqs`, `events` (`arn:aws:states:::events:putEvents`), and for `sdk`
    the name of the AWS SDK integration, such as `sfn` or `eventbridge`. `parameters` are the request's members in the
    API's own spelling.
    """

    work: WorkId
    service: str
    action: str
    parameters: Mapping[str, object]
    sdk: bool = False
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallApi:
    """Send a request to an API Gateway API (`apigateway:invoke`).

    `endpoint` is a host name, `stage` and `path` are joined behind it; `query` and `headers` have lists of values;
    `body` is a JSON value or None.
    """

    work: WorkId
    endpoint: str
    method: str
    stage: str = ""
    path: str = ""
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    body: object = None
    auth: str = "NO_AUTH"
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartExecution:
    """Start an execution of another state machine; report Started, and Ended too if the run is to `wait` for it.

    `input` is a JSON value; `name` None: the service makes one. After a Cancel of the same work the child is stopped.
    """

    work: WorkId
    machine: str
    input: object
    name: str | None = None
    wait: bool = False
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferActivity:
    """Offer a task to the workers of an activity, until `Run.picked_up(token, ...)` and the token's callback."""

    work: WorkId
    activity: str
    input: object
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Nobody waits for that work any more: its outcome changes nothing. What cannot be stopped just goes on."""

    work: WorkId


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The execution has ended with that status; the last action that a run gives."""

    status: Status


Task: TypeAlias = InvokeFunction | CallService | CallApi | StartExecution | OfferActivity
Action: TypeAlias = Task | Cancel | Finished


# What a run is told --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A function returned: `payload` is the JSON text of its value. `log` is the tail of its log, Base64, if asked for."""

    payload: str
    version: str = "$LATEST"
    request_id: str = ""
    log: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A function failed: `payload` is Lambda's error object as text, `{"errorMessage": ..., "errorType": ...}`."""

    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A service answered: `value` is the API's response without metadata. `headers` have lower- or mixed-case names."""

    value: object
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    request_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiAnswered:
    """An API answered; `body` is its text. A status of 400 or more fails the task."""

    status: int
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    body: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A nested execution was started at that epoch time."""

    execution: str
    started_at: float
    request_id: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A nested execution that was waited for has ended. `input` and `output` are JSON texts."""

    execution: str
    machine: str
    name: str
    status: Status
    started_at: float
    stopped_at: float
    input: str
    output: str | None = None
    error: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A service answered with an error: `code` as the API has it (`ConditionalCheckFailedException`)."""

    code: str
    message: str
    status: int = 400
    request_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The work failed with that error and cause, given to Retry and Catch as they are."""

    error: str
    cause: str | None = None


Outcome: TypeAlias = Returned | Raised | Answered | ApiAnswered | Started | Ended | Refused | Failed
