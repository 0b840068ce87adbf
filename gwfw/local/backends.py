"""The engines of AWS services: moto, called in this process, behind one lock.

moto is imported with the first request that needs it: an app without tables never pays for it. Requests go straight to
moto's own response handlers, found through its URL tables; nothing is patched, no server runs, and moto never invokes a
function of ours. moto is not thread-safe and its state is global: one lock stands around each dispatch, and each
`Backends` has its own state, put in place while its requests are served. It is the only module that knows moto.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

from gwfw.errors import Unclaimed
from gwfw.exchange import AwsRequest, CallAws, HttpResponse
from gwfw.graph.model import AppGraph, Bus, Queue, Resource, Table
from gwfw.local import dispatch
from gwfw.local.configurations import Configurations
from gwfw.local.names import LocalNames
from gwfw.local.settings import LocalSettings

if TYPE_CHECKING:
    from moto.core.base_backend import AccountSpecificBackend, BackendDict

__all__ = ["Backends"]

Handler: TypeAlias = Callable[[Any, str, Any], "tuple[int, Mapping[str, object], str | bytes]"]
"""One of moto's response handlers: (request, URL, headers) to (status, headers, body). The request is werkzeug's."""

OWN: Final = frozenset({"execute-api", "lambda", "states"})
"""What this emulator serves itself, or must not leave to moto: its Lambda runs containers, or answers without running."""

OF_SERVICE: Final = {"queue": "sqs", "bus": "events", "stream": "kinesis"}
"""The service of each kind of resource that is created there with its first request."""

DEAD_LETTERS: Final = "-dead-letters"
"""What ends the name of the queue where messages go that were received too often."""

HOSTS: Final = {"monitoring": "monitoring", "ses": "email", "mobiletargeting": "pinpoint", "iotdata": "data.iot"}
"""Hosts of the services whose host does not begin with their signing name."""


class Backends:
    """The AwsPort: the app's tables, queues, buses, streams and configurations, and whatever else moto has.

    State begins empty and ends with `reset` or `close`.
    """

    _lock: ClassVar[threading.RLock] = threading.RLock()
    _owner: ClassVar[Backends | None] = None

    def __init__(self, graph: AppGraph, settings: LocalSettings) -> None:
        self._settings = settings
        self._states: dict[BackendDict[Any], AccountSpecificBackend[Any]] = {}
        self._routes: dict[str, tuple[tuple[re.Pattern[str], Handler], ...]] = {}
        self._tables: dict[str, Table] = {}
        self._others: list[tuple[str, Resource, str]] = []
        self._created: set[str] = set()
        self.replace(graph)

    def replace(self, graph: AppGraph) -> None:
        """After a reload: tables that are new are created with the next request, others stay with their items."""
        names = LocalNames(graph, self._settings)
        with self._lock:
            self._tables = {names.name("table", table.name): table for table in graph.tables}
            self._others = [
                (OF_SERVICE[resource.kind], resource, names.name(resource.kind, resource.name))
                for resource in graph.resources
                if resource.kind in OF_SERVICE
            ]
            self._configurations = Configurations(graph, names)

    def call(self, request: AwsRequest) -> HttpResponse:
        """The service's answer. Raises Unclaimed where moto does not have the service or the operation."""
        if request.service in OWN:
            raise Unclaimed(request.service, dispatch.operation(request))
        with self._lock:
            self._take_over()
            if request.service == "dynamodb":
                self._create_tables()
            elif request.service == "appconfig" and (answer := self._configurations.answer(request)) is not None:
                return answer
            else:
                self._create_others(request.service)
            return self._dispatch(request)

    def reset(self) -> None:
        """Forget every table, item, queue and so on."""
        with self._lock:
            if Backends._owner is self:
                self._give_up()
            for state in self._states.values():
                state.reset()
            self._states.clear()
            self._created.clear()

    # Whose state moto has ---------------------------------------------------------------------------------------------

    def _take_over(self) -> None:
        if Backends._owner is self:
            return
        if Backends._owner is not None:
            Backends._owner._give_up()
        for service, state in self._states.items():
            service[self._settings.account_id] = state
        Backends._owner = self

    def _give_up(self) -> None:
        for service in _services():
            state = service.pop(self._settings.account_id, None)
            if state is not None:
                self._states[service] = state
        Backends._owner = None

    # One request ------------------------------------------------------------------------------------------------------

    def _create_tables(self) -> None:
        for physical, table in self._tables.items():
            if physical not in self._created:
                self._created.add(physical)
                body = json.dumps(_definition(physical, table)).encode()
                request = dispatch.called(CallAws(service="dynamodb", action="CreateTable", body=body), self._settings)
                answer = self._dispatch(request)
                assert answer.status == 200, answer.body

    def _create_others(self, service: str) -> None:
        for of, resource, physical in self._others:
            if of == service and (key := f"{service} {physical}") not in self._created:
                self._created.add(key)
                for action, members in _creation(resource, physical, self._settings):
                    work = CallAws(service=service, action=action, body=json.dumps(members).encode())
                    answer = self._dispatch(dispatch.called(work, self._settings))
                    assert answer.status == 200, answer.body

    def _dispatch(self, request: AwsRequest) -> HttpResponse:
        from moto.core.request import Request
        from werkzeug.exceptions import HTTPException

        handler, url = self._found(request)
        given = Request.from_primitives(request.method, url, _Headers(request.headers), request.body)
        try:
            status, headers, body = handler(given, given.raw_url, given.headers)
        except HTTPException as refused:
            status, headers, body = refused.code or 500, dict(refused.get_headers()), refused.get_body()
        except NotImplementedError as missing:
            raise Unclaimed(request.service, dispatch.operation(request)) from missing
        return HttpResponse(
            status=status,
            headers=tuple((name.lower(), str(value)) for name, value in headers.items()),
            body=body.encode() if isinstance(body, str) else body,
        )

    def _found(self, request: AwsRequest) -> tuple[Handler, str]:
        """The handler, and the URL that moto is to see: it tells services, regions and buckets by the host."""
        region = dispatch.region(request) or self._settings.region
        given = next((value for name, value in request.headers if name.lower() == "host"), "")
        for host in (given, f"{HOSTS.get(request.service, request.service)}.{region}.amazonaws.com"):
            url = f"https://{host}{request.path}"
            for module in _modules(url):
                for pattern, handler in self._table(module, region):
                    if pattern.match(url):
                        return handler, f"{url}?{request.query}" if request.query else url
        raise Unclaimed(request.service, dispatch.operation(request))

    def _table(self, module: str, region: str) -> tuple[tuple[re.Pattern[str], Handler], ...]:
        from moto.backends import get_backend

        service: BackendDict[Any] = get_backend(module)  # type: ignore[call-overload]  # the names are moto's own
        state = self._state(service, region)
        if module not in self._routes:
            backend = next(iter(state.values()), None) or state[region]
            self._routes[module] = tuple((re.compile(url), handler) for url, handler in backend.urls.items())
        return self._routes[module]

    def _state(self, service: BackendDict[Any], region: str) -> AccountSpecificBackend[Any]:
        """The service's state for our account, made without asking boto3 for regions (which reads profile files)."""
        from moto.core.base_backend import AccountSpecificBackend

        account = self._settings.account_id
        if account not in service.keys():  # noqa: SIM118 -- `in` of moto's dict may create
            service[account] = AccountSpecificBackend(
                service_name=service.service_name,
                account_id=account,
                backend=service.backend,
                use_boto3_regions=False,
                additional_regions=["aws", self._settings.region],
            )
            if service not in _services():
                _services().append(service)
        state = service[account]
        if region not in state.regions:
            state.regions.append(region)
        return state


class _Headers:
    """Header pairs as moto's request wants them: something with `items`."""

    def __init__(self, pairs: tuple[tuple[str, str], ...]) -> None:
        self._pairs = pairs

    def items(self) -> tuple[tuple[str, str], ...]:
        return self._pairs


def _services() -> list[BackendDict[Any]]:
    """Moto's services that have state, as it counts them itself."""
    from moto.core.base_backend import BackendDict

    services: list[BackendDict[Any]] = vars(BackendDict)["_instances"]
    return services


@lru_cache(maxsize=256)
def _modules(url: str) -> list[str]:
    from moto.backend_index import backend_url_patterns

    return [module for module, pattern in backend_url_patterns if pattern.match(url)]


def _creation(resource: Resource, physical: str, settings: LocalSettings) -> list[tuple[str, dict[str, object]]]:
    """The actions that create a queue, bus or stream, and their inputs."""
    if isinstance(resource, Queue):
        return _queues(resource, physical, settings)
    if isinstance(resource, Bus):
        return [("CreateEventBus", {"Name": physical})]
    return [("CreateStream", {"StreamName": physical, "StreamModeDetails": {"StreamMode": "ON_DEMAND"}})]


def _queues(queue: Queue, physical: str, settings: LocalSettings) -> list[tuple[str, dict[str, object]]]:
    """A queue, after the one for its dead letters."""
    attributes = {"VisibilityTimeout": str(queue.visibility_s)}
    wanted: dict[str, object] = {"QueueName": physical, "Attributes": attributes}
    if queue.deliveries is None:
        return [("CreateQueue", wanted)]
    letters = f"{physical}{DEAD_LETTERS}"
    arn = f"arn:aws:sqs:{settings.region}:{settings.account_id}:{letters}"
    attributes["RedrivePolicy"] = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": queue.deliveries})
    return [("CreateQueue", {"QueueName": letters}), ("CreateQueue", wanted)]


def _definition(physical: str, table: Table) -> dict[str, object]:
    """The input of CreateTable: billed on demand, as it is deployed."""
    keys = [(table.key, table.key_type, "HASH")]
    if table.sort is not None:
        keys.append((table.sort, table.sort_type, "RANGE"))
    return {
        "TableName": physical,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": type_} for name, type_, _ in keys],
        "KeySchema": [{"AttributeName": name, "KeyType": role} for name, _, role in keys],
    }
