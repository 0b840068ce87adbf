"""Where a WebSocket API is reached: `/{stage}` on its own host, the mapped path on a custom domain.

    wss://{api}.execute-api.{region}.amazonaws.com/{stage}        handshakes
    https://.../{stage}/@connections/{connection id}              the management API
    https://{custom domain}/{mapping key}/@connections/{id}       the same without the stage

Paths come percent-encoded: SDKs encode the `=` of an id, some clients the `@`. A host that belongs to nobody (a loopback
address, a tunnel) stands for the API's own. It follows "Use @connections commands in your backend service" and the custom
domain names of WebSocket APIs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import unquote

__all__ = ["Addresses", "connection_path"]

_CONNECTIONS: Final = "@connections"


def connection_path(path: str) -> tuple[str, str] | None:
    """The path before `/@connections/` and the connection id after it; None for any other path."""
    if "connections/" not in path:
        return None
    parts = [unquote(part) for part in path.split("/")]
    if len(parts) < 3 or parts[-2] != _CONNECTIONS or not parts[-1]:
        return None
    return "/".join(parts[:-2]), parts[-1]


class Addresses:
    """The stages of an API and its custom domains; `mappings` are (domain, key, stage), `deployment` the stage of a
    mapping that names none."""

    def __init__(self, stages: Iterable[str], mappings: Iterable[tuple[str, str, str]], deployment: str) -> None:
        self._stages = frozenset(stages)
        self._domains: dict[str, dict[str, str]] = {}
        for domain, key, stage in mappings:
            self._domains.setdefault(domain.lower(), {})[key] = stage or deployment

    def stage(self, host: str, path: str) -> str | None:
        """The stage that a host and a path lead to, None for a path that is not known there."""
        known = self._domain(host.lower())
        name = unquote(path).strip("/")
        if known is not None:
            return known.get(name)
        return name if name in self._stages else None

    def _domain(self, host: str) -> Mapping[str, str] | None:
        if not self._domains:
            return None
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        return self._domains.get(name) or self._domains.get(f"*.{name.partition('.')[2]}")
