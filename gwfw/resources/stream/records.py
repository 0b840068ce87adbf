"""Putting records through Kinesis's API. Imported with a handler's first record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gwfw.resources.bodies import body
from gwfw.runtime import aws

if TYPE_CHECKING:
    from gwfw.resources.stream.handle import Stream

__all__ = ["put"]


def put(stream: Stream, data: object, key: str) -> str:
    """Put one record and give its sequence number."""
    raw = data if isinstance(data, bytes) else body(data).encode()
    answer = aws.kinesis().put_record(StreamName=stream.physical_name, Data=raw, PartitionKey=key)
    return str(answer["SequenceNumber"])
