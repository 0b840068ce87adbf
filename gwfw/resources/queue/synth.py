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
    made = sqs.Queue(
        parts.scope,
        construct_id("Queue", queue.name),
        visibility_timeout=Duration.seconds(queue.visibility_s),
        removal_policy=RemovalPolicy.RETAIN if parts.settings.lasting else RemovalPolicy.DESTROY,
    )
    parts.attributes["queue", queue.name] = {"arn": made.queue_arn, "name": made.queue_name, "url": made.queue_url}
