"""Activities: tasks that workers outside fetch (GetActivityTask) and end by their token.

A request for a task waits up to 60 seconds for one, and is then answered with none, as AWS does.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gwfw.asl import actions as asl
from gwfw.asl import jsontext
from gwfw.exchange import Token
from gwfw.local.states import arns, pages, tagging
from gwfw.local.states.faults import Fault
from gwfw.local.states.members import Members
from gwfw.local.states.running import Driven
from gwfw.local.states.timers import Timer

if TYPE_CHECKING:
    from gwfw.local.states.service import Service

__all__ = [
    "Activity",
    "create_activity",
    "delete_activity",
    "describe_activity",
    "get_activity_task",
    "list_activities",
    "offer",
]

POLL_S: Final = 60.0


@dataclass(slots=True)
class Worker:
    """A request for a task that waits."""

    token: Token
    name: str | None
    timer: Timer


@dataclass(slots=True, eq=False)
class Activity:
    """An activity, the tasks that wait for workers, and the workers that wait for tasks."""

    arn: str
    name: str
    created_at: float
    tags: dict[str, str] = field(default_factory=dict)
    offers: deque[tuple[Driven, asl.OfferActivity]] = field(default_factory=deque)
    workers: deque[Worker] = field(default_factory=deque)


def create_activity(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """Make an activity. The same again gives the same one."""
    name = arns.check_name(given.needed("name"))
    arn = arns.activity_arn(service.settings.region, service.settings.account_id, name)
    activity = service.activities.get(arn)
    if activity is None:
        activity = service.activities[arn] = Activity(arn, name, now, tagging.tags(given))
    return {"activityArn": arn, "creationDate": activity.created_at}


def delete_activity(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """Delete an activity; also one that is not there."""
    arn = given.arn("activityArn")
    arns.parse(arn, "activity")
    service.activities.pop(arn, None)
    return {}


def describe_activity(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """An activity."""
    activity = _find(service, given)
    return {"activityArn": activity.arn, "name": activity.name, "creationDate": activity.created_at}


def list_activities(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """Every activity."""
    page = pages.cut([*service.activities.values()], given, "activities")
    listed = [
        {"activityArn": activity.arn, "name": activity.name, "creationDate": activity.created_at} for activity in page.items
    ]
    return {"activities": listed, **page.following}


def get_activity_task(service: Service, given: Members, now: float, token: Token) -> dict[str, object] | None:
    """The next task of an activity; the answer waits for one."""
    activity, name = _find(service, given), given.text("workerName", longest=80, shortest=1)
    if activity.offers:
        driven, offered = activity.offers.popleft()
        _hand_over(service, driven, offered, name, now)
        return _task(offered)
    worker: Worker

    def give_up(now: float) -> None:
        activity.workers.remove(worker)
        service.reply(token, {"taskToken": None})

    worker = Worker(token, name, service.running.timers.set(now + POLL_S, give_up))
    activity.workers.append(worker)
    return None


def offer(service: Service, driven: Driven, action: asl.OfferActivity, now: float) -> asl.Outcome | None:
    """Give a task to a worker that waits, or keep it for one. Failed where there is no such activity."""
    activity = service.activities.get(action.activity)
    if activity is None:
        return asl.Failed(error="States.Runtime", cause=f"Activity Does Not Exist: '{action.activity}'")
    if not activity.workers:
        activity.offers.append((driven, action))
        driven.cancels[action.work] = lambda now: activity.offers.remove((driven, action))
        return None
    worker = activity.workers.popleft()
    worker.timer.cancel()
    service.running.soon(lambda now: _served(service, driven, action, worker, now), now)
    return None


def _served(service: Service, driven: Driven, action: asl.OfferActivity, worker: Worker, now: float) -> None:
    _hand_over(service, driven, action, worker.name, now)
    service.reply(worker.token, _task(action))


def _hand_over(service: Service, driven: Driven, offered: asl.OfferActivity, worker: str | None, now: float) -> None:
    """Tell the run that its task was taken."""
    from gwfw.asl.run import Run

    assert isinstance(driven.run, Run)
    driven.cancels.pop(offered.work, None)
    service.running.drive(driven, driven.run.picked_up(offered.token, worker, now), now)


def _task(offered: asl.OfferActivity) -> dict[str, object]:
    return {"taskToken": offered.token, "input": jsontext.text(offered.input)}


def _find(service: Service, given: Members) -> Activity:
    arn = given.arn("activityArn")
    arns.parse(arn, "activity")
    activity = service.activities.get(arn)
    if activity is None:
        raise Fault("ActivityDoesNotExist", f"Activity Does Not Exist: '{arn}'")
    return activity
