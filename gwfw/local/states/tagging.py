"""The tags of state machines: TagResource, UntagResource, ListTagsForResource."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from gwfw.exchange import Token
from gwfw.local.states import arns
from gwfw.local.states.faults import Fault
from gwfw.local.states.machine import StateMachine
from gwfw.local.states.members import Members

if TYPE_CHECKING:
    from gwfw.local.states.activities import Activity
    from gwfw.local.states.service import Service

__all__ = ["list_tags_for_resource", "tag_resource", "tags", "untag_resource"]

LONGEST: Final = 50
"""Tags of one resource."""


def tag_resource(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """Set tags."""
    resource = _resource(service, given)
    changed = resource.tags | tags(given)
    if len(changed) > LONGEST:
        raise Fault("TooManyTags", f"The maximum number of tags per resource is {LONGEST}")
    resource.tags = changed
    return {}


def untag_resource(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """Take tags away; those that are not there too."""
    resource = _resource(service, given)
    gone = {key for key in given.items("tagKeys") if isinstance(key, str)}
    resource.tags = {key: value for key, value in resource.tags.items() if key not in gone}
    return {}


def list_tags_for_resource(service: Service, given: Members, now: float, token: Token) -> dict[str, object]:
    """The tags."""
    return {"tags": [{"key": key, "value": value} for key, value in _resource(service, given).tags.items()]}


def tags(given: Members) -> dict[str, str]:
    """The tags of a request."""
    return dict(_pairs(given.items("tags")))


def _pairs(entries: Iterable[object]) -> Iterable[tuple[str, str]]:
    for entry in entries:
        if isinstance(entry, dict) and isinstance(entry.get("key"), str):
            yield entry["key"], str(entry.get("value", ""))


def _resource(service: Service, given: Members) -> Activity | StateMachine:
    arn = given.arn("resourceArn")
    arns.parse(arn, "stateMachine", "activity")
    found = service.registry.get(arn) or service.activities.get(arn)
    if found is None:
        raise Fault("ResourceNotFound", f"Resource not found: '{arn}'")
    return found
