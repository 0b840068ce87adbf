"""In whose name AWS is asked: the function whose invocation runs here, told by the access key of what it signs.

Lambda gives every function the credentials of its own role. Here all functions of an app run in one process, so the access
key is chosen when a request is signed: `local.add_book` inside an invocation of `add_book`, `local` anywhere else. It is
botocore that signs, for boto3 and for every handle.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from gwfw.authorizers.iam.signature import ACCESS_KEY, SECRET_KEY, function_of, key_of
from gwfw.exchange import Headers
from gwfw.local.preparing import prepare

if TYPE_CHECKING:
    from botocore.credentials import Credentials

__all__ = ["RUNNING", "credentials", "install", "principal"]

RUNNING: ContextVar[str | None] = ContextVar("gwfw_running", default=None)
"""The function whose invocation this thread or task runs."""


def credentials() -> Credentials:
    """The credentials to sign with here."""
    from botocore.credentials import Credentials

    running = RUNNING.get()
    return Credentials(ACCESS_KEY if running is None else key_of(running), SECRET_KEY)


def principal(headers: Headers) -> str | None:
    """The principal of the graph's grants who has signed; None where it is no function."""
    for name, value in headers:
        if name.lower() == "authorization":
            function = function_of(value.partition("Credential=")[2].partition("/")[0])
            return None if function is None else f"function:{function}"
    return None


def install() -> None:
    """Let botocore sign in the name of functions from now on, wherever it would sign with the local credentials."""
    prepare("identity", {"botocore.signers": _prepare})


def _prepare(module: Any) -> None:
    signer = module.RequestSigner
    instance = signer.get_auth_instance

    def get_auth_instance(self: Any, *arguments: Any, **named: Any) -> Any:
        given = named.get("request_credentials") or self._credentials
        if RUNNING.get() is not None and given is not None and given.access_key == ACCESS_KEY:
            named["request_credentials"] = credentials()
        return instance(self, *arguments, **named)

    signer.get_auth_instance = signer.get_auth = get_auth_instance
