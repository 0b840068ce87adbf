"""Parameter mapping of requests and responses: order, originals, sources that are not there, hostile values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gwfw.exchange import Answered, Headers, HttpInputs, HttpRequest
from gwfw.gateway.http.mapping import RequestMapping, ResponseMapping
from gwfw.graph.mapping_keys import MappingKey, is_reserved

if TYPE_CHECKING:
    from collections.abc import Iterable


def inputs(headers: Headers = (), query: str = "", body: bytes = b"") -> HttpInputs:
    request = HttpRequest(method="POST", path="/p/7", query=query, headers=headers, body=body)
    return HttpInputs(
        request=request,
        api_id="a",
        account_id="1",
        region="us-east-1",
        domain_name="api.example.com",
        stage="$default",
        stage_variables=(("env", "e1"),),
        route_key="POST /p/{id}",
        raw_path="/p/7",
        path="/p/7",
        route_path="/p/7",
        path_parameters={"id": "7"},
        request_id="id=",
        time=0.0,
        trace_id="t",
    )


HEADERS: Headers = (("X-One", "1"), ("x-two", "2"), ("X-ONE", "3"))


@pytest.mark.parametrize(
    ("parameters", "headers"),
    [
        ({"append:header.x-new": "n"}, (*HEADERS, ("x-new", "n"))),
        ({"append:header.x-one": "n"}, (*HEADERS, ("x-one", "n"))),
        ({"overwrite:header.X-One": "n"}, (("x-two", "2"), ("x-one", "n"))),
        ({"overwrite:header.x-new": "n"}, (*HEADERS, ("x-new", "n"))),
        ({"remove:header.x-one": "''"}, (("x-two", "2"),)),
        ({"remove:header.none": ""}, HEADERS),
        (
            {"append:header.x-three": "$request.header.x-one", "remove:header.x-one": "''"},
            (("x-two", "2"), ("x-three", "1,3")),
        ),
        (
            {"append:header.a": "$request.header.x-two", "overwrite:header.x-two": "$request.header.x-one"},
            (("X-One", "1"), ("X-ONE", "3"), ("x-two", "1,3"), ("a", "2")),
        ),
        (
            {"append:header.x-one": "b", "overwrite:header.x-one": "a", "remove:header.x-one": "''"},
            (("x-two", "2"), ("x-one", "a"), ("x-one", "b")),
        ),
        ({"append:header.x-new": "$request.header.none"}, HEADERS),
        ({"overwrite:header.x-one": "$request.header.none"}, HEADERS),
        ({"append:header.x-new": "${request.path.id}/${context.requestId}"}, (*HEADERS, ("x-new", "7/id="))),
        ({"append:header.x-new": "é"}, (*HEADERS, ("x-new", "Ã©"))),
        ({"append:header.x-new": ""}, (*HEADERS, ("x-new", ""))),
    ],
)
def test_headers(parameters: Mapping[str, str], headers: Headers) -> None:
    mapped = RequestMapping(parameters.items()).apply(inputs(HEADERS))
    assert mapped.request.headers == headers
    reverse = RequestMapping(reversed(list(parameters.items()))).apply(inputs(HEADERS))
    assert reverse.request.headers == headers  # the order in which they are written is irrelevant


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: b", "a\x00", "\x7f"])
@pytest.mark.parametrize("change", ["append", "overwrite"])
def test_a_value_that_http_cannot_carry_changes_nothing(change: str, value: str) -> None:
    given = inputs(HEADERS, body=json.dumps({"v": value}).encode())
    mapped = RequestMapping([(f"{change}:header.x-one", "$request.body.v")]).apply(given)
    assert mapped.request.headers == HEADERS


@pytest.mark.parametrize(
    ("parameters", "query"),
    [
        ({"append:querystring.c": "3"}, "a=1&b=x%20y&a=2&c=3"),
        ({"append:querystring.a": "3"}, "a=1&b=x%20y&a=2&a=3"),
        ({"overwrite:querystring.a": "3"}, "b=x%20y&a=3"),
        ({"remove:querystring.a": ""}, "b=x%20y"),
        ({"remove:querystring.A": ""}, "a=1&b=x%20y&a=2"),
        ({"append:querystring.c": "$request.querystring.a", "remove:querystring.a": ""}, "b=x%20y&c=1%2C2"),
        ({"append:querystring.c d": "&=#%+ é"}, "a=1&b=x%20y&a=2&c%20d=%26%3D%23%25%2B%20%C3%A9"),
        ({"append:querystring.c": "$request.querystring.none"}, "a=1&b=x%20y&a=2"),
    ],
)
def test_query_strings(parameters: Mapping[str, str], query: str) -> None:
    assert RequestMapping(parameters.items()).apply(inputs(query="a=1&b=x%20y&a=2")).request.query == query


def test_a_query_name_is_compared_decoded() -> None:
    mapped = RequestMapping([("remove:querystring.a b", "")]).apply(inputs(query="a+b=1&a%20b=2&&c"))
    assert mapped.request.query == "c"


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("$request.path", "/p/7"),
        ("/v2/${request.path.id}", "/v2/7"),
        ("v2", "/v2"),
        ("$request.header.none", None),
        ("", "/"),
    ],
)
def test_paths(value: str, path: str | None) -> None:
    assert RequestMapping([("overwrite:path", value)]).apply(inputs()).mapped_path == path


@pytest.mark.parametrize(
    ("parameters", "headers"),
    [
        ({"overwrite:header.Host": "internal"}, (("host", "internal"),)),
        ({"append:header.host": "$request.header.none"}, ()),
        ({"append:header.x": "1"}, (("Host", "api.example.com"), ("x", "1"))),
    ],
)
def test_the_clients_host_gives_way_to_a_mapped_one(parameters: Mapping[str, str], headers: Headers) -> None:
    mapped = RequestMapping(parameters.items()).apply(inputs((("Host", "api.example.com"),)))
    assert mapped.request.headers == headers


def test_the_body_and_everything_else_stay() -> None:
    given = inputs(HEADERS, body=b"body")
    mapped = RequestMapping([("append:header.x", "1")]).apply(given)
    assert (mapped.request.body, mapped.request.method, mapped.path, mapped.route_key) == (
        b"body",
        "POST",
        "/p/7",
        given.route_key,
    )


ANSWERED = Answered(status=500, headers=(("x-a", "1"), ("content-type", "text/plain")), body=b'{"code":418,"name":"tea"}')


@pytest.mark.parametrize(
    ("parameters", "status", "headers"),
    [
        ({"append:header.x-b": "$context.requestId"}, 500, (*ANSWERED.headers, ("x-b", "id="))),
        ({"overwrite:statuscode": "403"}, 403, ANSWERED.headers),
        ({"overwrite:statuscode": "$response.body.code"}, 418, ANSWERED.headers),
        ({"overwrite:statuscode": "$response.body.name"}, 500, ANSWERED.headers),
        ({"overwrite:statuscode": "$response.body.none"}, 500, ANSWERED.headers),
        ({"overwrite:statuscode": "$context.httpMethod"}, 500, ANSWERED.headers),
        ({"overwrite:header.x-a": "$response.body.name"}, 500, (("content-type", "text/plain"), ("x-a", "tea"))),
        ({"append:header.x-c": "$response.header.x-a", "remove:header.x-a": ""}, 500, (ANSWERED.headers[1], ("x-c", "1"))),
        ({"append:header.x-b": "$stageVariables.env"}, 500, (*ANSWERED.headers, ("x-b", "e1"))),
        ({"append:header.x-b": "$stageVariables.none"}, 500, ANSWERED.headers),
        ({}, 500, ANSWERED.headers),
    ],
)
def test_responses(parameters: Mapping[str, str], status: int, headers: Headers) -> None:
    answered = ResponseMapping(parameters.items()).apply(inputs(), ANSWERED)
    assert (answered.status, answered.headers, answered.body) == (status, headers, ANSWERED.body)


@pytest.mark.parametrize("code", ["199", "600", "2000", "²00", "٢٠٠", "-20", "2e2"])
def test_a_status_that_is_none_changes_nothing(code: str) -> None:
    answered = Answered(status=200, headers=(("code", code),))
    assert ResponseMapping([("overwrite:statuscode", "$response.header.code")]).apply(inputs(), answered).status == 200


@pytest.mark.parametrize(
    ("compile_mapping", "key", "value"),
    [
        (RequestMapping, "overwrite:header.Authorization", "x"),
        (RequestMapping, "append:header.x", "$nothing"),
        (ResponseMapping, "overwrite:path", "/"),
        (ResponseMapping, "append:header.x", "$response.nothing"),
    ],
)
def test_what_the_graph_check_refuses_is_refused_here_too(
    compile_mapping: type[RequestMapping] | type[ResponseMapping], key: str, value: str
) -> None:
    with pytest.raises(ValueError, match=r"reserved|is no source|a key is"):
        compile_mapping([(key, value)])


# Hostile values ------------------------------------------------------------------------------------------------------

names = st.sampled_from(
    ["x-a", "X-B", "host", "cookie", "origin", "Authorization", "x-amz-date", "via", "te", "x-amzn-x", "a b", ""]
)
changes = st.sampled_from(["append", "overwrite", "remove"])
keys = st.builds("{}:header.{}".format, changes, names)
sources = st.sampled_from(
    ["$request.header.x-a", "$request.querystring.q", "$request.body.v", "$request.body", "fixed", "${request.path.id}!"]
)
sent_headers = st.lists(
    st.tuples(st.sampled_from(["X-A", "x-b", "Authorization", "Via", "X-Amz-Date"]), st.text(max_size=8)), max_size=4
).map(tuple)


def accepted(pairs: Iterable[tuple[str, str]], response: bool) -> list[tuple[str, str]]:
    """The mappings that the graph's check lets pass."""
    parse = MappingKey.response if response else MappingKey.request
    kept = []
    for key, value in pairs:
        try:
            parse(key)
        except ValueError:
            continue
        kept.append((key, value))
    return kept


def test_blanks_around_a_value_are_not_sent() -> None:
    given = inputs(body=b'{"v": " \\t a b \\t "}')
    assert RequestMapping([("append:header.x", "$request.body.v")]).apply(given).request.headers == (("x", "a b"),)


def reserved(headers: Headers) -> list[tuple[str, str]]:
    return [header for header in headers if is_reserved(header[0])]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(keys, sources), max_size=6), sent_headers, st.text(max_size=10))
def test_a_mapping_never_touches_a_reserved_header_nor_breaks_a_line(
    parameters: list[tuple[str, str]], headers: Headers, value: str
) -> None:
    body = json.dumps({"v": value}).encode()
    given = inputs(headers, query=f"q={value.encode('utf-8', 'replace').hex()}", body=body)
    mapped = RequestMapping(accepted(parameters, response=False)).apply(given).request.headers
    answered = ResponseMapping(accepted([(key, source) for key, source in parameters], response=True)).apply(
        given, Answered(status=200, headers=tuple((name.lower(), value) for name, value in headers))
    )
    assert reserved(mapped) == reserved(headers)
    assert [value for _, value in reserved(answered.headers)] == [value for _, value in reserved(headers)]
    added = [header for header in (*mapped, *answered.headers) if header[1] not in {value for _, value in headers}]
    assert not any(set(text) & set("\r\n\0") for _, text in added)
    assert all(text.encode("latin-1") is not None for _, text in added)


@given(st.text(min_size=1), st.text())
def test_a_mapped_query_parameter_is_one_parameter(name: str, value: str) -> None:
    given = inputs(query="a=1", body=json.dumps({"v": value}).encode())
    query = RequestMapping([(f"append:querystring.{name}", "$request.body.v")]).apply(given).request.query
    assert parse_qsl(query, keep_blank_values=True) == [("a", "1"), (name, value)]
