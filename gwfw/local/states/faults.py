"""The errors of Step Functions' API as the service words them: a code, a message, always status 400.

Wordings are those that the service was seen to give; where none was seen, the API reference's sentence.
"""

from __future__ import annotations

from gwfw.exchange import HttpResponse
from gwfw.local import dispatch

__all__ = [
    "Fault",
    "execution_exists",
    "execution_missing",
    "invalid_arn",
    "invalid_definition",
    "invalid_input",
    "invalid_name",
    "invalid_token",
    "machine_missing",
    "too_long",
    "wrong_type",
]


class Fault(Exception):
    """An error that the caller is answered. `code` is the exception's name in the service's model."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(code, message)

    def response(self) -> HttpResponse:
        """The answer."""
        return dispatch.error(self.code, self.message)


def machine_missing(arn: str, elsewhere: str | None = None) -> Fault:
    """There is no such state machine; `elsewhere` is what the graph calls one that exists in AWS only."""
    message = f"State Machine Does Not Exist: '{arn}'"
    if elsewhere is not None:
        cure = f"sfn.machine({elsewhere!r}, ..., local=flow) says what runs in its place"
        message += f" (nothing local runs the machine {elsewhere!r}, which is defined elsewhere: {cure})"
    return Fault("StateMachineDoesNotExist", message)


def execution_missing(arn: str) -> Fault:
    """There is no such execution."""
    return Fault("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'")


def execution_exists(arn: str) -> Fault:
    """An execution of that name has another input, or is closed."""
    return Fault("ExecutionAlreadyExists", f"Execution Already Exists: '{arn}'")


def invalid_arn(reason: str) -> Fault:
    """An ARN of another form or another sort."""
    return Fault("InvalidArn", f"Invalid Arn: '{reason}'")


def invalid_name(name: str) -> Fault:
    """A name that may not be."""
    return Fault("InvalidName", f"Invalid Name: '{name}'")


def invalid_input(reason: str) -> Fault:
    """An execution's input that is not JSON."""
    return Fault("InvalidExecutionInput", f"Invalid State Machine Execution Input: '{reason}'")


def invalid_definition(reason: str) -> Fault:
    """A definition that is none."""
    return Fault("InvalidDefinition", f"Invalid State Machine Definition: '{reason}'")


def invalid_token(reason: str = "Invalid token") -> Fault:
    """A task token, or the token of a next page, that was never given out."""
    return Fault("InvalidToken", f"Invalid Token: '{reason}'")


def wrong_type() -> Fault:
    """Something that machines of this type (STANDARD or EXPRESS) cannot do."""
    return Fault("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")


def too_long(member: str, longest: int) -> Fault:
    """A text that is longer than it may be, and that the service does not repeat."""
    said = f"Value at '{member}' failed to satisfy constraint: Member must have length less than or equal to {longest}"
    return Fault("ValidationException", f"1 validation error detected: {said}")
