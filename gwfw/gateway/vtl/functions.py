r"""`$util`: the functions that API Gateway gives to templates.

escapeJavaScript is commons-lang 2.6's: `"`, `'`, `\` and `/` get a backslash, control characters and everything beyond ASCII
become escapes. urlEncode is java.net.URLEncoder's. Arguments that are no texts are taken as printed.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote_plus, unquote_to_bytes

from gwfw.gateway.vtl.payload import parsed
from gwfw.gateway.vtl.printing import text

__all__ = ["FUNCTIONS", "Functions"]

_SHORT: Final = {
    '"': '\\"',
    "'": "\\'",
    "\\": "\\\\",
    "/": "\\/",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}
_ESCAPED: Final = re.compile(r"""["'\\/\x00-\x1f]|[^\x00-\x7f]""")
_BAD_PERCENT: Final = re.compile(r"%(?![0-9a-fA-F]{2})")


class Functions:
    """The value of `$util`."""

    __slots__ = ()


def escape_javascript(value: object) -> str:
    r"""The text inside a JavaScript string. For JSON, `.replaceAll("\\'","'")` has to follow."""
    return _ESCAPED.sub(_escape, text(value))


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    short = _SHORT.get(character)
    if short is not None:
        return short
    units = character.encode("utf-16-be", "surrogatepass").hex().upper()
    return "".join([f"\\u{units[index : index + 4]}" for index in range(0, len(units), 4)])


def parse_json(value: object) -> object:
    """The value of a JSON text."""
    return parsed(text(value))


def url_encode(value: object) -> str:
    """`a b&c` as `a+b%26c`."""
    return quote_plus(text(value), safe="*", errors="replace").replace("~", "%7E")


def url_decode(value: object) -> str:
    """`a+b%26c` as `a b&c`. Raises ValueError for a `%` without two digits."""
    coded = text(value)
    if _BAD_PERCENT.search(coded):
        raise ValueError(f"{coded!r} is not URL-encoded")
    return unquote_to_bytes(coded.replace("+", " ")).decode("utf-8", "replace")


def base64_encode(value: object) -> str:
    """Base64 of the text as UTF-8."""
    return base64.b64encode(text(value).encode("utf-8", "replace")).decode()


def base64_decode(value: object) -> str:
    """The text behind base64. Raises ValueError for what is not base64."""
    coded = text(value)
    try:
        return base64.b64decode(coded, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"{coded!r} is not base64") from error


FUNCTIONS: Final[Mapping[str, Callable[[object], object]]] = {
    "escapeJavaScript": escape_javascript,
    "parseJson": parse_json,
    "urlEncode": url_encode,
    "urlDecode": url_decode,
    "base64Encode": base64_encode,
    "base64Decode": base64_decode,
}
"""By name; each takes one argument."""
