"""The keys of parameter mappings of HTTP APIs: `append:header.x`, `overwrite:path`, `remove:querystring.y`.

What a mapping must not touch is here too: the reserved headers. It follows "Transforming API requests and responses for
HTTP APIs"; the values are in `gwfw.graph.mapping`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast, get_args

__all__ = ["RESERVED", "MappingKey", "is_reserved"]

Change: TypeAlias = Literal["append", "overwrite", "remove"]
Part: TypeAlias = Literal["header", "querystring", "path", "statuscode"]

RESERVED = (
    "access-control-*",
    "apigw-*",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-location",
    "forwarded",
    "keep-alive",
    "origin",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailers",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-amz-*",
    "x-amzn-*",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
)
"""The headers that no mapping may change, lower-case; a `*` stands for the rest of the name."""

_NAMES = frozenset(name for name in RESERVED if not name.endswith("*"))
_PREFIXES = tuple(name[:-1] for name in RESERVED if name.endswith("*"))
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def is_reserved(header: str) -> bool:
    """Whether a mapping must not change the header of that name."""
    name = header.lower()
    return name in _NAMES or name.startswith(_PREFIXES)


@dataclass(frozen=True, slots=True)
class MappingKey:
    """A key taken apart. Header names are lower-case; `path` and `statuscode` have the name `""`."""

    change: Change
    part: Part
    name: str

    @classmethod
    def request(cls, key: str) -> MappingKey:
        """A key of request parameters. Raises ValueError, saying what is wrong."""
        return cls._parse(key, named=("header", "querystring"), whole="path")

    @classmethod
    def response(cls, key: str) -> MappingKey:
        """A key of response parameters. Raises ValueError, saying what is wrong."""
        return cls._parse(key, named=("header",), whole="statuscode")

    @classmethod
    def _parse(cls, key: str, *, named: tuple[str, ...], whole: Part) -> MappingKey:
        change, _, target = key.partition(":")
        part, dot, name = target.partition(".")
        if key == f"overwrite:{whole}":
            return cls("overwrite", whole, "")
        if change not in get_args(Change) or part not in named or not dot:
            forms = ", ".join(f"{part}.<name>" for part in named)
            raise ValueError(f"a key is append:, overwrite: or remove: with {forms}, or overwrite:{whole}")
        if not name or (part == "header" and not _TOKEN.fullmatch(name)):
            raise ValueError(f"{name!r} cannot be the name of a {part}")
        if part == "header" and is_reserved(name):
            raise ValueError(f"the header {name} is reserved: no mapping may change it")
        return cls(cast("Change", change), cast("Part", part), name.lower() if part == "header" else name)
