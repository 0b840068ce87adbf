"""Activities: tasks that workers fetch by themselves and answer with the task's token."""

from __future__ import annotations

from dataclasses import dataclass

from gwfw.asl.actions import OfferActivity, Outcome
from gwfw.asl.tasks.base import Asked, unexpected

__all__ = ["ActivityTask"]


@dataclass(frozen=True, slots=True)
class ActivityTask:
    """The activity with that ARN."""

    arn: str

    @property
    def place(self) -> str:
        """The ARN."""
        return self.arn

    def request(self, asked: Asked) -> OfferActivity:
        """Offer the effective input to a worker."""
        assert asked.token is not None
        return OfferActivity(work=asked.work, activity=self.arn, input=asked.arguments, token=asked.token)

    def result(self, outcome: Outcome) -> object:
        """Never a result: it comes by the token."""
        raise unexpected(outcome)
