"""A queue's consumer, ready to be invoked: it is called once for each message of a batch.

A message that the handler fails on is named in `batchItemFailures`, so that the others are not delivered again; if it fails
on all of them, the invocation fails. It follows "Handling errors for an SQS event source in Lambda".
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

from gwfw.annotations import plain
from gwfw.runtime.bodies import NotValid, parser
from gwfw.runtime.encode import to_json
from gwfw.runtime.handlers import called
from gwfw.runtime.tasks import InvalidInput
from gwfw.signature import inspect_handler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.runtime.handlers import Event, Function, Serve
    from gwfw.runtime.loops import Loops

__all__ = ["serve"]


def serve(handler: Function, name: str, loops: Loops) -> Serve:
    """What takes the queue's messages. Raises SignatureError."""
    signature = inspect_handler(handler, "queue", name)
    contexts = tuple(parameter.name for parameter in signature.parameters if parameter.origin == "context")
    body = signature.body
    parse = None if body is None else _text if plain(body.annotation) is str else parser(body.annotation)

    def one(text: str, context: object) -> None:
        arguments: Mapping[str, object] = dict.fromkeys(contexts, context)
        if parse is not None and body is not None:
            try:
                arguments = {**arguments, body.name: parse(text)}
            except NotValid as wrong:
                raise InvalidInput(to_json(wrong.faults)) from None
        called(handler, arguments, loops)

    def served(event: Event, context: object) -> object:
        failed: dict[str, Exception] = {}
        for record in event["Records"]:
            try:
                one(record["body"], context)
            except Exception as error:  # the others are not to suffer
                failed[record["messageId"]] = error
        if failed and len(failed) == len(event["Records"]):
            raise next(iter(failed.values()))
        for identity, raised in failed.items():
            sys.stderr.write(f"message {identity}: {type(raised).__name__}: {raised}\n")
        return {"batchItemFailures": [{"itemIdentifier": identity} for identity in failed]}

    return served


def _text(raw: str | bytes) -> object:
    """A message that is no JSON, as it is."""
    return raw
