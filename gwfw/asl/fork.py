"""Chains that run for one state at the same time: the branches of a Parallel, the iterations of a Map.

Children are made one by one, as many as may run at once; each runs until it waits. Their results keep the children's
order, however they come. The first failure stops the others and fails the state.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from gwfw.asl.chain import Chain
from gwfw.asl.failures import StateError
from gwfw.asl.view import Scope

if TYPE_CHECKING:
    from gwfw.asl.container import Container
    from gwfw.asl.items import SelectedItems

__all__ = ["Branches", "Fork", "Iterations"]


class Fork(ABC):
    """What branches and iterations have in common. `kind` is the state's, for its events."""

    def __init__(self, chain: Chain, total: int, limit: int) -> None:
        self.chain, self.limit = chain, limit
        self.results: list[object] = [None] * total
        self.running: dict[int, Chain] = {}
        self.next = self.done = 0
        self.over = self.pumping = False

    def begin(self, now: float) -> None:
        """Start as many children as may run; without any the state is done at once."""
        if self.results:
            self.go_on()
        else:
            self.finish(now)

    def go_on(self) -> None:
        """Start the next child soon, if there is one."""
        if not self.pumping and self.next < len(self.results):
            self.pumping = True
            self.chain.soon(self.pump)

    def pump(self, now: float) -> None:
        """Start the next child, if it may run; the one after it follows when this one is done, or waits."""
        self.pumping = False
        if not self.over and len(self.running) < self.limit:
            index = self.next
            self.next += 1
            self.go_on()
            self.start(index, now)

    @abstractmethod
    def start(self, index: int, now: float) -> None:
        """Make the child of that index and let it begin next."""
        ...

    def ended(self, child: Chain, output: object, now: float) -> None:
        """A child came to its end."""
        del self.running[child.index]
        self.results[child.index] = output
        self.count(child.previous)

    def count(self, previous: int) -> None:
        """One child more is done; the last one finishes the state. `previous` is its last event."""
        self.done += 1
        if self.done < len(self.results):
            self.go_on()
            return
        self.chain.previous = previous
        self.chain.soon(self.finish)

    def failed(self, child: Chain, error: StateError, now: float) -> None:
        """A child failed, so the state does."""
        del self.running[child.index]
        self.abort(now)
        self.chain.previous = child.previous
        self.chain.soon(lambda later: self.fail(error, later))

    def finish(self, now: float) -> None:
        """All children are done."""
        self.chain.mark(f"{self.chain.state.kind}StateSucceeded", now)
        self.chain.succeed(self.results, now)

    def fail(self, error: StateError, now: float) -> None:
        """Fail the state."""
        self.chain.note(f"{self.chain.state.kind}StateFailed", now)
        raise error

    def cancel(self) -> None:
        """Stop every child without a trace."""
        self.over = True
        for child in self.running.values():
            child.drop()
        self.running.clear()

    def abort(self, now: float) -> None:
        """Stop every child, and say so in the history."""
        self.over = True
        for child in self.running.values():
            self.abort_child(child, now)
        self.running.clear()

    def abort_child(self, child: Chain, now: float) -> None:
        """Stop one child, and say so in the history."""
        child.abort(now)


class Branches(Fork):
    """The branches of a Parallel; each gets the same input."""

    def __init__(self, chain: Chain, branches: tuple[Container, ...], data: object) -> None:
        super().__init__(chain, len(branches), len(branches))
        self._branches, self._data = branches, data

    def start(self, index: int, now: float) -> None:
        """Begin a branch, with variables of its own that read outward."""
        parent = self.chain
        child = Chain(
            parent.execution,
            self._branches[index],
            self,
            index=index,
            previous=parent.previous,
            scope=Scope(parent.scope),
            item=parent.item,
        )
        self.running[index] = child
        child.soon(lambda later: child.begin(self._data, later))


class Iterations(Fork):
    """The iterations of an inline Map."""

    def __init__(self, chain: Chain, container: Container, items: SelectedItems, limit: int) -> None:
        super().__init__(chain, len(items), limit)
        self._container, self._items, self._serial = container, items, limit == 1
        self._started = chain.previous

    def start(self, index: int, now: float) -> None:
        """Begin an iteration, with variables of its own that read outward."""
        parent = self.chain
        data = self._items.input(index, now)
        child = Chain(
            parent.execution,
            self._container,
            self,
            index=index,
            previous=self._started,
            scope=Scope(parent.scope),
            item=self._items.item(index),
        )
        self.running[index] = child
        child.note("MapIterationStarted", now, name=parent.state.name, index=index)
        child.soon(lambda later: child.begin(data, later))

    def ended(self, child: Chain, output: object, now: float) -> None:
        """An iteration is done; if they run one by one, the next one's events follow its last state's."""
        if self._serial:
            self._started = child.previous
        child.note("MapIterationSucceeded", now, name=self.chain.state.name, index=child.index)
        super().ended(child, output, now)

    def failed(self, child: Chain, error: StateError, now: float) -> None:
        """An iteration failed."""
        child.mark("MapIterationFailed", now, name=self.chain.state.name, index=child.index)
        super().failed(child, error, now)

    def abort_child(self, child: Chain, now: float) -> None:
        """Stop one iteration, and say so in the history."""
        child.abort(now)
        child.mark("MapIterationAborted", now, name=self.chain.state.name, index=child.index)
