"""A policy document that an authorizer returned: whether it lets an ARN be invoked.

It follows the evaluation of IAM policies as far as API Gateway has use for it: an explicit Deny wins, no Allow is a denial.
Conditions would need what only AWS knows, so a document with one is malformed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

__all__ = ["Malformed", "allows"]

ACTION = "execute-api:Invoke"


class Malformed(ValueError):
    """No policy document; the text says why."""


def allows(document: object, arn: str) -> bool:
    """Whether invoking that ARN is allowed. Raises Malformed."""
    if not isinstance(document, Mapping) or "Statement" not in document:
        raise Malformed("a policyDocument has a Statement")
    listed = document["Statement"]
    effects = {_effect(one) for one in (listed if isinstance(listed, list) else [listed]) if _applies(one, arn)}
    return "Allow" in effects and "Deny" not in effects


def _effect(statement: Mapping[str, object]) -> object:
    return statement["Effect"]


def _applies(statement: object, arn: str) -> bool:
    if not isinstance(statement, Mapping):
        raise Malformed("a statement is an object")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise Malformed(f"a statement's Effect is Allow or Deny, not {statement.get('Effect')!r}")
    if statement.get("Condition"):
        raise Malformed("conditions of a policy are not evaluated here")
    return _matches(statement, "Action", ACTION, fold=True) and _matches(statement, "Resource", arn, fold=False)


def _matches(statement: Mapping[str, object], member: str, text: str, *, fold: bool) -> bool:
    """Whether `Action` or `Resource` holds the text, or `NotAction` or `NotResource` does not."""
    if member in statement:
        return any(_pattern(one, fold).fullmatch(text) for one in _texts(statement[member], member))
    if f"Not{member}" in statement:
        return not any(_pattern(one, fold).fullmatch(text) for one in _texts(statement[f"Not{member}"], member))
    raise Malformed(f"a statement has {member}")


def _texts(given: object, member: str) -> Iterable[str]:
    listed: list[object] = given if isinstance(given, list) else [given]
    texts = [one for one in listed if isinstance(one, str)]
    if len(texts) != len(listed):
        raise Malformed(f"a statement's {member} is a text or a list of texts")
    return texts


@lru_cache(maxsize=1024)
def _pattern(written: str, fold: bool) -> re.Pattern[str]:
    pieces = [{"*": ".*", "?": "."}.get(piece) or re.escape(piece) for piece in re.split(r"([*?])", written)]
    return re.compile("".join(pieces), re.DOTALL | (re.IGNORECASE if fold else 0))
