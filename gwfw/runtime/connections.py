"""WebSocket connections, reached from any handler through the management API (`@connections`).

The endpoint comes from the bindings, never from an event. Connections that are not there answer 410: a single send raises
ConnectionGone, a broadcast reports them and removes their rows from the store. A row is written before its socket opens, so
one that is younger than the longest handshake is left alone.
"""

from __future__ import annotations

from gwfw.runtime.bindings import current

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Broadcast", "Connection", "ConnectionInfo", "broadcast", "send", "text", "url"]


class ConnectionInfo:
    """What API Gateway knows of a connection. Times are aware, in UTC."""

    __slots__ = ("connected_at", "last_active_at", "source_ip", "user_agent")

    def __init__(self, *, connected_at: datetime, last_active_at: datetime, source_ip: str, user_agent: str | None) -> None:
        self.connected_at, self.last_active_at = connected_at, last_active_at
        self.source_ip, self.user_agent = source_ip, user_agent


class Connection:
    """A WebSocket connection: `def say(message: Say, connection: Connection)`, or `Connection(id)` anywhere."""

    __gwfw_role__ = "connection"
    __slots__ = ("id",)

    def __init__(self, id: str) -> None:
        self.id = id

    def send(self, data: object) -> None:
        """Send a model or a JSON value as JSON, or a text as it is. Raises ConnectionGone."""
        send(self.id, data)

    async def asend(self, data: object) -> None:
        """The same, without blocking the event loop."""
        from asyncio import to_thread

        await to_thread(send, self.id, data)

    def close(self) -> None:
        """Close it. Raises ConnectionGone."""
        from gwfw.runtime import posts

        posts.close(self.id)

    def info(self) -> ConnectionInfo:
        """Since when it is open, its last activity and its client. Raises ConnectionGone."""
        from gwfw.runtime import posts

        return posts.info(self.id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Connection) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<connection {self.id}>"


class Broadcast:
    """What became of a broadcast: the ids of the connections that it was `sent` to, that were `gone`, and where it
    `failed` for another reason (throttled, too large). `queued` is the number of those that were left to workers, of a
    room an estimate; nothing is known of them yet."""

    __slots__ = ("failed", "gone", "queued", "sent")

    def __init__(self, *, sent: tuple[str, ...], gone: tuple[str, ...], failed: tuple[str, ...], queued: int = 0) -> None:
        self.sent, self.gone, self.failed, self.queued = sent, gone, failed, queued

    def __repr__(self) -> str:
        queued = f", {self.queued} queued" if self.queued else ""
        return f"<broadcast: {len(self.sent)} sent, {len(self.gone)} gone, {len(self.failed)} failed{queued}>"


def url() -> str:
    """Where clients connect, `wss://...`. Raises NotBound outside a handler."""
    endpoint = current().websocket
    if endpoint is None:
        from gwfw.errors import NotBound

        raise NotBound("websocket", "ws")
    return "ws" + endpoint.removeprefix("http")


def send(connection_id: str, data: object) -> None:
    """Send to one connection. Raises ConnectionGone."""
    from gwfw.runtime import posts

    posts.post(connection_id, text(data))


def broadcast(data: object) -> Broadcast:
    """Send to every connection of the store, several at a time. Raises NotBound where there is no store."""
    from gwfw.runtime import posts

    return posts.broadcast(text(data))


def text(data: object) -> str:
    """What is sent for that value: a text as it is, anything else as JSON."""
    if isinstance(data, str):
        return data
    from gwfw.runtime.encode import to_json

    return to_json(data)
