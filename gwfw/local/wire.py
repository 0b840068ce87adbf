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
from enum import IntEnum
from typing import Final, NamedTuple

__all__ = ["Kind", "Message", "Unpacker", "pack"]

_HEADER: Final = struct.Struct("!BQHI")


class Kind(IntEnum):
    """What a message is."""

    LOADED = 1
    REFUSED = 2
    BIND = 3
    INVOKE = 4
    RETURNED = 5
    RAISED = 6


_KINDS: Final = {int(kind): kind for kind in Kind}


class Message(NamedTuple):
    """One message; `id` ties an answer to its INVOKE."""

    kind: Kind
    id: int = 0
    name: str = ""
    payload: bytes = b""


def pack(message: Message) -> bytes:
    """The message's bytes: kind, id, the two lengths, name, payload."""
    kind, id_, text, payload = message
    name = text.encode()
    return _HEADER.pack(kind, id_, len(name), len(payload)) + name + payload


class Unpacker:
    """Messages from bytes as they come."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._size = self._needed = 0

    def feed(self, data: bytes) -> list[Message]:
        """The messages that these bytes complete."""
        if self._held:
            self._held.append(data)
            self._size += len(data)
            if self._size < self._needed:
                return []  # the pieces of a long message are joined once
            data = b"".join(self._held)
            self._held.clear()
        messages: list[Message] = []
        start, size = 0, len(data)
        self._needed = _HEADER.size
        while start + _HEADER.size <= size:
            kind, id_, name_length, payload_length = _HEADER.unpack_from(data, start)
            name_end = start + _HEADER.size + name_length
            end = name_end + payload_length
            if end > size:
                self._needed = end - start
                break
            name = data[start + _HEADER.size : name_end].decode()
            messages.append(Message(_KINDS[kind], id_, name, data[name_end:end]))
            start = end
        if start < size:
            self._held.append(data[start:])
            self._size = size - start
        return messages
