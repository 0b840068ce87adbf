"""Sending messages through SQS's API. Imported with a handler's first message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gwfw.resources.bodies import body
from gwfw.runtime import aws

if TYPE_CHECKING:
    from gwfw.resources.queue.handle import Queue

__all__ = ["send"]


def send(queue: Queue[Any], message: object, delay_s: int | None) -> str:
    """Send it and give its id. Raises TypeError for what is not the queue's model."""
    if queue.model is not None and not isinstance(message, queue.model):
        raise TypeError(f"a message of {queue.name!r} is a {queue.model.__name__}, not {message!r}")
    asked: dict[str, Any] = {} if delay_s is None else {"DelaySeconds": delay_s}
    answer = aws.sqs().send_message(QueueUrl=queue.url, MessageBody=body(message), **asked)
    return str(answer["MessageId"])
