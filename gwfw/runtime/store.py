"""The store of connections: one row for each, in the table that `ws.store` names.

A row is written before its socket opens: by API Gateway, or by the runtime after a `$connect` handler accepted. Both note
the time in it (`STAMP`, milliseconds since 1970), so that a connection whose handshake is not over yet is not taken for
one that is gone. A row without the note was written by a handler, of a connection that was open.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from gwfw.errors import NotBound
from gwfw.runtime import aws
from gwfw.runtime.bindings import current

__all__ = ["HANDSHAKE_MS", "STAMP", "add", "connections", "prune", "remove"]

STAMP = "gwfw:connected_at"
HANDSHAKE_MS = 30_000
"""What a handshake can last at most: the integration time-out of 29 s, and a second."""


def _table() -> tuple[str, str]:
    """The physical name of the store, and its key attribute. Raises NotBound."""
    bound = current()
    if bound.store is None or bound.store_key is None:
        raise NotBound("store", "ws.store")
    return bound.name("table", bound.store), bound.store_key


def connections() -> Iterator[str]:
    """The ids of all rows."""
    name, key = _table()
    pages = (
        aws.dynamodb()
        .get_paginator("scan")
        .paginate(TableName=name, ProjectionExpression="#key", ExpressionAttributeNames={"#key": key})
    )
    for page in pages:
        for row in page["Items"]:
            yield row[key]["S"]


def add(connection_id: str) -> None:
    """Note that the connection opens. A row that the handler has written itself keeps its attributes."""
    name, key = _table()
    aws.dynamodb().update_item(
        TableName=name,
        Key={key: {"S": connection_id}},
        UpdateExpression="SET #at = :now",
        ExpressionAttributeNames={"#at": STAMP},
        ExpressionAttributeValues={":now": {"N": str(_now_ms())}},
    )


def remove(connection_id: str) -> None:
    """Note that the connection has ended."""
    name, key = _table()
    aws.dynamodb().delete_item(TableName=name, Key={key: {"S": connection_id}})


def prune(connection_id: str) -> bool:
    """Remove the row of a connection that answered 410, unless its handshake may still be going on: whether it was not."""
    name, key = _table()
    client = aws.dynamodb()
    try:
        client.delete_item(
            TableName=name,
            Key={key: {"S": connection_id}},
            ConditionExpression="attribute_not_exists(#at) OR #at < :before",
            ExpressionAttributeNames={"#at": STAMP},
            ExpressionAttributeValues={":before": {"N": str(_now_ms() - HANDSHAKE_MS)}},
        )
    except client.exceptions.ConditionalCheckFailedException:
        return False  # it was written a moment ago
    return True


def _now_ms() -> int:
    return int(time.time() * 1000)
