"""Times as API Gateway writes them. Epoch seconds in, text or whole milliseconds out; no clock, no locale.

`clf` is the Common Log Format of `requestTime` and `$context.requestTime`; `iso` is the form of the management API; `http`
is that of the `date` header.
"""

from __future__ import annotations

from functools import lru_cache
from time import gmtime

__all__ = ["clf", "http", "iso", "milliseconds"]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def milliseconds(epoch: float) -> int:
    """Whole milliseconds since the epoch, rounded down."""
    return int(epoch * 1000)


def clf(epoch: float) -> str:
    """`29/Nov/2023:08:04:01 +0000`, always UTC."""
    return _clf(int(epoch))


@lru_cache(maxsize=16)
def _clf(second: int) -> str:
    time = gmtime(second)
    day = f"{time.tm_mday:02}/{MONTHS[time.tm_mon - 1]}/{time.tm_year:04}"
    return f"{day}:{time.tm_hour:02}:{time.tm_min:02}:{time.tm_sec:02} +0000"


def http(epoch: float) -> str:
    """`Wed, 29 Nov 2023 08:04:01 GMT`."""
    return _http(int(epoch))


@lru_cache(maxsize=16)
def _http(second: int) -> str:
    time = gmtime(second)
    day = f"{DAYS[time.tm_wday]}, {time.tm_mday:02} {MONTHS[time.tm_mon - 1]} {time.tm_year:04}"
    return f"{day} {time.tm_hour:02}:{time.tm_min:02}:{time.tm_sec:02} GMT"


def iso(epoch: float) -> str:
    """`2023-11-29T08:04:01.250Z`: ISO 8601 with milliseconds, always UTC."""
    second, millisecond = divmod(milliseconds(epoch), 1000)
    time = gmtime(second)
    day = f"{time.tm_year:04}-{time.tm_mon:02}-{time.tm_mday:02}"
    return f"{day}T{time.tm_hour:02}:{time.tm_min:02}:{time.tm_sec:02}.{millisecond:03}Z"
