"""Lists page by page."""

from __future__ import annotations

import base64

import pytest

from gwfw.local.states.faults import Fault
from gwfw.local.states.members import Members
from gwfw.local.states.pages import PAGE, cut


def walk(count: int, size: int | None) -> list[list[int]]:
    """The pages of a list of that length."""
    pages, given = [], {} if size is None else {"maxResults": size}
    while True:
        page = cut(range(count), Members(given), "list")
        pages.append(page.items)
        if not page.following:
            return pages
        given = {**given, **page.following}  # type: ignore[dict-item]  # the token is a text


@pytest.mark.parametrize(
    ("count", "size", "lengths"),
    [(0, 2, [0]), (2, 2, [2]), (3, 2, [2, 1]), (5, 2, [2, 2, 1]), (250, 0, [PAGE, PAGE, 50]), (101, None, [PAGE, 1])],
    ids=["empty", "one page", "a rest", "three pages", "size 0", "no size"],
)
def test_every_entry_is_on_one_page(count: int, size: int | None, lengths: list[int]) -> None:
    pages = walk(count, size)
    assert [len(page) for page in pages] == lengths
    assert [entry for page in pages for entry in page] == list(range(count))


@pytest.mark.parametrize(
    "token",
    ["MTA6eA==", "!", "ü", base64.urlsafe_b64encode(b"\xff\xfe").decode(), base64.urlsafe_b64encode(b"x:y").decode()],
    ids=["another mark", "no Base64", "no ASCII", "no text", "no number"],
)
def test_a_token_that_was_never_given_out(token: str) -> None:
    with pytest.raises(Fault) as caught:
        cut([1], Members({"nextToken": token}), "list")
    assert caught.value.code == "InvalidToken"


def test_a_token_of_another_list() -> None:
    token = cut([1, 2], Members({"maxResults": 1}), "list").following["nextToken"]
    with pytest.raises(Fault):
        cut([1, 2], Members({"nextToken": token}), "other")
