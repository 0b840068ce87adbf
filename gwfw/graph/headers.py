"""Header names with a meaning of their own at the gateway. Lower-case; no behaviour beyond looking them up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

__all__ = ["HOP_BY_HOP", "is_name", "of_one_hop", "read_text", "wire_text"]

HOP_BY_HOP = frozenset(
    (
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "trailers",
        "transfer-encoding",
        "upgrade",
    )
)
"""Headers of one hop (RFC 9110, 7.6.1, and their forerunners): neither events nor backends nor clients get them."""


def of_one_hop(headers: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The names that concern one connection only: those of every message, and those that its `Connection` headers name."""
    values = [value for name, value in headers if name.lower() == "connection"]
    return HOP_BY_HOP | {name.strip().lower() for value in values for name in value.split(",")}


_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@lru_cache(maxsize=1024)
def is_name(name: str) -> bool:
    """Whether HTTP can carry a header of that name (a token of RFC 9110, 5.6.2). Apps have few names, asked for often."""
    return _NAME.fullmatch(name) is not None


def wire_text(value: str) -> str:
    """A header value as it goes over the wire: one character per byte (latin-1), text beyond ASCII as UTF-8."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode("latin-1")


def read_text(value: str) -> str:
    """The text that a header value off the wire stands for: UTF-8 where its bytes are UTF-8, otherwise as it is."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
