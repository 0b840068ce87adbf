"""boto3 inside handlers and tests, answered in process: what every botocore session and client does while a Client is open.

Installed once, for botocore already imported or imported later. It acts at botocore's own edges (where credentials and
regions are resolved, where requests are signed and sent), so clients that the app's modules made before the test work
too. Requests never reach a socket; credentials are dummies, which name the function that runs; profile files, the instance
metadata service and the environment's region are not read; `os.environ` is unchanged. Without an open Client botocore does
what it always does.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

from gwfw.errors import Misuse, Problem, Unclaimed
from gwfw.exchange import AwsRequest, HttpResponse
from gwfw.local import dispatch, identity
from gwfw.local.preparing import prepare

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

__all__ = ["CONTEXT", "Endpoint", "current", "enter", "install", "leave"]


class Endpoint(Protocol):
    """Whoever answers requests to AWS: an open Client's driver."""

    region: str

    def aws(self, request: AwsRequest) -> HttpResponse:
        """The answer of the service."""
        ...


CONTEXT: ContextVar[Endpoint | None] = ContextVar("gwfw_endpoint", default=None)
"""The endpoint of this thread or task: that of the invocation that runs, or of the test's Client."""

_OPEN: list[Endpoint] = []


def enter(endpoint: Endpoint) -> None:
    """Answer from this endpoint from now on; outside any context only if it is the only one."""
    install()
    _OPEN.append(endpoint)
    CONTEXT.set(endpoint)


def leave(endpoint: Endpoint) -> None:
    """Answer no more."""
    _OPEN.remove(endpoint)
    if CONTEXT.get() is endpoint:
        CONTEXT.set(_OPEN[-1] if _OPEN else None)


def current() -> Endpoint | None:
    """The endpoint that answers here; None if no Client is open. Raises Misuse where it could be one of several."""
    endpoint = CONTEXT.get()
    if endpoint in _OPEN:
        return endpoint
    if len(_OPEN) > 1:
        raise Misuse(
            Problem(
                code="ambiguous-client",
                what="AWS is called from a thread that no test client started, and several clients are open",
                remedy="contextvars.copy_context().run(...) in the thread, or one client at a time",
            )
        )
    return _OPEN[0] if _OPEN else None


# Installing ----------------------------------------------------------------------------------------------------------


def install() -> None:
    """Prepare the modules of botocore that are imported, and those that will be. Again: nothing."""
    prepare("client", _PREPARE)


# What is prepared. botocore has no types of its own here, hence Any ---------------------------------------------------


def _prepare_session(module: Any) -> None:
    session = module.Session
    credentials, variable, scoped = session.get_credentials, session.get_config_variable, session.get_scoped_config

    def get_credentials(self: Any) -> Any:
        return credentials(self) if current() is None else identity.credentials()

    def get_config_variable(self: Any, logical_name: str, methods: Any = None) -> Any:
        endpoint = current() if logical_name == "region" else None
        if endpoint is None:
            return variable(self, logical_name, methods)
        return self.instance_variables().get("region") or endpoint.region

    def get_scoped_config(self: Any) -> Any:
        return scoped(self) if current() is None else {}

    session.get_credentials = get_credentials
    session.get_config_variable = get_config_variable
    session.get_scoped_config = get_scoped_config


def _prepare_signers(module: Any) -> None:
    signer = module.RequestSigner
    instance = signer.get_auth_instance

    def get_auth_instance(self: Any, *arguments: Any, **named: Any) -> Any:
        if current() is not None:
            named["request_credentials"] = identity.credentials()
        return instance(self, *arguments, **named)

    signer.get_auth_instance = signer.get_auth = get_auth_instance


def _prepare_sending(module: Any) -> None:
    session = module.URLLib3Session
    sending: Callable[[Any, AWSPreparedRequest], AWSResponse] = session.send

    def send(self: Any, request: AWSPreparedRequest) -> AWSResponse:
        endpoint = current()
        return sending(self, request) if endpoint is None else _answer(endpoint, request)

    session.send = send


_PREPARE: Final[dict[str, Callable[[Any], None]]] = {
    "botocore.httpsession": _prepare_sending,
    "botocore.session": _prepare_session,
    "botocore.signers": _prepare_signers,
}


# One request ---------------------------------------------------------------------------------------------------------


class _Raw(BytesIO):
    """A body as botocore reads it from urllib3."""

    def stream(self, amount: int | None = None, **_: object) -> list[bytes]:
        """The rest of the body."""
        return [self.read()]


def _answer(endpoint: Endpoint, request: AWSPreparedRequest) -> AWSResponse:
    from botocore.awsrequest import AWSResponse

    asked = _request(request)
    response = endpoint.aws(asked)
    headers: Any = dict(response.headers)
    if headers.get("x-amzn-errortype") == "Unclaimed":
        raise Unclaimed(asked.service, dispatch.operation(asked))
    return AWSResponse(request.url, response.status, headers, _Raw(response.body))


def _request(request: AWSPreparedRequest) -> AwsRequest:
    url = urlsplit(request.url)
    pairs: list[tuple[str, Any]] = list(request.headers.items())  # signers put bytes into some
    host = url.netloc.rpartition("@")[2]
    headers = (("host", host), *((name, _text(value)) for name, value in pairs if name.lower() != "host"))
    return AwsRequest(
        service=dispatch.service(headers, host) or host,
        method=request.method,
        path=url.path or "/",
        query=url.query,
        headers=headers,
        body=_bytes(request.body),
    )


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    return bytes(body) if isinstance(body, bytes | bytearray) else bytes(body.read())
