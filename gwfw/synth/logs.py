"""Log groups: one for each function, machine and stage, kept for a month, removed with the stack except in `prod`."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs

from gwfw.synth.parts import Parts

__all__ = ["log_group"]

RETENTION = logs.RetentionDays.ONE_MONTH


def log_group(parts: Parts, identifier: str) -> logs.LogGroup:
    """A log group of that construct id."""
    policy = RemovalPolicy.RETAIN if parts.settings.lasting else RemovalPolicy.DESTROY
    return logs.LogGroup(parts.scope, identifier, retention=RETENTION, removal_policy=policy)
