"""Queues' consumers: Lambda takes the messages from the queue and invokes the function, which says what it did not take."""

from __future__ import annotations

from aws_cdk import aws_lambda as lambda_

from gwfw.graph.model import Consumer, Ref
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["construct"]


def construct(consumer: Consumer, parts: Parts) -> None:
    """Add the mapping of the queue to its function. The function's role has the permissions already: they are grants."""
    lambda_.EventSourceMapping(
        parts.scope,
        construct_id("Consumer", consumer.queue),
        target=parts.functions[consumer.function],
        event_source_arn=parts.ref(Ref("queue", consumer.queue, "arn")),
        batch_size=consumer.batch,
        max_concurrency=consumer.together,
        report_batch_item_failures=True,
    )
