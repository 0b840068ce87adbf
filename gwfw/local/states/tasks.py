"""What each task of a run becomes: an invocation, a request to a service or to an API, a nested execution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from gwfw.asl import actions as asl
from gwfw.asl import jsontext
from gwfw.exchange import CallHttp, Failed, HttpResponse, Outcome
from gwfw.local.states import activities, nested, services
from gwfw.local.states.running import Driven, Job

if TYPE_CHECKING:
    from gwfw.local.states.service import Service

__all__ = ["TaskJobs"]

API_TIMEOUT_MS: Final = 60_000


class TaskJobs:
    """The Tasks of `Running`."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def __call__(self, driven: Driven, action: asl.Task, now: float) -> Job | asl.Outcome | None:
        """The job, the outcome, or None where the outcome comes by another way."""
        if isinstance(action, asl.InvokeFunction):
            return self._invocation(action)
        if isinstance(action, asl.CallService):
            return services.job(action, self._service.settings)
        if isinstance(action, asl.CallApi):
            return _request(action)
        if isinstance(action, asl.StartExecution):
            return nested.start(self._service, driven, action, now)
        return activities.offer(self._service, driven, action, now)

    def _invocation(self, action: asl.InvokeFunction) -> Job | asl.Outcome:
        job = self._service.functions.job(action)
        if action.event and isinstance(job, Job):
            self._service.running.ask(job.work, job.timeout_ms)
            return asl.Returned(payload="", request_id=self._service.ids.uuid())
        return job


def _request(action: asl.CallApi) -> Job:
    """The request of `apigateway:invoke`."""
    path = "/".join(["", *[part.strip("/") for part in (action.stage, action.path) if part.strip("/")]]) or "/"
    query = urlencode([(name, value) for name, values in action.query.items() for value in values], quote_via=quote)
    headers = [(name, value) for name, values in action.headers.items() for value in values]
    if action.body is not None and all(name.lower() != "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/json"))
    host = action.endpoint.removeprefix("https://").rstrip("/")
    work = CallHttp(
        method=action.method,
        url=f"https://{host}{path}{'?' + query if query else ''}",
        headers=tuple(headers),
        body=b"" if action.body is None else jsontext.text(action.body).encode("utf-8", "surrogatepass"),
    )
    return Job(work=work, timeout_ms=API_TIMEOUT_MS, outcome=_answered)


def _answered(outcome: Outcome) -> asl.Outcome:
    if isinstance(outcome, Failed):
        return services.not_answered(outcome)
    assert isinstance(outcome, HttpResponse)
    headers: dict[str, tuple[str, ...]] = {}
    for name, value in outcome.headers:
        headers[name] = (*headers.get(name, ()), value)
    return asl.ApiAnswered(status=outcome.status, headers=headers, body=outcome.body.decode("utf-8", "replace"))
