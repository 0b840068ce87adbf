"""Construct ids from route keys and names: alphanumeric, reversible, and different for every different key.

CloudFormation's logical ids take letters and digits only, and the CDK drops whatever else it is given, so that `/a-b`,
`/a_b` and `/ab` would meet. Here every other character becomes an escape that begins with `Z`. An id never depends on
an order: a changed id replaces a resource.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final

__all__ = ["construct_id", "decode", "encode", "logical_id", "model_name", "spoken"]

# The characters of route keys get a letter each; any other is written `Zx<hexadecimal>Z`.
ESCAPES: Final = {
    "Z": "ZZ",
    " ": "Zb",
    "/": "Zs",
    "{": "Zo",
    "}": "Zc",
    "+": "Zp",
    "$": "Zd",
    "-": "Zh",
    "_": "Zu",
    ".": "Zt",
}
UNESCAPES: Final = {escape: character for character, escape in ESCAPES.items()}

_ESCAPED = re.compile(r"Zx([0-9A-F]+)Z|Z[A-Za-z]")

# What stands before names in construct ids, in the words of people; a longer one before one that it begins with.
WORDS: Final = {
    "ApiKey": "API key",
    "ApiMapping": "mapping",
    "Bus": "bus",
    "Config": "config",
    "DeadLetters": "dead letters of queue",
    "Consumer": "consumer of",
    "DomainRecord": "record of domain",
    "Domain": "domain",
    "FunctionLog": "log of function",
    "FunctionRole": "role of function",
    "Function": "function",
    "HttpLog": "log of http stage",
    "HttpRoute": "http",
    "HttpStage": "http stage",
    "IntegrationResponse": "response of",
    "IntegrationRole": "role of",
    "MachineLog": "log of machine",
    "MachineRole": "role of machine",
    "Machine": "machine",
    "Model": "model",
    "PlannedKey": "planned API key",
    "Queue": "queue",
    "Stream": "stream",
    "Table": "table",
    "UsagePlan": "usage plan of API key",
    "VpcLink": "link of",
    "WebSocketLog": "log of websocket stage",
    "WebSocketRoute": "websocket",
    "WebSocketStage": "websocket stage",
}

LOGICAL_ID_LIMIT: Final = 255
"""Characters of a CloudFormation logical id."""
MODEL_NAME_LIMIT: Final = 128
"""Characters of the name of an API's model."""


def encode(text: str) -> str:
    """The text in letters and digits: `encode("GET /a-b") == "GETZbZsaZhb"`."""
    return "".join(character if _plain(character) else _escape(character) for character in text)


def decode(encoded: str) -> str:
    """The text that `encode` was given. What `encode` never writes is left as it is: an id of somebody else."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else UNESCAPES.get(match[0], match[0]), encoded)


def construct_id(prefix: str, name: str) -> str:
    """An id for the construct tree. The prefix keeps it from being `Default` or `Resource`, which the CDK swallows."""
    return prefix + encode(name)


def logical_id(prefix: str, name: str) -> str:
    """An id that is written into the template as it is: at most 255 characters, the end of a longer one is its digest."""
    return _cut(construct_id(prefix, name), LOGICAL_ID_LIMIT)


def model_name(route_key: str, key: str) -> str:
    """The name of a route's model, which has letters and digits only, too: at most 128, with a digest as above."""
    return _cut(encode(f"{route_key} {key}"), MODEL_NAME_LIMIT)


def _cut(whole: str, limit: int) -> str:
    return whole if len(whole) <= limit else whole[: limit - 16] + sha256(whole.encode()).hexdigest()[:16]


def _plain(character: str) -> bool:
    return character.isascii() and character.isalnum() and character != "Z"


def _escape(character: str) -> str:
    return ESCAPES.get(character) or f"Zx{ord(character):X}Z"


def spoken(identifier: str) -> str:
    """A construct id in words: `spoken("HttpRouteGETZbZs") == "http GET /"`. Other ids are as they were."""
    for prefix, words in WORDS.items():
        name = identifier.removeprefix(prefix)
        if name and name != identifier:
            return f"{words} {decode(name)}"
    return identifier
