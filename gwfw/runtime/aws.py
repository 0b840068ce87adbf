"""Clients of AWS services: made on first use for the bindings of this invocation, kept, and used by all threads.

botocore is what boto3's clients are made of; boto3 itself would cost a fifth more to import.
"""

from __future__ import annotations

from _thread import allocate_lock

from gwfw.runtime.bindings import current

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Protocol

    from botocore.session import Session
    from types_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_stepfunctions import SFNClient

    class SqsClient(Protocol):
        """The operations of SQS that handles use."""

        def send_message(self, *, QueueUrl: str, MessageBody: str, DelaySeconds: int = 0) -> Mapping[str, Any]:
            """Send a message."""
            ...

        def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, str]]) -> Mapping[str, Any]:
            """Send up to ten messages."""
            ...

    class EventsClient(Protocol):
        """The operations of EventBridge that handles use."""

        def put_events(self, *, Entries: Sequence[Mapping[str, str]]) -> Mapping[str, Any]:
            """Put events on buses."""
            ...

    class KinesisClient(Protocol):
        """The operations of Kinesis that handles use."""

        def put_record(self, *, StreamName: str, Data: bytes, PartitionKey: str) -> Mapping[str, Any]:
            """Put a record into a stream."""
            ...


__all__ = ["dynamodb", "events", "kinesis", "management", "sqs", "stepfunctions"]

CONNECTIONS = 64
"""Connections that a client keeps open: as many as one broadcast may use at a time, and more."""

_clients: dict[tuple[object, ...], Any] = {}
_session: list[Session] = []
_lock = allocate_lock()


def dynamodb() -> DynamoDBClient:
    """The client of DynamoDB."""
    client: DynamoDBClient = _client("dynamodb", current().endpoint)
    return client


def stepfunctions() -> SFNClient:
    """The client of Step Functions."""
    client: SFNClient = _client("stepfunctions", current().endpoint)
    return client


def sqs() -> SqsClient:
    """The client of SQS."""
    client: SqsClient = _client("sqs", current().endpoint)
    return client


def events() -> EventsClient:
    """The client of EventBridge."""
    client: EventsClient = _client("events", current().endpoint)
    return client


def kinesis() -> KinesisClient:
    """The client of Kinesis."""
    client: KinesisClient = _client("kinesis", current().endpoint)
    return client


def management() -> ApiGatewayManagementApiClient:
    """The client of the WebSocket API's management endpoint. Raises NotBound where no endpoint is known."""
    endpoint = current().websocket
    if endpoint is None:
        from gwfw.errors import NotBound

        raise NotBound("websocket", "ws")
    client: ApiGatewayManagementApiClient = _client("apigatewaymanagementapi", endpoint)
    return client


def _client(service: str, endpoint: str | None) -> Any:
    bound = current()
    key = (service, endpoint, bound.region, bound.credentials)
    found = _clients.get(key)
    return _made(key, service, endpoint) if found is None else found


def _made(key: tuple[object, ...], service: str, endpoint: str | None) -> Any:
    """Make the client, once: sessions of botocore are not for several threads."""
    from botocore.config import Config
    from botocore.session import Session

    bound = current()
    with _lock:
        if key not in _clients:
            if not _session:
                _session.append(Session())
            create: Callable[..., Any] = _session[0].create_client
            identity, secret = bound.credentials or (None, None)
            _clients[key] = create(
                service,
                endpoint_url=endpoint,
                region_name=bound.region,
                aws_access_key_id=identity,
                aws_secret_access_key=secret,
                config=Config(max_pool_connections=CONNECTIONS, retries={"mode": "standard"}),
            )
        return _clients[key]
