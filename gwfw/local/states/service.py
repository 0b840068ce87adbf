"""What the operations of the service share: machines, executions, running work, identifiers."""

from __future__ import annotations

from gwfw.exchange import HttpResponse, Reply, Token
from gwfw.graph.model import AppGraph
from gwfw.local import dispatch
from gwfw.local.settings import LocalSettings
from gwfw.local.states.activities import Activity
from gwfw.local.states.executions import Executions
from gwfw.local.states.faults import Fault
from gwfw.local.states.functions import Functions
from gwfw.local.states.registry import Registry
from gwfw.local.states.running import Running
from gwfw.local.states.tasks import TaskJobs
from gwfw.ports import Ids

__all__ = ["Service"]


class Service:
    """The service's state. One `token` stands for the request in hand, whose reply is given once."""

    def __init__(self, graph: AppGraph, *, settings: LocalSettings, ids: Ids) -> None:
        self.settings, self.ids = settings, ids
        self.registry = Registry(graph, settings)
        self.functions = Functions(graph, settings, ids)
        self.running = Running(TaskJobs(self))
        self.executions = Executions(self.running, settings, ids)
        self.activities: dict[str, Activity] = {}

    def reply(self, token: Token, answer: object) -> None:
        """Answer a request."""
        self._reply(token, dispatch.json_answer(answer))

    def refuse(self, token: Token, fault: Fault) -> None:
        """Answer a request with an error."""
        self._reply(token, fault.response())

    def _reply(self, token: Token, response: HttpResponse) -> None:
        headers = (*response.headers, ("x-amzn-requestid", self.ids.uuid()))
        answer = HttpResponse(status=response.status, headers=headers, body=response.body)
        self.running.say(Reply(token=token, response=answer))
