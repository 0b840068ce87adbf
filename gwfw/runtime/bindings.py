"""The physical names and endpoints of this run: what handles and clients ask for.

Local runs set them for one invocation (a context variable), in Lambda they come from the environment variable
`GWFW_BINDINGS`. The JSON form:

    {"table": {"books": "<physical name>"}, "machine": {"fulfil": "<arn>"},
     "websocket": "https://.../dev", "store": "sessions", "store_key": "id"}

`"fan_out": 1000` where larger broadcasts are left to workers; where they are not the environment's, `"region"`, `"endpoint"`
(of AWS), `"credentials": [key id, secret]`; and
`"parallel"` (posts of one broadcast that may be under way together, 16).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextvars import ContextVar, Token
from types import MappingProxyType

__all__ = ["Bindings", "bind", "current", "parse"]

VARIABLE = "GWFW_BINDINGS"
PARALLEL = 16


class Bindings:
    """Names by kind and logical name, and how AWS is reached. None: as the environment says.

    `websocket` is the endpoint of the management API, `https://{api}.execute-api.{region}.amazonaws.com/{stage}`;
    `store` the logical name of the table that says who is connected, `store_key` its key attribute; `fan_out` is how many
    connections one invocation posts to; `credentials` a key id and a secret.
    """

    __slots__ = ("credentials", "endpoint", "fan_out", "names", "parallel", "region", "store", "store_key", "websocket")

    def __init__(
        self,
        *,
        names: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
        websocket: str | None = None,
        store: str | None = None,
        store_key: str | None = None,
        region: str | None = None,
        endpoint: str | None = None,
        credentials: tuple[str, str] | None = None,
        parallel: int = PARALLEL,
        fan_out: int | None = None,
    ) -> None:
        self.names, self.websocket = names, websocket
        self.store, self.store_key = store, store_key
        self.region, self.endpoint, self.credentials = region, endpoint, credentials
        self.parallel, self.fan_out = parallel, fan_out

    def name(self, kind: str, name: str) -> str:
        """The physical name of the table, or the ARN of the machine, of that logical name. Raises NotBound."""
        found = self.names.get(kind, {}).get(name)
        if found is None:
            from gwfw.errors import NotBound

            raise NotBound(kind, name)
        return found


def parse(form: Mapping[str, object]) -> Bindings:
    """Bindings from their JSON form."""
    names = {kind: dict(value) for kind, value in form.items() if isinstance(value, Mapping)}
    credentials = form.get("credentials")
    parallel, fan_out = form.get("parallel"), form.get("fan_out")
    return Bindings(
        names=names,
        websocket=_text(form, "websocket"),
        store=_text(form, "store"),
        store_key=_text(form, "store_key"),
        region=_text(form, "region"),
        endpoint=_text(form, "endpoint"),
        credentials=(str(credentials[0]), str(credentials[1])) if isinstance(credentials, list | tuple) else None,
        parallel=parallel if isinstance(parallel, int) else PARALLEL,
        fan_out=fan_out if isinstance(fan_out, int) else None,
    )


def _text(form: Mapping[str, object], name: str) -> str | None:
    value = form.get(name)
    return value if isinstance(value, str) else None


_CURRENT: ContextVar[Bindings | None] = ContextVar("gwfw_bindings", default=None)
_NOTHING = Bindings()
_parsed: tuple[str, Bindings] = ("", _NOTHING)


class bind:
    """`with bind(bindings):` sets the bindings of this thread or task."""

    __slots__ = ("_bindings", "_token")

    def __init__(self, bindings: Bindings) -> None:
        self._bindings = bindings
        self._token: Token[Bindings | None] | None = None

    def __enter__(self) -> Bindings:
        self._token = _CURRENT.set(self._bindings)
        return self._bindings

    def __exit__(self, *exception: object) -> None:
        assert self._token is not None
        _CURRENT.reset(self._token)


def current() -> Bindings:
    """The bindings of this invocation: the context variable's, else the environment's, else none at all."""
    bound = _CURRENT.get()
    if bound is not None:
        return bound
    global _parsed
    text = os.environ.get(VARIABLE, "")
    if not text:
        return _NOTHING
    known = _parsed
    if text != known[0]:
        import json

        _parsed = known = (text, parse(json.loads(text)))
    return known[1]
