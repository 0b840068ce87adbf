"""What first-class integrations with AWS services must fulfil: a subtype that exists, its parameters, and their values.

The words are those with which API Gateway refuses such an integration, as far as they are known.
"""

from __future__ import annotations

from collections.abc import Iterator

from gwfw.errors import Place, Problem
from gwfw.graph.mapping import compile_expression
from gwfw.graph.model import Integration, Ref, Text
from gwfw.graph.problems import problem
from gwfw.integrations.aws_service.spec import AwsService
from gwfw.integrations.aws_service.subtypes import SUBTYPES, Subtype

__all__ = ["check_service"]


def check_service(integration: Integration, place: Place | None) -> Iterator[Problem]:
    """Everything that is wrong with an integration of that kind; nothing is with those of other kinds."""
    if not isinstance(integration, AwsService):
        return
    subtype = SUBTYPES.get(integration.subtype)
    if subtype is None:
        what, received = "there is no such integration subtype", repr(integration.subtype)
        remedy = "choose one of them, or a Lambda route"
        yield problem("service-subtype", what, place, received=received, allowed=", ".join(SUBTYPES), remedy=remedy)
        return
    names = [name for name, _ in integration.parameters]
    for name in (name for name in subtype.required if name not in names):
        what = f"Parameter: {name} is required for Operation: {integration.subtype}, and is missing"
        allowed = ", ".join(subtype.required)
        yield problem("service-parameter", what, place, allowed=allowed, remedy=f"map {name}")
    for name, text in integration.parameters:
        if name not in subtype.parameters:
            yield _unknown(name, integration.subtype, subtype, place)
        elif names.count(name) > 1:
            what = f"Parameter: {name} is given more than once"
            yield problem("service-parameter", what, place, received=_written(text), remedy="keep one")
        elif not any(isinstance(part, Ref) for part in text):
            yield from _value(name, _written(text), subtype, place)


def _unknown(name: str, called: str, subtype: Subtype, place: Place | None) -> Problem:
    meant = next((known for known in subtype.parameters if known.lower() == name.lower()), None)
    return problem(
        "service-parameter",
        f"Parameter: {name} does not fit schema for Operation: {called}.",
        place,
        received=name,
        allowed=", ".join(subtype.parameters),
        remedy="remove it" if meant is None else f"write {meant}",
    )


def _value(name: str, expression: str, subtype: Subtype, place: Place | None) -> Iterator[Problem]:
    try:
        compile_expression(expression)
    except ValueError as error:
        remedy = "use a source that exists, or static text that does not begin with $"
        yield problem("service-parameter", str(error), place, received=f"{name} = {expression!r}", remedy=remedy)
        return
    if subtype.parameters[name] == "attributes" and "$" not in expression:
        what = f"Invalid source: {expression} specified for destination: {name}"
        remedy = "take the whole value from the request, such as $request.body.attributes"
        yield problem("service-parameter", what, place, received=f"{name} = {expression!r}", remedy=remedy)


def _written(text: Text) -> str:
    return "".join(part if isinstance(part, str) else f"<{part.kind} {part.name}>" for part in text)
