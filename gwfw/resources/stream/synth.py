"""The construct of a Kinesis data stream: billed on demand, encrypted with the service's key."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kinesis as kinesis

from gwfw.graph.model import Stream
from gwfw.synth.naming import construct_id
from gwfw.synth.parts import Parts

__all__ = ["construct"]


def construct(stream: Stream, parts: Parts) -> None:
    """Add the stream to the parts."""
    made = kinesis.Stream(
        parts.scope,
        construct_id("Stream", stream.name),
        stream_mode=kinesis.StreamMode.ON_DEMAND,
        encryption=kinesis.StreamEncryption.MANAGED,
        removal_policy=RemovalPolicy.RETAIN if parts.settings.lasting else RemovalPolicy.DESTROY,
    )
    parts.attributes["stream", stream.name] = {"arn": made.stream_arn, "name": made.stream_name}
