"""Queues' consumers in a local run: what Lambda's event source mapping does. Sans I/O, as the emulator that it belongs to.

    a message was sent    ReceiveMessage, until nothing comes any more
    messages came         the consumer's function is invoked with them
    it returned           what it took is deleted; what it names in `batchItemFailures` is hidden until its visibility ends
    it failed             all of them are hidden until then

Each invocation is told to the console, as `Ended`.

It follows "Using Lambda with Amazon SQS" of the Lambda developer guide. Time is the emulator's: when a hidden message is
due, it is shown again by ChangeMessageVisibility, whatever the engine's clock says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, TypeAlias

from gwfw.exchange import (
    AwsRequest,
    CallAws,
    Ended,
    Failed,
    HttpResponse,
    InvokeFunction,
    Outcome,
    Perform,
    Raised,
    Returned,
    Token,
)
from gwfw.graph.model import AppGraph, Consumer, Queue
from gwfw.local import dispatch
from gwfw.local.names import LocalNames
from gwfw.local.settings import LocalSettings

__all__ = ["Consumers"]

Message: TypeAlias = dict[str, Any]
Actions: TypeAlias = "list[Perform | Ended]"
Next: TypeAlias = "Callable[[Outcome, float], Actions]"

SENDING: Final = ("SendMessage", "SendMessageBatch")
TIMEOUT_MS: Final = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """Messages of a queue that are shown again at `due`."""

    due: float
    queue: str
    receipts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A queue as it is known here."""

    url: str
    arn: str
    visibility_s: int


class Consumers:
    """The consumers of an app's graph."""

    def __init__(self, graph: AppGraph, settings: LocalSettings) -> None:
        self._settings = settings
        self._tokens = count(1)
        self._next: dict[Token, Next] = {}
        self._busy: set[str] = set()
        self._again: set[str] = set()
        self._waiting: list[_Waiting] = []
        self._queues: dict[str, _Held] = {}
        self.replace(graph)

    def replace(self, graph: AppGraph) -> None:
        """After a reload: what is under way goes on with the consumer that it began with."""
        names = LocalNames(graph, self._settings)
        self._consumers = {consumer.queue: consumer for consumer in graph.consumers}
        for queue in (resource for resource in graph.resources if isinstance(resource, Queue)):  # one that is gone stays
            url, arn = names.bound("queue", queue.name, "url"), names.arn("queue", queue.name)
            self._queues[queue.name] = _Held(url=url, arn=arn, visibility_s=queue.visibility_s)
        self._timeouts_ms = {function.name: function.timeout_s * 1000 for function in graph.functions}

    def asked(self, request: AwsRequest, now: float) -> Actions:
        """A request to SQS was answered. One that sends is followed by looking for messages."""
        if not self._consumers or dispatch.operation(request) not in SENDING:
            return []
        if b"DelaySeconds" in request.body:
            self._waiting += [_Waiting(due=now + _delay_s(request), queue=name) for name in self._consumers]
        return [action for name in self._consumers for action in self._poll(name)]

    def result(self, token: Token, outcome: Outcome, now: float) -> Actions:
        """What became of a Perform."""
        return self._next.pop(token)(outcome, now)

    @property
    def next_deadline(self) -> float | None:
        """When a hidden message is due."""
        return min(waiting.due for waiting in self._waiting) if self._waiting else None

    def advance(self, now: float) -> Actions:
        """Show what is due, and look for it."""
        due = [waiting for waiting in self._waiting if waiting.due <= now]
        self._waiting = [waiting for waiting in self._waiting if waiting.due > now]
        actions: Actions = []
        for waiting in due:
            actions += [self._show(waiting)] if waiting.receipts else self._poll(waiting.queue)
        return actions

    def _show(self, waiting: _Waiting) -> Perform:
        def shown(outcome: Outcome, now: float) -> Actions:
            return self._poll(waiting.queue)

        entries = [{**entry, "VisibilityTimeout": 0} for entry in _entries(waiting.receipts)]
        return self._call("ChangeMessageVisibilityBatch", waiting.queue, shown, Entries=entries)

    # One queue -------------------------------------------------------------------------------------------------------

    def _poll(self, name: str) -> Actions:
        if name in self._busy:
            self._again.add(name)
            return []
        consumer = self._consumers.get(name)
        if consumer is None:  # a reload has taken it away
            return []
        self._busy.add(name)
        return [self._receive(consumer)]

    def _receive(self, consumer: Consumer) -> Perform:
        def received(outcome: Outcome, now: float) -> Actions:
            messages = _messages(outcome)
            if messages:
                return [self._invoke(consumer, messages, now)]
            self._busy.discard(consumer.queue)
            again = consumer.queue in self._again
            self._again.discard(consumer.queue)
            return self._poll(consumer.queue) if again else []

        asked = {"MaxNumberOfMessages": consumer.batch, "AttributeNames": ["All"], "MessageAttributeNames": ["All"]}
        return self._call("ReceiveMessage", consumer.queue, received, **asked)

    def _invoke(self, consumer: Consumer, messages: Sequence[Message], began: float) -> Perform:
        def again(outcome: Outcome, now: float) -> Actions:
            return [self._receive(consumer)]

        def returned(outcome: Outcome, now: float) -> Actions:
            failed = _failed(outcome, messages)
            left = tuple(message["ReceiptHandle"] for message in messages if message["MessageId"] in failed)
            taken = [message["ReceiptHandle"] for message in messages if message["MessageId"] not in failed]
            visibility_s = self._queues[consumer.queue].visibility_s
            if left:
                self._waiting.append(_Waiting(due=now + visibility_s, queue=consumer.queue, receipts=left))
            ended = Ended(
                kind="queue",
                name=consumer.queue,
                result=f"{len(taken)} of {len(messages)} taken",
                duration_ms=(now - began) * 1000,
                failed=bool(left),
                error=f"{_reason(outcome)}; what is left is shown again after {visibility_s} s" if left else None,
            )
            if not taken:
                return [ended, self._receive(consumer)]
            return [ended, self._call("DeleteMessageBatch", consumer.queue, again, Entries=_entries(taken))]

        records = [self._record(consumer.queue, message) for message in messages]
        work = InvokeFunction(function=consumer.function, payload=json.dumps({"Records": records}).encode())
        return self._perform(work, self._timeouts_ms.get(consumer.function, TIMEOUT_MS), returned)

    def _record(self, queue: str, message: Message) -> dict[str, object]:
        """A message as Lambda is told of it."""
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": {name: _attribute(held) for name, held in message.get("MessageAttributes", {}).items()},
            "md5OfBody": message.get("MD5OfBody", ""),
            "eventSource": "aws:sqs",
            "eventSourceARN": self._queues[queue].arn,
            "awsRegion": self._settings.region,
        }

    def _call(self, action: str, queue: str, then: Next, **members: object) -> Perform:
        body = {"QueueUrl": self._queues[queue].url, **members}
        return self._perform(CallAws(service="sqs", action=action, body=json.dumps(body).encode()), TIMEOUT_MS, then)

    def _perform(self, work: CallAws | InvokeFunction, timeout_ms: int, then: Next) -> Perform:
        token = next(self._tokens)
        self._next[token] = then
        return Perform(token=token, work=work, timeout_ms=timeout_ms)


def _messages(outcome: Outcome) -> list[Message]:
    """None where the queue could not be asked."""
    if not isinstance(outcome, HttpResponse) or outcome.status != 200:
        return []
    found: list[Message] = json.loads(outcome.body or b"{}").get("Messages", [])
    return found


def _failed(outcome: Outcome, messages: Iterable[Message]) -> frozenset[str]:
    """The ids of the messages that the function did not take: all, unless it said which. An unknown id fails all too."""
    every = frozenset(message["MessageId"] for message in messages)
    if not isinstance(outcome, Returned):
        return every
    told = json.loads(outcome.payload)
    failures = (told or {}).get("batchItemFailures") or [] if isinstance(told, dict | None) else []
    named = frozenset(failure.get("itemIdentifier") for failure in failures)
    return named if named <= every else every


def _reason(outcome: Outcome) -> str:
    """Why messages were not taken, for the developer."""
    if isinstance(outcome, Raised):
        return f"the consumer raised {outcome.message}"
    if isinstance(outcome, Failed):
        return f"the consumer was not run to its end ({outcome.reason}) {outcome.detail}".rstrip()
    return "the consumer named them in batchItemFailures"


def _entries(receipts: Iterable[str]) -> list[dict[str, object]]:
    return [{"Id": str(number), "ReceiptHandle": receipt} for number, receipt in enumerate(receipts)]


def _attribute(held: Message) -> dict[str, object]:
    lists: dict[str, object] = {"stringListValues": [], "binaryListValues": []}
    return {f"{name[0].lower()}{name[1:]}": value for name, value in held.items()} | lists


def _delay_s(request: AwsRequest) -> int:
    """The greatest delay that a request asks for, in JSON or in a form."""
    return max((int(found) for found in re.findall(rb'DelaySeconds"?\s*[:=]\s*"?(\d{1,3})', request.body)), default=0)
