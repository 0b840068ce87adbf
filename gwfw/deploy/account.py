"""Which account and region the current credentials lead to."""

from __future__ import annotations

from gwfw.errors import Misuse, Problem

__all__ = ["environment"]


def environment() -> str:
    """`aws://<account>/<region>`, as the CDK writes it. Raises Misuse where there are no credentials or no region."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        session = boto3.session.Session()
        account = session.client("sts", region_name=session.region_name or "us-east-1").get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as error:
        raise _nowhere("there are no AWS credentials to deploy with", str(error)) from error
    if session.region_name is None:
        raise _nowhere("there is no AWS region to deploy to", "account " + account)
    return f"aws://{account}/{session.region_name}"


def _nowhere(what: str, received: str) -> Misuse:
    remedy = "configure them as for the AWS command line: AWS_PROFILE, AWS_REGION, aws configure or aws sso login"
    return Misuse(Problem(code="no-credentials", what=what, received=received, remedy=remedy))
