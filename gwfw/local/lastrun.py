"""The last run of a machine in a `gwfw local` that runs already, asked over its own Step Functions API.

Standard library only: a drawing must not wait for an AWS SDK. Nothing but the address that is given is asked.
"""

from __future__ import annotations

import json
import urllib.request
from typing import Any, Final
from urllib.parse import urlsplit

from gwfw.local import dispatch
from gwfw.local.settings import REGION

__all__ = ["last_run"]

PATIENCE_S: Final = 2
PAGE: Final = 1000


def last_run(url: str, arn: str) -> list[dict[str, Any]] | None:
    """The history of the machine's latest execution, None where it has none.

    Raises OSError where nothing answers, and ValueError where what answers is no `gwfw local` that runs this machine.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("this is no HTTP address")
    listed = _ask(url, "ListExecutions", "executions", {"stateMachineArn": arn, "maxResults": 1})["executions"]
    if not listed:
        return None
    events: list[dict[str, Any]] = []
    question: dict[str, object] = {"executionArn": listed[0]["executionArn"], "maxResults": PAGE}
    while True:
        page = _ask(url, "GetExecutionHistory", "events", question)
        events += page["events"]
        if "nextToken" not in page:
            return events
        question["nextToken"] = page["nextToken"]


def _ask(url: str, operation: str, member: str, question: dict[str, object]) -> dict[str, Any]:
    """The answer, in which that member is a list."""
    target, content_type = dispatch.TARGETS["states"]
    headers = {
        "content-type": content_type,
        "x-amz-target": f"{target}.{operation}",
        "authorization": dispatch.authorization("states", REGION),
    }
    body = json.dumps(question).encode()
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 -- the scheme is looked at above
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Told())
    with direct.open(request, timeout=PATIENCE_S) as response:
        status, body = response.status, response.read()
    try:
        answer: object = json.loads(body)
    except ValueError:
        answer = None
    if status != 200 or not isinstance(answer, dict) or not isinstance(answer.get(member), list):
        told = answer.get("message") if isinstance(answer, dict) else None
        raise ValueError(str(told or f"it answers {operation} with status {status}"))
    return answer


class _Told(urllib.request.HTTPErrorProcessor):
    """An answer is an answer, whatever its status."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        """Take it as it is."""
        return response
