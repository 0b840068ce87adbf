"""How a service is told which action is meant, where that is not in the dispatcher's own table: by botocore's models.

JSON services have a header, query services two parameters. A service that has no actions by name, or that nobody knows,
gets the request as it is, and whoever serves it says what is wrong.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from gwfw.exchange import CallAws, Headers
from gwfw.integrations.aws_action.services import find

__all__ = ["spoken"]

FORM = "application/x-www-form-urlencoded; charset=utf-8"


def spoken(work: CallAws) -> tuple[Headers, str]:
    """The headers that the service's protocol sets, and the query string with what it adds."""
    service = find(work.service)
    if service is None or service.protocol == "rest":
        return (), work.query
    if service.protocol == "json":
        return (("content-type", service.content_type), ("x-amz-target", f"{service.target}.{work.action}")), work.query
    sent = {name for given in (work.query, work.body.decode("utf-8", "replace")) for name, _ in parse_qsl(given)}
    added = [pair for pair in (("Action", work.action or ""), ("Version", service.version)) if pair[0] not in sent]
    return (("content-type", FORM),), "&".join(part for part in (work.query, urlencode(added)) if part)
