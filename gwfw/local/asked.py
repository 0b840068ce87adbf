"""What a request to a service needs: IAM's actions, and the ARNs of what they are done to.

It follows the Service Authorization Reference for the services whose resources an app declares. A request to any other
service, and one that names no resource, is about `*`.

    TransactWriteItems     the action of every item in it
    SendMessageBatch       sqs:SendMessage, as for one message
    Invoke                 lambda:InvokeFunction
    @connections           execute-api:ManageConnections
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs, unquote

from gwfw.exchange import AwsRequest
from gwfw.local import dispatch
from gwfw.local.settings import LocalSettings

__all__ = ["Need", "action", "needs"]

Need: TypeAlias = tuple[str, str]
"""An action and an ARN."""

Members: TypeAlias = Mapping[str, Any]
Arn: TypeAlias = Callable[[str, str], str]
"""`arn("dynamodb", "table/books")`."""

PREFIXES: Final = {"monitoring": "cloudwatch", "email": "ses"}
"""IAM's names of services whose signing name is another."""

_BATCH: Final = "Batch"
_INVOKE: Final = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")
_CONFIGURATION: Final = re.compile(r"/applications/([^/]+)/environments/([^/]+)/configurations/([^/]+)")
_OBJECT: Final = {"GET": "GetObject", "HEAD": "GetObject", "PUT": "PutObject", "POST": "PutObject", "DELETE": "DeleteObject"}
_IN_TRANSACTIONS: Final = {
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
    "Get": "GetItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
}


def action(request: AwsRequest) -> str:
    """The request's action in IAM's words."""
    service, operation = request.service, dispatch.operation(request)
    if service == "execute-api":
        return "execute-api:ManageConnections" if "@connections" in unquote(request.path) else "execute-api:Invoke"
    if service == "lambda" and _INVOKE.fullmatch(request.path):
        operation = "InvokeFunction"
    elif service == "appconfig" and _CONFIGURATION.fullmatch(request.path):
        operation = "GetConfiguration"
    elif service == "sqs":
        operation = operation.removesuffix(_BATCH)
    elif service == "s3":
        operation = _OBJECT.get(request.method, operation) if request.path.strip("/").count("/") else "ListBucket"
    return f"{PREFIXES.get(service, service)}:{operation}"


def needs(request: AwsRequest, settings: LocalSettings) -> tuple[Need, ...]:
    """Everything that the caller must be permitted; at least one need."""
    region = dispatch.region(request) or settings.region

    def arn(service: str, resource: str) -> str:
        return f"arn:aws:{service}:{region}:{settings.account_id}:{resource}"

    asked = action(request)
    if request.service == "execute-api":
        path = f"{settings.websocket_api_id}/{settings.stage}/{request.method}/@connections/{{connectionId}}"
        return ((asked, arn("execute-api", path)),)
    if request.service == "lambda":
        match = _INVOKE.fullmatch(request.path)
        return ((asked, "*" if match is None else _named(unquote(match[1]), "lambda", "function:", arn)),)
    if request.service == "appconfig" and (match := _CONFIGURATION.fullmatch(request.path)):
        application, environment, name = map(unquote, match.groups())
        path = f"application/{application}/environment/{environment}/configuration/{name}"
        return ((asked, arn("appconfig", path)),)
    find = _RESOURCES.get(request.service)
    found = tuple(find(asked, _members(request), arn)) if find is not None else ()
    return found or ((asked, "*"),)


def _members(request: AwsRequest) -> Members:
    """The request's members, of JSON or of a form; none of what cannot be read, which the service will refuse."""
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        text = f"{request.query}&{request.body.decode('utf-8', 'replace')}"
        return {name: values[0] for name, values in parse_qs(text).items()}
    return value if isinstance(value, dict) else {}


def _named(given: object, service: str, before: str, arn: Arn) -> str:
    """The ARN of what is given by its ARN or its name."""
    text = str(given)
    return text if text.startswith("arn:") else arn(service, f"{before}{text}")


# The services whose resources are declared ----------------------------------------------------------------------------


def _dynamodb(asked: str, members: Members, arn: Arn) -> Iterator[Need]:
    def table(given: object) -> str:
        return _named(given, "dynamodb", "table/", arn)

    if "TableName" in members:
        index = members.get("IndexName")
        yield asked, table(members["TableName"]) + (f"/index/{index}" if index else "")
    batch = members.get("RequestItems")
    for name in batch if isinstance(batch, dict) else ():
        yield asked, table(name)
    items = members.get("TransactItems")
    for item in items if isinstance(items, list) else ():
        for kind, held in item.items() if isinstance(item, dict) else ():
            if kind in _IN_TRANSACTIONS and isinstance(held, dict):
                yield f"dynamodb:{_IN_TRANSACTIONS[kind]}", table(held.get("TableName"))


def _sqs(asked: str, members: Members, arn: Arn) -> Iterator[Need]:
    if "QueueUrl" in members:
        yield asked, arn("sqs", str(members["QueueUrl"]).rpartition("/")[2])
    elif "QueueName" in members:
        yield asked, arn("sqs", str(members["QueueName"]))


def _events(asked: str, members: Members, arn: Arn) -> Iterator[Need]:
    entries = members.get("Entries")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            yield asked, _named(entry.get("EventBusName") or "default", "events", "event-bus/", arn)


def _kinesis(asked: str, members: Members, arn: Arn) -> Iterator[Need]:
    given = members.get("StreamARN") or members.get("StreamName")
    if given:
        yield asked, _named(given, "kinesis", "stream/", arn)


def _states(asked: str, members: Members, arn: Arn) -> Iterator[Need]:
    given = members.get("stateMachineArn") or members.get("executionArn")
    if given:
        yield asked, str(given)


_RESOURCES: Final[Mapping[str, Callable[[str, Members, Arn], Iterator[Need]]]] = {
    "dynamodb": _dynamodb,
    "events": _events,
    "kinesis": _kinesis,
    "sqs": _sqs,
    "states": _states,
}
