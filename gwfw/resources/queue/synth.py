"""The construct of an SQS queue, encrypted by SQS."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_sqs as sqs

from gwfw.graph.model import Queue
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["construct"]


def construct(queue: Queue, parts: Parts) -> None:
    """Add the queue to the parts. Messages that wait outlive the stack in `prod`."""
    removal = RemovalPolicy.RETAIN if parts.settings.lasting else RemovalPolicy.DESTROY
    made = sqs.Queue(
        parts.scope,
        construct_id("Queue", queue.name),
        visibility_timeout=Duration.seconds(queue.visibility_s),
        removal_policy=removal,
        dead_letter_queue=_dead_letters(queue, parts, removal),
    )
    parts.attributes["queue", queue.name] = {"arn": made.queue_arn, "name": made.queue_name, "url": made.queue_url}


def _dead_letters(queue: Queue, parts: Parts, removal: RemovalPolicy) -> sqs.DeadLetterQueue | None:
    """Where messages go that were received too often; they stay there for 14 days."""
    if queue.deliveries is None:
        return None
    made = sqs.Queue(
        parts.scope,
        construct_id("DeadLetters", queue.name),
        retention_period=Duration.days(14),
        removal_policy=removal,
    )
    return sqs.DeadLetterQueue(queue=made, max_receive_count=queue.deliveries)
