"""The steps of a case, each a function that says what was not as expected."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any, Final
from urllib.parse import quote

from tests.conformance.websocket_schema.patterns import ABSENT, Values, at, differs
from tests.conformance.websocket_schema.stubs import Record, Stubs
from tests.conformance.websocket_schema.ways import Way

__all__ = ["Steps"]

PATIENCE_S: Final = 2.0
COUNT_S: Final = 0.3
"""How long a step waits that counts."""


class Steps:
    """The steps of one case in one way."""

    def __init__(self, case: Mapping[str, Any], way: Way, stubs: Stubs) -> None:
        self._case, self._way, self._stubs = case, way, stubs
        self._stage: str = case["api"]["stage"]
        self._connections: dict[str, str] = {}
        self._values = Values(lambda client: self._connections[client])

    def run(self) -> list[str]:
        """What differed in the first step that did not hold."""
        for number, step in enumerate(self._case["steps"], 1):
            found = self._run(step)
            if found:
                return [f"step {number} ({step['do']}): {text}" for text in found]
        return []

    def _run(self, step: Mapping[str, Any]) -> list[str]:
        return _STEPS[step["do"]](self, step)

    # Clients ---------------------------------------------------------------------------------------------------------

    def _connect(self, step: Mapping[str, Any]) -> list[str]:
        headers = tuple((name, value) for name, value in step.get("headers", ()))
        target = step.get("path", f"/{self._stage}")
        opened = self._way.connect(step["as"], target, headers, step.get("subprotocols", ()))
        if opened.connection_id is not None:
            self._connections[step["as"]] = opened.connection_id
        if "captureConnectionFrom" in step:
            record = self._stubs.invocations[step["captureConnectionFrom"]]
            self._way.wait(lambda: bool(record.seen), PATIENCE_S)
            self._connections[step["as"]] = at(record.seen[-1], "requestContext.connectionId")
        expect = step.get("expect", {})
        found = _equal("status", expect.get("status", opened.status), opened.status)
        found += self._headers(expect, opened.headers)
        return found + [f"header {name} is there" for name in expect.get("absentHeaders", ()) if name in opened.headers]

    def _send(self, step: Mapping[str, Any]) -> list[str]:
        self._way.send(step["as"], self._values.filled(step["text"]), None)
        return []

    def _send_binary(self, step: Mapping[str, Any]) -> list[str]:
        self._way.send(step["as"], base64.b64decode(step["base64"]), None)
        return []

    def _send_repeat(self, step: Mapping[str, Any]) -> list[str]:
        self._way.send(step["as"], step["text"] * step["count"], step.get("fragmentBytes"))
        return []

    def _close(self, step: Mapping[str, Any]) -> list[str]:
        self._way.close(step["as"], step.get("code"), step.get("reason", ""))
        return []

    def _expect_frame(self, step: Mapping[str, Any]) -> list[str]:
        text = self._way.frame(step["as"], PATIENCE_S)
        if text is None:
            return ["no frame came"]
        found = _equal("text", self._values.filled(step.get("text", text)), text)
        if "textRe" in step and re.search(step["textRe"], text) is None:
            found.append(f"text: expected /{step['textRe']}/, got {text!r}")
        return found + (self._json(step["json"], text) if "json" in step else [])

    def _expect_no_frame(self, step: Mapping[str, Any]) -> list[str]:
        text = self._way.frame(step["as"], step["withinMs"] / 1000)
        return [] if text is None else [f"a frame came: {text!r}"]

    def _expect_close(self, step: Mapping[str, Any]) -> list[str]:
        closed = self._way.closed(step["as"], PATIENCE_S)
        if closed is None:
            return ["the connection is open"]
        code, reason = closed
        return [*_equal("code", step.get("code", code), code), *_equal("reason", step.get("reason", reason), reason)]

    # Stand-ins -------------------------------------------------------------------------------------------------------

    def _expect_invocation(self, step: Mapping[str, Any]) -> list[str]:
        record = self._stubs.invocations[step["handler"]]
        if "count" in step and "event" not in step:
            return self._count(record, step["count"])
        event = self._next(record)
        if event is ABSENT:
            return [f"{step['handler']} was not invoked"]
        if "count" in step and (wrong := self._count(record, step["count"])):
            return wrong
        found = differs(step.get("event", {"$any": True}), event, self._values)
        return found + [f"{path} is there" for path in step.get("absent", ()) if at(event, path) is not ABSENT]

    def _expect_invocations(self, step: Mapping[str, Any]) -> list[str]:
        record = self._stubs.invocations[step["handler"]]
        found = self._count(record, step["count"])
        return found or [text for check in step.get("check", ()) for text in _checked(check, record.seen)]

    def _expect_handler_result(self, step: Mapping[str, Any]) -> list[str]:
        self._way.wait(lambda: step["handler"] in self._stubs.results, PATIENCE_S)
        results = self._stubs.results.get(step["handler"], [])
        if step["action"] >= len(results):
            return ["the handler did not come so far"]
        return _equal("outcome", step.get("raises", "ok"), results[step["action"]])

    def _expect_backend_call(self, step: Mapping[str, Any]) -> list[str]:
        record = self._stubs.calls[step["backend"]]
        if "count" in step:
            return self._count(record, step["count"])
        call = self._next(record)
        if call is ABSENT:
            return [f"{step['backend']} was not called"]
        found = _equal("method", step.get("method", call.method), call.method)
        found += self._headers(step, call.headers)
        found += differs(step.get("query", {}), dict(call.query), self._values, "query")
        body = call.body.decode()
        found += _equal("body", self._values.filled(step.get("bodyText", body)), body)
        return found + (self._json(step["json"], body) if "json" in step else [])

    def _next(self, record: Record) -> Any:
        """What a stand-in saw next, ABSENT if nothing comes."""
        self._way.wait(lambda: len(record.seen) > record.consumed, PATIENCE_S)
        if len(record.seen) <= record.consumed:
            return ABSENT
        record.consumed += 1
        return record.seen[record.consumed - 1]

    def _count(self, record: Record, count: int) -> list[str]:
        self._way.wait(lambda: len(record.seen) >= count, PATIENCE_S)
        self._way.rest(COUNT_S)
        record.consumed = len(record.seen)
        return _equal("count", count, len(record.seen))

    # The management API and time -------------------------------------------------------------------------------------

    def _manage(self, step: Mapping[str, Any]) -> list[str]:
        path = step.get("path", f"/{self._stage}/@connections/{{id|urlencoded}}")
        connection_id = self._connections[step["connection"]] if "connection" in step else ""
        path = path.replace("{id|urlencoded}", quote(connection_id, safe="")).replace("{id}", connection_id)
        text, times = step.get("bodyRepeat", (step.get("body", ""), 1))
        answer = self._way.manage(step["method"], path, text.encode() * times)
        expect, body = step["expect"], answer.body.decode()
        found = _equal("status", expect.get("status", answer.status), answer.status)
        found += self._headers(expect, dict(answer.headers))
        found += _equal("body", expect.get("bodyText", body), body)
        return found + (self._json(expect["json"], body) if "json" in expect else [])

    def _boto3(self, step: Mapping[str, Any]) -> list[str]:
        with closing(self._way.boto3(self._stage)) as client:
            return [text for call in step["calls"] for text in self._called(client, call)]

    def _called(self, client: Any, call: Mapping[str, Any]) -> list[str]:
        try:
            result = getattr(client, call["op"])(**self._values.filled(call.get("args", {})))
        except client.exceptions.ClientError as error:
            return _equal(call["op"], call.get("raises", "no error"), type(error).__name__)
        if "raises" in call:
            return [f"{call['op']}: expected {call['raises']}, and nothing was raised"]
        return differs(call.get("result", {}), result, self._values, call["op"])

    def _advance_clock(self, step: Mapping[str, Any]) -> list[str]:
        self._way.advance(step["seconds"])
        return []

    def _repeat_until(self, step: Mapping[str, Any]) -> list[str]:
        passed = 0.0
        while passed < step["seconds"]:
            found = self._run(step["step"])
            if found:
                return [f"after {passed:g} s: {text}" for text in found]
            pause = min(step["everySeconds"], step["seconds"] - passed)
            self._way.advance(pause)
            passed += pause
        return []

    # Comparing -------------------------------------------------------------------------------------------------------

    def _headers(self, expect: Mapping[str, Any], headers: Mapping[str, str]) -> list[str]:
        return differs(expect.get("headers", {}), dict(headers), self._values, "headers")

    def _json(self, pattern: Any, text: str) -> list[str]:
        try:
            value = json.loads(text)
        except ValueError:
            return [f"expected JSON, got {text!r}"]
        return differs(pattern, value, self._values)


def _equal(what: str, wanted: object, got: object) -> list[str]:
    return [] if wanted == got else [f"{what}: expected {wanted!r}, got {got!r}"]


def _checked(check: str, events: list[Any]) -> list[str]:
    """`all:a==b`, `distinct:path`, `same:path`, `last2distinct:path`."""
    kind, _, rest = check.partition(":")
    if kind == "all":
        left, _, right = rest.partition("==")
        holds = all(at(event, left) == at(event, right) for event in events)
    else:
        values = [json.dumps(at(event, rest)) for event in (events[-2:] if kind == "last2distinct" else events)]
        holds = len(set(values)) == (1 if kind == "same" else len(values))
    return [] if holds else [f"{check} does not hold"]


_STEPS: Final[Mapping[str, Callable[[Steps, Mapping[str, Any]], list[str]]]] = {
    "advanceClock": Steps._advance_clock,
    "boto3": Steps._boto3,
    "close": Steps._close,
    "connect": Steps._connect,
    "expectBackendCall": Steps._expect_backend_call,
    "expectClose": Steps._expect_close,
    "expectFrame": Steps._expect_frame,
    "expectHandlerResult": Steps._expect_handler_result,
    "expectInvocation": Steps._expect_invocation,
    "expectInvocations": Steps._expect_invocations,
    "expectNoFrame": Steps._expect_no_frame,
    "manage": Steps._manage,
    "repeatUntil": Steps._repeat_until,
    "send": Steps._send,
    "sendBinary": Steps._send_binary,
    "sendRepeat": Steps._send_repeat,
}
