"""Resources of Task states by their ARN: what there is, how it may wait, and what runs it here.

    arn:aws:lambda:us-east-1:123456789012:function:name          a function
    arn:aws:states:us-east-1:123456789012:activity:name          an activity
    arn:aws:states:::sqs:sendMessage.waitForTaskToken            an optimized integration, with its pattern
    arn:aws:states:::aws-sdk:dynamodb:putItem                    an AWS SDK integration

The table of optimized integrations follows AWS's documents. Patterns that need a service's own jobs (`.sync` of anything
but `states`) are known, and refused here because nothing local runs those jobs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast

from gwfw.asl.findings import UNSUPPORTED
from gwfw.asl.reader import Reader
from gwfw.asl.tasks.activity import ActivityTask
from gwfw.asl.tasks.api import EventsTask, SdkTask, ServiceTask
from gwfw.asl.tasks.base import Integration, Pattern
from gwfw.asl.tasks.function import FunctionTask, InvokeTask, SdkInvokeTask
from gwfw.asl.tasks.http_api import ApiTask
from gwfw.asl.tasks.nested import ExecutionTask

__all__ = ["Resource", "read_resource"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A Task's resource. `type` and `action` are how events name it; `events` the beginning of their types."""

    text: str
    type: str
    action: str
    pattern: Pattern
    integration: Integration
    events: str = "Task"

    @property
    def waits_for_token(self) -> bool:
        """Whether a callback ends the task."""
        return self.pattern == ".waitForTaskToken" or self.events == "Activity"

    @property
    def details(self) -> dict[str, object]:
        """What each event of the task says about the resource."""
        return {"resourceType": self.type, "resource": self.action} if self.events == "Task" else {}


_TOKEN: Final = frozenset({"", ".waitForTaskToken"})
_ONLY: Final = frozenset({""})
_JOB: Final = frozenset({"", ".sync"})

_PATTERNS: Final[dict[str, frozenset[str]]] = {
    "apigateway:invoke": _TOKEN,
    "athena:getQueryExecution": _ONLY,
    "athena:getQueryResults": _ONLY,
    "athena:startQueryExecution": _JOB,
    "athena:stopQueryExecution": _ONLY,
    "batch:submitJob": _JOB,
    "bedrock:createModelCustomizationJob": _JOB,
    "bedrock:invokeModel": _ONLY,
    "codebuild:batchDeleteBuilds": _ONLY,
    "codebuild:batchGetReports": _ONLY,
    "codebuild:startBuild": _JOB,
    "codebuild:startBuildBatch": _JOB,
    "codebuild:stopBuild": _ONLY,
    "codebuild:stopBuildBatch": _ONLY,
    "databrew:startJobRun": _JOB,
    "dynamodb:deleteItem": _ONLY,
    "dynamodb:getItem": _ONLY,
    "dynamodb:putItem": _ONLY,
    "dynamodb:updateItem": _ONLY,
    "ecs:runTask": _JOB | _TOKEN,
    "elasticmapreduce:addStep": _JOB,
    "elasticmapreduce:createCluster": _JOB,
    "elasticmapreduce:terminateCluster": _JOB,
    "events:putEvents": _TOKEN,
    "glue:startJobRun": _JOB,
    "http:invoke": _ONLY,
    "lambda:invoke": _TOKEN,
    "mediaconvert:createJob": _JOB,
    "sagemaker:createProcessingJob": _JOB,
    "sagemaker:createTrainingJob": _JOB,
    "sagemaker:createTransformJob": _JOB,
    "sns:publish": _TOKEN,
    "sqs:sendMessage": _TOKEN,
    "states:startExecution": frozenset({"", ".sync", ".sync:2", ".waitForTaskToken"}),
}
"""The optimized integrations and the patterns of each."""

_OWN: Final[dict[str, Callable[[Pattern], Integration]]] = {
    "apigateway:invoke": lambda pattern: ApiTask(),
    "events:putEvents": lambda pattern: EventsTask(),
    "lambda:invoke": lambda pattern: InvokeTask(),
    "states:startExecution": ExecutionTask,
}
_NOT_HERE: Final = frozenset({"http"})

_FUNCTION: Final = re.compile(r"arn:aws[a-z-]*:lambda:[\w-]+:\d{12}:function:[\w$-]+(:[\w$-]+)?", re.ASCII)
_ACTIVITY: Final = re.compile(r"arn:aws[a-z-]*:states:[\w-]+:\d{12}:activity:[^\s:]+", re.ASCII)
_INTEGRATION: Final = re.compile(
    r"arn:aws[a-z-]*:states:[\w-]*:\d*:(?P<sdk>aws-sdk:)?(?P<service>[\w-]+):(?P<action>[a-z]\w*)"
    r"(?P<pattern>\.sync(?::2)?|\.waitForTaskToken)?",
    re.ASCII,
)


def read_resource(reader: Reader) -> Resource | None:
    """Compile the `Resource` of a Task state; None if it is absent or wrong."""
    text = reader.string("Resource")
    if text is None:
        return None
    reader.site.setting.resources[text] = None
    resource = _resource(text, reader)
    if resource is not None and reader.site.setting.express:
        _check_express(resource, reader)
    return resource


def _resource(text: str, reader: Reader) -> Resource | None:
    if _FUNCTION.fullmatch(text):
        return Resource(
            text=text, type="lambda", action=text, pattern="", integration=FunctionTask(text), events="LambdaFunction"
        )
    if _ACTIVITY.fullmatch(text):
        return Resource(
            text=text, type="activity", action=text, pattern="", integration=ActivityTask(text), events="Activity"
        )
    match = _INTEGRATION.fullmatch(text)
    if match is None or not _is_known(match):
        reader.refuse(
            f"The resource provided {text} is not recognized. The value is not a valid resource ARN, or the resource is "
            "not available in this region.",
            "Resource",
        )
        return None
    if not _runs_here(match):
        reader.refuse(f"The resource {text} is not run locally", "Resource", code=UNSUPPORTED)
    pattern = cast(Pattern, match["pattern"] or "")
    return Resource(
        text=text,
        type=f"{match['sdk'] or ''}{match['service']}",
        action=f"{match['action']}{pattern}",
        pattern=pattern,
        integration=_integration(match, pattern),
    )


def _is_known(match: re.Match[str]) -> bool:
    patterns = _TOKEN if match["sdk"] else _PATTERNS.get(f"{match['service']}:{match['action']}", frozenset())
    return (match["pattern"] or "") in patterns


def _runs_here(match: re.Match[str]) -> bool:
    if match["sdk"]:
        return True
    waits_for_job = match["service"] != "states" and (match["pattern"] or "").startswith(".sync")
    return not waits_for_job and match["service"] not in _NOT_HERE


def _integration(match: re.Match[str], pattern: Pattern) -> Integration:
    service, action = match["service"], match["action"]
    if match["sdk"]:
        return SdkInvokeTask() if (service, action) == ("lambda", "invoke") else SdkTask(service, action)
    own = _OWN.get(f"{service}:{action}")
    return ServiceTask(service, action) if own is None else own(pattern)


def _check_express(resource: Resource, reader: Reader) -> None:
    kind = {
        ".sync": "'.sync' service integration",
        ".sync:2": "'.sync' service integration",
        ".waitForTaskToken": "'.waitForTaskToken' service integration ",
    }.get(resource.pattern)
    if resource.events == "Activity":
        kind = "Activity ARN"
    if kind is not None:
        reader.refuse(f"Express state machine does not support {kind}", "Resource")
