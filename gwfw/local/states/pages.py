"""Lists that are given page by page: `maxResults`, `nextToken`.

A token says where the next page begins in the list of that subject; another list's, or anybody's own, is no token.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from gwfw.local.states import faults
from gwfw.local.states.members import Members

__all__ = ["PAGE", "Page", "cut"]

PAGE: Final = 100
"""Entries of a page where the request does not say, or says 0."""

LONGEST: Final = 1000

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Page(Generic[ItemT]):
    """Some entries, and the members of the answer that say how to go on."""

    items: list[ItemT]
    following: dict[str, object]


def cut(items: Sequence[ItemT], given: Members, subject: str) -> Page[ItemT]:
    """The page that the request asks for. Raises Fault for a token that was never given out."""
    size = given.number("maxResults", 0, LONGEST) or PAGE
    token = given.text("nextToken", longest=3096, shortest=1)
    start = 0 if token is None else _start(token, subject)
    end = start + size
    following: dict[str, object] = {"nextToken": _token(end, subject)} if end < len(items) else {}
    return Page(list(items[start:end]), following)


def _token(start: int, subject: str) -> str:
    return base64.urlsafe_b64encode(f"{start}:{_mark(start, subject)}".encode()).decode()


def _start(token: str, subject: str) -> int:
    try:
        start, _, mark = base64.urlsafe_b64decode(token.encode()).decode().partition(":")
        if mark == _mark(int(start), subject):
            return int(start)
    except ValueError:
        pass
    raise faults.invalid_token()


def _mark(start: int, subject: str) -> str:
    return hashlib.sha256(f"{start}:{subject}".encode()).hexdigest()[:32]
