"""The URL of an HTTP proxy, taken apart once: `{name}` is a path parameter, `${stageVariables.name}` a stage's variable.

Stage variables may stand anywhere and are put in as they are; path parameters stand in path and query, percent-encoded, so
that a client cannot choose the host or add to the URL's own query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from gwfw.exchange import HttpInputs
from gwfw.graph.query import encode_segment
from gwfw.graph.urls import PARAMETER, STAGE_VARIABLE

__all__ = ["Address", "AddressError", "address"]


class AddressError(ValueError):
    """The URL does not name a host in this stage; the text says why."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where one request goes: `origin` is `https://host:port`, `path` and `query` are percent-encoded."""

    origin: str
    host: str
    path: str
    query: str


@dataclass(frozen=True, slots=True)
class _Template:
    origin: str
    host: str
    path: str
    query: str


def address(url: str, inputs: HttpInputs) -> Address:
    """The URL for this request. Raises AddressError."""
    template = _template(url, inputs.stage_variables)
    greedy = inputs.route_key.rpartition("{")[2][:-2] if inputs.route_key.endswith("+}") else None

    def in_path(match: re.Match[str]) -> str:
        value = inputs.path_parameters.get(match[1], "")
        return "/".join(map(encode_segment, value.split("/"))) if match[1] == greedy else encode_segment(value)

    def in_query(match: re.Match[str]) -> str:
        return quote(inputs.path_parameters.get(match[1], ""), safe="", errors="replace")

    return Address(
        origin=template.origin,
        host=template.host,
        path=PARAMETER.sub(in_path, template.path),
        query=PARAMETER.sub(in_query, template.query),
    )


@lru_cache(maxsize=1024)
def _template(url: str, variables: tuple[tuple[str, str], ...]) -> _Template:
    """The URL with the stage's variables in it, split."""
    known = dict(variables)
    missing = sorted({name for name in STAGE_VARIABLE.findall(url) if name not in known})
    if missing:
        raise AddressError(f"{url}: this stage has no variable {', '.join(missing)}")
    filled = STAGE_VARIABLE.sub(lambda match: known[match[1]], url)
    scheme, separator, rest = filled.partition("://")
    end = min((index for index in (rest.find("/"), rest.find("?")) if index >= 0), default=len(rest))
    host, target = rest[:end], rest[end:]
    if scheme not in ("http", "https") or not separator or not host or set(host) & set("{}@ #"):
        raise AddressError(f"{filled} is no absolute http or https URL with a fixed host")
    path, _, query = target.partition("?")
    return _Template(f"{scheme}://{host}", host, path, query)
