"""The request that a service is sent for a subtype's parameters, in the service's own wire form.

    events, kinesis, states   AWS JSON; States has members in camel case, PutEvents one entry
    sqs                       the query protocol, whose answers are XML
    appconfig                 REST: the parameters are in path and query

It follows the services' API references. Knows neither expressions nor requests: the values are there already.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlencode

from gwfw.exchange import CallAws
from gwfw.integrations.aws_service.subtypes import REGION, Form, Subtype

__all__ = ["call"]

FORM_TYPE: Final = "application/x-www-form-urlencoded; charset=utf-8"
SQS_VERSION: Final = "2012-11-05"


def call(subtype: Subtype, values: Mapping[str, str]) -> CallAws:
    """The call. Raises ValueError, with the parameter's name, for a value that has not the parameter's form."""
    region = values.get(REGION)
    own = {name: _read(name, subtype.parameters[name], text) for name, text in values.items() if name != REGION}
    if subtype.protocol == "query":
        return _query(subtype, own, region)
    if subtype.protocol == "rest":
        return _rest(subtype, own, region)
    body: object = {"Entries": [own]} if subtype.service == "events" else own
    if subtype.service == "states":
        body = {name[0].lower() + name[1:]: value for name, value in own.items()}
    text = json.dumps(body).encode("utf-8", "surrogatepass")
    return CallAws(service=subtype.service, action=subtype.action, body=text, region=region)


# Values --------------------------------------------------------------------------------------------------------------


def _read(name: str, form: Form, text: str) -> object:
    try:
        return _READ[form](text) if form in _READ else text
    except (ValueError, OverflowError, RecursionError) as error:
        raise ValueError(name) from error


def _strings(text: str) -> list[str]:
    if not text.lstrip().startswith("["):
        return [part.strip() for part in text.split(",")]
    found = json.loads(text)
    if not all(isinstance(part, str) for part in found):
        raise ValueError("not all of them are texts")
    return list(found)


def _attributes(text: str) -> dict[str, dict[str, str]]:
    found = json.loads(text)
    if not isinstance(found, dict) or not all(isinstance(value, dict) for value in found.values()):
        raise ValueError("attributes are objects by name")
    return {name: {key: str(part) for key, part in value.items()} for name, value in found.items()}


def _time(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def _blob(text: str) -> str:
    raw = text.encode("utf-8", "surrogatepass")
    try:
        b64decode(raw, validate=True)
    except ValueError:
        return b64encode(raw).decode()
    return text


_READ: Final = {"strings": _strings, "attributes": _attributes, "time": _time, "blob": _blob}


# Protocols -----------------------------------------------------------------------------------------------------------


def _query(subtype: Subtype, values: Mapping[str, object], region: str | None) -> CallAws:
    pairs = [("Action", subtype.action), ("Version", SQS_VERSION)]
    for name, value in values.items():
        pairs += _flat(name, value)
    body = urlencode(pairs, errors="surrogatepass").encode()
    headers = (("content-type", FORM_TYPE),)
    return CallAws(service=subtype.service, action=None, body=body, headers=headers, region=region)


def _flat(name: str, value: object) -> Iterator[tuple[str, str]]:
    """A list's and a map's members, numbered under the singular of their name."""
    if isinstance(value, list):
        yield from ((f"{name[:-1]}.{number}", str(part)) for number, part in enumerate(value, 1))
    elif isinstance(value, dict):
        for number, (key, members) in enumerate(value.items(), 1):
            yield f"{name[:-1]}.{number}.Name", key
            yield from ((f"{name[:-1]}.{number}.Value.{member}", part) for member, part in members.items())
    else:
        yield name, str(value)


def _rest(subtype: Subtype, values: Mapping[str, object], region: str | None) -> CallAws:
    folders = (("applications", "Application"), ("environments", "Environment"), ("configurations", "Configuration"))
    path = "".join(f"/{folder}/{_segment(values[name])}" for folder, name in folders)
    query = [("client_id", values["ClientId"])]
    if "ClientConfigurationVersion" in values:
        query.append(("client_configuration_version", values["ClientConfigurationVersion"]))
    return CallAws(
        service=subtype.service,
        action=None,
        method="GET",
        path=path,
        query=urlencode(query, errors="surrogatepass"),
        body=b"",
        region=region,
    )


def _segment(value: object) -> str:
    return quote(str(value), safe="", errors="surrogatepass")
