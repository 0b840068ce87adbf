"""The Lambda context as an annotation."""

from __future__ import annotations

import pytest

from gwfw.local.invocation import Context
from gwfw.runtime.context import LambdaContext


def test_it_names_what_lambda_passes() -> None:
    """The context of local runs has every member."""
    named = {*LambdaContext.__annotations__, "get_remaining_time_in_millis"}
    assert {name for name in named if not hasattr(Context, name)} <= {
        *("function_name", "invoked_function_arn", "memory_limit_in_mb", "aws_request_id"),
        *("log_group_name", "log_stream_name"),
    }


def test_it_is_no_value_itself() -> None:
    with pytest.raises(AssertionError, match="for annotations"):
        LambdaContext().get_remaining_time_in_millis()
