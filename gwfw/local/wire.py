"""The messages between `gwfw local` and the app's process, framed for a stream socket: sans-I/O.

    kind      id                 name               payload
    LOADED    -                  -                  the app's manifest (JSON text)
    REFUSED   -                  -                  why the app cannot be loaded (text for the console)
    BIND      -                  functions' ARN     the bindings (JSON text, form of gwfw.runtime.bindings)
    INVOKE    of the invocation  the function       the event (JSON)
    RETURNED  of the invocation  -                  the result (JSON)
    RAISED    of the invocation  -                  Lambda's error object (JSON)

The app's process sends LOADED or REFUSED once and first, and is told BIND before the first INVOKE (the ARN has `{}` for the
function's name). The socket's end is the order to stop. Only bytes cross, no object.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

__all__ = ["Kind", "Message", "Unpacker", "pack"]

_HEADER = struct.Struct("!BQHI")


class Kind(IntEnum):
    """What a message is."""

    LOADED = 1
    REFUSED = 2
    BIND = 3
    INVOKE = 4
    RETURNED = 5
    RAISED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; `id` ties an answer to its INVOKE."""

    kind: Kind
    id: int = 0
    name: str = ""
    payload: bytes = b""


def pack(message: Message) -> bytes:
    """The message's bytes: kind, id, the two lengths, name, payload."""
    name = message.name.encode()
    return _HEADER.pack(message.kind, message.id, len(name), len(message.payload)) + name + message.payload


class Unpacker:
    """Messages from bytes as they come."""

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> list[Message]:
        """The messages that these bytes complete."""
        self._data += data
        messages = []
        while (message := self._next()) is not None:
            messages.append(message)
        return messages

    def _next(self) -> Message | None:
        if len(self._data) < _HEADER.size:
            return None
        kind, id_, name_length, payload_length = _HEADER.unpack_from(self._data)
        name_end = _HEADER.size + name_length
        end = name_end + payload_length
        if len(self._data) < end:
            return None
        name, payload = self._data[_HEADER.size : name_end].decode(), bytes(self._data[name_end:end])
        del self._data[:end]
        return Message(kind=Kind(kind), id=id_, name=name, payload=payload)
