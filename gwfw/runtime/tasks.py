"""A task, ready to be run by a state machine: its input validated, its result as JSON.

A wrong input fails with the error `gwfw.ValidationError`: state machines (and Lambda's `errorType`) see the name of the
exception's class, which is why that class has a name with a dot.
"""

from __future__ import annotations

from collections.abc import Mapping

from gwfw.runtime.bodies import NotValid, value_parser
from gwfw.runtime.encode import encoder, to_json
from gwfw.runtime.handlers import called
from gwfw.signature import inspect_handler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.runtime.handlers import Event, Function, Serve
    from gwfw.runtime.loops import Loops

__all__ = ["InvalidInput", "serve"]


class InvalidInput(Exception):
    """A task's input is not what it takes. The message has one entry for each wrong field."""


InvalidInput.__name__ = InvalidInput.__qualname__ = "gwfw.ValidationError"


def serve(handler: Function, name: str, loops: Loops) -> Serve:
    """What runs the task. Raises SignatureError."""
    signature = inspect_handler(handler, "task", name)
    function: Function = getattr(handler, "function", handler)  # a Task takes its input by position
    encode = encoder(signature.returns)
    contexts = tuple(parameter.name for parameter in signature.parameters if parameter.origin == "context")
    parse = None if signature.body is None else value_parser(signature.body.annotation)

    def served(event: Event, context: object) -> object:
        arguments: Mapping[str, object] = dict.fromkeys(contexts, context)
        if parse is not None and signature.body is not None:
            try:
                arguments = {**arguments, signature.body.name: parse(event)}
            except NotValid as wrong:
                raise InvalidInput(to_json(wrong.faults)) from None
        return _value(encode(called(function, arguments, loops)))

    return served


def _value(text: str) -> object:
    """Lambda writes results as JSON itself."""
    import json

    value: object = json.loads(text)
    return value
