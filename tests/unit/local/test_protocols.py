from __future__ import annotations

import pytest

from gwfw.exchange import CallAws, Headers
from gwfw.local.dispatch import called
from gwfw.local.protocols import FORM, spoken
from gwfw.local.settings import LocalSettings


def call(service: str, action: str, query: str = "", body: bytes = b"") -> CallAws:
    return CallAws(service=service, action=action, query=query, body=body)


@pytest.mark.parametrize(
    ("work", "headers", "query"),
    [
        (
            call("firehose", "PutRecord"),
            (("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "Firehose_20150804.PutRecord")),
            "",
        ),
        (call("sns", "Publish"), (("content-type", FORM),), "Action=Publish&Version=2010-03-31"),
        (call("sns", "Publish", "a=b"), (("content-type", FORM),), "a=b&Action=Publish&Version=2010-03-31"),
        (call("sns", "Publish", "Version=1"), (("content-type", FORM),), "Version=1&Action=Publish"),
        (call("sns", "Publish", body=b"Action=Publish&Version=1"), (("content-type", FORM),), ""),
        (call("lambda", "Invoke", "a=b"), (), "a=b"),
        (call("nope", "Do"), (), ""),
    ],
)
def test_an_action_is_told_by_the_services_protocol(work: CallAws, headers: Headers, query: str) -> None:
    assert spoken(work) == (headers, query)


def test_headers_of_the_integration_go_before() -> None:
    work = CallAws(service="sns", action="Publish", body=b"", headers=(("Content-Type", "text/plain"),))
    request = called(work, LocalSettings(app="library"))
    assert request.query == "Action=Publish&Version=2010-03-31"
    assert [value for name, value in request.headers if name.lower() == "content-type"] == ["text/plain"]
