"""Which stage a request is for, and the path that routes see: by its host, an API mapping, or its first segment.

It follows "Stages for HTTP APIs", "Configuring API mappings" and "Disable the default endpoint". A host that belongs to
nobody (a loopback address, a tunnel) stands for the default endpoint, or, where that is disabled, for the first domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from gwfw.graph.model import HttpApi
from gwfw.graph.query import decode

__all__ = ["Entrance", "NoEntrance", "Stages"]

DEFAULT = "$default"


@dataclass(frozen=True, slots=True)
class Entrance:
    """The chosen stage, the path without it (percent-encoded) and the part of a custom domain's path that chose it."""

    stage: str
    path: str
    base_path: str = ""


@dataclass(frozen=True, slots=True)
class NoEntrance:
    """The gateway's own answer, and why."""

    status: Literal[403, 404]
    detail: str


class Stages:
    """The ways into an API. `host` is its default endpoint's name, `deployment` the name of a stage that has none."""

    def __init__(self, api: HttpApi, *, host: str, deployment: str) -> None:
        self._host = host
        self._names = frozenset(stage.name or deployment for stage in api.stages)
        self._disabled = api.disable_default_endpoint
        self._domains = _domains(api.mappings, deployment)
        self._only_default = self._names == {DEFAULT} and not self._domains and not self._disabled

    def find(self, host: str | None, path: str) -> Entrance | NoEntrance:
        """Where a request to that host (its `Host` header) and path comes in."""
        if self._only_default:
            return Entrance(DEFAULT, path)
        name = (host or "").lower().rpartition(":")[0] if _has_port(host) else (host or "").lower()
        mappings = self._domain(name)
        if mappings is not None:
            return _mapped(mappings, name, path)
        if not self._disabled:
            return self._staged(path)
        if name != self._host and self._domains:
            domain = min(self._domains)
            return _mapped(self._domains[domain], domain, path)
        known = ", ".join(sorted(self._domains)) or "none is configured"
        return NoEntrance(403, f"the default endpoint is disabled; custom domains: {known}")

    def _domain(self, name: str) -> tuple[tuple[str, str], ...] | None:
        found = self._domains.get(name)
        return found if found is not None else self._domains.get(f"*.{name.partition('.')[2]}")

    def _staged(self, path: str) -> Entrance | NoEntrance:
        first, slash, rest = path[1:].partition("/")
        stage = decode(first)
        if stage in self._names and stage != DEFAULT:
            return Entrance(stage, slash + rest or "/")
        if DEFAULT in self._names:
            return Entrance(DEFAULT, path)
        return NoEntrance(404, f"the path begins with no stage's name ({', '.join(sorted(self._names))})")


def _has_port(host: str | None) -> bool:
    return host is not None and host.rpartition(":")[2].isdecimal() and not host.endswith("]")


def _domains(mappings: Iterable[tuple[str, str, str]], deployment: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """By domain: (mapping key, stage), the longest key first."""
    domains: dict[str, list[tuple[str, str]]] = {}
    for domain, key, stage in mappings:
        domains.setdefault(domain.lower(), []).append((key, stage or deployment))
    return {domain: tuple(sorted(found, key=lambda mapping: -len(mapping[0]))) for domain, found in domains.items()}


def _mapped(mappings: tuple[tuple[str, str], ...], domain: str, path: str) -> Entrance | NoEntrance:
    for key, stage in mappings:
        base = f"/{key}" if key else ""
        if path == base or path.startswith(f"{base}/"):
            return Entrance(stage, path[len(base) :] or "/", base)
    keys = ", ".join(f"/{key}" for key, _ in mappings)
    return NoEntrance(403, f"no API mapping of {domain} takes this path ({keys})")
