"""The keys of parameter mappings, and the headers that none may change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwfw.graph.mapping_keys import RESERVED, MappingKey, is_reserved


@pytest.mark.parametrize(
    ("key", "parsed"),
    [
        ("append:header.X-One", MappingKey("append", "header", "x-one")),
        ("overwrite:header.Host", MappingKey("overwrite", "header", "host")),
        ("remove:header.a.b", MappingKey("remove", "header", "a.b")),
        ("append:querystring.Q", MappingKey("append", "querystring", "Q")),
        ("remove:querystring.a b", MappingKey("remove", "querystring", "a b")),
        ("overwrite:path", MappingKey("overwrite", "path", "")),
    ],
)
def test_request_keys(key: str, parsed: MappingKey) -> None:
    assert MappingKey.request(key) == parsed


def test_response_keys() -> None:
    assert MappingKey.response("overwrite:statuscode") == MappingKey("overwrite", "statuscode", "")
    assert MappingKey.response("append:header.X") == MappingKey("append", "header", "x")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "header.x",
        "add:header.x",
        "append:path",
        "remove:path",
        "append:cookie.x",
        "append:header",
        "append:header.",
        "append:header.a b",
        "append:querystring.",
        "overwrite:path.x",
        "overwrite:statuscode",
        "Append:header.x",
        "stateMachineArn",
    ],
)
def test_other_request_keys_are_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"a key is|cannot be the name"):
        MappingKey.request(key)


@pytest.mark.parametrize("key", ["append:statuscode", "overwrite:path", "append:querystring.x"])
def test_other_response_keys_are_refused(key: str) -> None:
    with pytest.raises(ValueError, match="a key is"):
        MappingKey.response(key)


@pytest.mark.parametrize(
    "header",
    [
        "Access-Control-Allow-Origin",
        "apigw-requestid",
        "AUTHORIZATION",
        "Content-Length",
        "Keep-Alive",
        "Origin",
        "TE",
        "Transfer-Encoding",
        "Via",
        "x-amz-date",
        "X-Amzn-Trace-Id",
        "x-forwarded-for",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
    ],
)
@pytest.mark.parametrize("change", ["append", "overwrite", "remove"])
def test_reserved_headers_are_refused_in_any_case(change: str, header: str) -> None:
    for parse in (MappingKey.request, MappingKey.response):
        with pytest.raises(ValueError, match="is reserved"):
            parse(f"{change}:header.{header}")


@pytest.mark.parametrize("header", ["Host", "Content-Type", "X-Forwarded-Port", "Cookie", "x-am", "Origins"])
def test_headers_that_look_reserved_and_are_not(header: str) -> None:
    assert not is_reserved(header)


def test_reserved_names_are_lower_case_and_sorted() -> None:
    assert list(RESERVED) == sorted(name.lower() for name in RESERVED)


@given(st.text(max_size=30))
def test_whatever_is_accepted_has_a_name_and_is_not_reserved(name: str) -> None:
    try:
        key = MappingKey.request(f"append:header.{name}")
    except ValueError:
        return
    assert key.name == name.lower() != ""
    assert not is_reserved(name)
