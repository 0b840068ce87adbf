"""One invocation as Lambda's runtime does it."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from typing import Any

import pytest

from gwfw.exchange import Raised, Returned
from gwfw.graph.model import AppGraph, Function, Handler
from gwfw.local import identity
from gwfw.local.invocation import Context, Invocation, complain
from gwfw.runtime import bundle
from gwfw.runtime.entry import Dispatch

GRAPH = AppGraph(
    name="library",
    functions=(
        Function(
            name="api", handlers=(Handler(source="http", key="GET /", module="m", name="n"),), timeout_s=7, memory_mb=256
        ),
        Function(name="task-charge", handlers=(Handler(source="task", key="charge", module="m", name="n"),)),
    ),
)


class Code:
    """The app's code: does what the test says and remembers how it was called."""

    def __init__(self, result: object = None, raises: BaseException | None = None) -> None:
        self.result, self.raises = result, raises
        self.calls: list[tuple[dict[str, object], Context, str | None]] = []

    def __call__(self, event: dict[str, object], context: Context, handler: str | None) -> object:
        self.calls.append((event, context, handler))
        if self.raises is not None:
            raise self.raises
        return self.result


def invoke(code: Code | Dispatch, name: str = "api", payload: bytes = b'{"a":1}') -> tuple[Returned | Raised, str]:
    said: list[str] = []
    invocation = Invocation(
        GRAPH, code, arn="arn:aws:lambda:us-east-1:123456789012:function:library-dev-{}", complain=said.append
    )
    return invocation.run(name, payload), "".join(said)


@pytest.mark.parametrize(("function", "handler"), [("api", None), ("task-charge", "task charge")])
def test_event_and_handler(function: str, handler: str | None) -> None:
    code = Code()
    invoke(code, function)
    ((event, _, named),) = code.calls
    assert (event, named) == ({"a": 1}, handler)


@pytest.mark.parametrize("raises", [None, ValueError("no"), SystemExit(1)], ids=["returns", "raises", "exits"])
def test_the_function_that_runs_is_known_while_it_runs(raises: BaseException | None) -> None:
    running: list[str | None] = []

    class Asking(Code):
        def __call__(self, event: dict[str, object], context: Context, handler: str | None) -> object:
            running.append(identity.RUNNING.get())
            return super().__call__(event, context, handler)

    invoke(Asking(raises=raises))
    assert [*running, identity.RUNNING.get()] == ["api", None]


def test_context() -> None:
    code = Code()
    invoke(code)
    context = code.calls[0][1]
    assert (context.function_name, context.memory_limit_in_mb, context.function_version) == (
        "library-dev-api",
        "256",
        "$LATEST",
    )
    assert context.invoked_function_arn == "arn:aws:lambda:us-east-1:123456789012:function:library-dev-api"
    assert context.log_group_name == "/aws/lambda/library-dev-api"
    assert 0 < context.get_remaining_time_in_millis() <= 7_000
    assert len(context.aws_request_id) == 36


@pytest.mark.parametrize(
    ("result", "payload"),
    [
        pytest.param(None, b"null", id="nothing"),
        pytest.param({"statusCode": 200, "body": "é"}, b'{"statusCode":200,"body":"\\u00e9"}', id="object"),
        pytest.param([Decimal("2"), Decimal("2.5")], b"[2,2.5]", id="decimals"),
    ],
)
def test_result_is_json(result: object, payload: bytes) -> None:
    assert invoke(Code(result)) == (Returned(payload=payload), "")


def raised(outcome: Returned | Raised) -> dict[str, Any]:
    assert isinstance(outcome, Raised)
    decoded: dict[str, Any] = json.loads(outcome.payload)
    return decoded


def test_exception_is_told_twice() -> None:
    outcome, said = invoke(Code(raises=ValueError("no such book")))
    error = raised(outcome)
    assert (error["errorType"], error["errorMessage"]) == ("ValueError", "no such book")
    assert "raise self.raises" in error["stackTrace"][0]
    assert said.startswith("Traceback (most recent call last):\n")
    assert said.endswith("ValueError: no such book\n")
    assert "invocation.py" not in said.replace("test_invocation.py", "")


def test_exception_without_a_frame_of_the_app_keeps_its_traceback() -> None:
    outcome, said = invoke(Code(), payload=b"not JSON")
    assert raised(outcome)["errorType"] == "JSONDecodeError"
    assert "JSONDecodeError" in said


def test_error_of_gwfw_itself_needs_no_traceback() -> None:
    outcome, said = invoke(Dispatch(bundle.table(AppGraph(name="empty"))), "task-charge")
    assert raised(outcome)["errorType"] == "NoHandler"
    assert said.startswith("NoHandler: this bundle has no handler for 'task charge'")
    assert "Traceback" not in said


def test_result_that_is_no_json() -> None:
    outcome, said = invoke(Code({"when": object()}))
    error = raised(outcome)
    assert error["errorType"] == "Runtime.MarshalError"
    assert error["errorMessage"] == "Unable to marshal response: Object of type object is not JSON serializable"
    assert said.startswith("api: what the handler returned")


def test_exit_does_not_end_the_process() -> None:
    outcome, said = invoke(Code(raises=SystemExit(3)))
    assert raised(outcome)["errorType"] == "Runtime.ExitError"
    assert "sys.exit(3)" in said


def test_unknown_function() -> None:
    outcome, _ = invoke(Code(), "nobody")
    assert raised(outcome)["errorType"] == "ResourceNotFoundException"


def test_complaints_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    complain("so\n")
    assert capsys.readouterr().err == "so\n"
    assert sys.stderr is not None
