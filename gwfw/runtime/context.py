"""The Lambda context, as a type to annotate with: `def handler(context: LambdaContext)`.

The value is the one that Lambda's own runtime passes. powertools' class of the same name is accepted as well.
"""

from __future__ import annotations

__all__ = ["LambdaContext"]


class LambdaContext:
    """What Lambda tells about an invocation."""

    __gwfw_role__ = "context"

    function_name: str
    function_version: str
    invoked_function_arn: str
    memory_limit_in_mb: int
    aws_request_id: str
    log_group_name: str
    log_stream_name: str

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function is ended."""
        raise AssertionError("the type is for annotations; Lambda passes the value")
