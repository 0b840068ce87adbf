"""Calls of the management API: to one connection, or to all of the store or of a room, several at a time.

Imported with the first message that is sent. A broadcast raises what is its sender's fault (a message that is too large, a
missing permission) and reports the rest: connections that are gone, and those that the service had no time for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from itertools import chain, islice

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from gwfw.errors import ConnectionGone
from gwfw.runtime import aws, membership, store
from gwfw.runtime.bindings import current
from gwfw.runtime.connections import Broadcast, ConnectionInfo
from gwfw.runtime.membership import Member

__all__ = ["broadcast", "close", "deliver", "info", "post", "prune_member", "prune_row", "to_room"]

LOG = logging.getLogger("gwfw")
SENT, GONE, FAILED = "sent", "gone", "failed"
NOT_OPEN, THROTTLED, BROKEN = 410, 429, 500


def post(connection_id: str, text: str) -> None:
    """Send a text to a connection. Raises ConnectionGone."""
    try:
        aws.management().post_to_connection(ConnectionId=connection_id, Data=text.encode())
    except ClientError as error:
        raise _meant(error, connection_id) from None


def close(connection_id: str) -> None:
    """Close a connection. Raises ConnectionGone."""
    try:
        aws.management().delete_connection(ConnectionId=connection_id)
    except ClientError as error:
        raise _meant(error, connection_id) from None


def info(connection_id: str) -> ConnectionInfo:
    """What is known of a connection. Raises ConnectionGone."""
    try:
        found = aws.management().get_connection(ConnectionId=connection_id)
    except ClientError as error:
        raise _meant(error, connection_id) from None
    return ConnectionInfo(
        connected_at=found["ConnectedAt"],
        last_active_at=found["LastActiveAt"],
        source_ip=found["Identity"]["SourceIp"],
        user_agent=found["Identity"].get("UserAgent"),
    )


def _meant(error: ClientError, connection_id: str) -> Exception:
    """ConnectionGone for a 410, which has no body that would name it; other errors as they are."""
    return ConnectionGone(connection_id) if _status(error) == NOT_OPEN else error


def _status(error: ClientError) -> int:
    return error.response["ResponseMetadata"]["HTTPStatusCode"]


# Broadcasts ----------------------------------------------------------------------------------------------------------


def broadcast(text: str) -> Broadcast:
    """Send to every connection of the store. What is wrong with the message or the permissions is raised."""
    ids, most = store.connections(), current().fan_out
    first = list(islice(ids, None if most is None else most + 1))
    if most is None or len(first) <= most:
        return deliver(first, text, prune_row)
    from gwfw.runtime import workers

    return workers.to_all(text, chain(first, ids), most)


def to_room(room: str, text: str, without: frozenset[str]) -> Broadcast:
    """Send to every connection that is in the room, except some. Raises what `broadcast` raises."""
    members, most = membership.members(room), current().fan_out
    first = list(islice(members, None if most is None else most + 1))
    if most is not None and len(first) > most:
        from gwfw.runtime import workers

        return workers.to_room(room, text, first, most, without)
    found = {member.id: member for member in first if member.id not in without}
    return deliver(list(found), text, lambda id: prune_member(found[id]))


def prune_member(member: Member) -> None:
    """Let a member out of every room, and remove its row, unless its handshake may still be going on."""
    if membership.prune(member) and current().store is not None:
        store.prune(member.id)


def prune_row(id: str) -> None:
    """Remove what is written of a connection: its row, and once that is old enough, its rooms."""
    if store.prune(id) and membership.is_used():
        membership.forget(id)


def deliver(ids: list[str], text: str, prune: Callable[[str], None]) -> Broadcast:
    """Send to these, and sort out what became of each. `prune` is told of those that are gone."""
    results = dict(zip(ids, _several(ids, text, prune), strict=True))
    return Broadcast(
        sent=tuple(id for id, result in results.items() if result == SENT),
        gone=tuple(id for id, result in results.items() if result == GONE),
        failed=tuple(id for id, result in results.items() if result == FAILED),
    )


def _several(ids: list[str], text: str, prune: Callable[[str], None]) -> list[str]:
    """What became of each, in order."""
    parallel = min(current().parallel, len(ids))
    if parallel <= 1:
        return [_try(id, text, prune) for id in ids]
    with ThreadPoolExecutor(parallel, thread_name_prefix="broadcast") as threads:
        started = [threads.submit(copy_context().run, _try, id, text, prune) for id in ids]
        return [one.result() for one in started]


def _try(id: str, text: str, prune: Callable[[str], None]) -> str:
    try:
        post(id, text)
    except ConnectionGone:
        prune(id)
        return GONE
    except ClientError as error:
        if _status(error) != THROTTLED and _status(error) < BROKEN:
            raise
        return _failed(id, error)
    except (ConnectionError, HTTPClientError) as error:
        return _failed(id, error)
    return SENT


def _failed(id: str, error: Exception) -> str:
    LOG.warning("a broadcast did not reach the connection %s: %s", id, error)
    return FAILED
