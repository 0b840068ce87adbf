"""A construct of the app's own: made once for each stack, by whoever asks first."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw import App, CdkConstruct


class Stack:
    """Stands for the CDK's."""


def test_it_is_made_once_for_each_stack() -> None:
    made = []
    first, second = Stack(), Stack()

    def network(stack: Stack) -> list[Stack]:
        """The network."""
        made.append(stack)
        return [stack]

    construct = App("shop").construct(network)
    assert made == []
    assert construct(first) is construct(first)
    assert construct(second) == [second]
    assert made == [first, second]
    assert (construct.name, construct.__doc__, construct.__wrapped__) == ("network", "The network.", network)
    assert repr(construct) == "<construct network>"


def test_one_that_is_given_stands_for_it() -> None:
    stack, other = Stack(), Stack()
    construct: CdkConstruct[Stack, object] = CdkConstruct(lambda stack: "made")
    construct.give(stack, None)
    assert construct(stack) is None
    assert construct(other) == "made"
    construct.give(other, "given")
    assert construct(other) == "given"


def test_one_that_needs_itself_says_so() -> None:
    def first(stack: Stack) -> object:
        return constructs[1](stack)

    def second(stack: Stack) -> object:
        return constructs[0](stack)

    constructs: list[CdkConstruct[Any, Any]] = [CdkConstruct(first), CdkConstruct(second)]
    for _ in range(2):  # it is not remembered as being made
        with pytest.raises(RuntimeError, match="first is made of itself"):
            constructs[0](Stack())
