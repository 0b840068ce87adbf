"""Query strings and percent-encoding."""

from __future__ import annotations

from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwfw.graph.query import decode, decode_query, encode_path, encode_segment, pairs


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", []),
        ("a=1&b=2", [("a", "1"), ("b", "2")]),
        ("a=1&a=2", [("a", "1"), ("a", "2")]),
        ("a", [("a", "")]),
        ("a=", [("a", "")]),
        ("=1", [("", "1")]),
        ("a=b=c", [("a", "b=c")]),
        ("&&a=1&", [("a", "1")]),
        ("a=b+c&d%20e=%2B", [("a", "b c"), ("d e", "+")]),
        ("a=%C3%A9&b=%FF", [("a", "é"), ("b", "\ufffd")]),
        ("a=100%", [("a", "100%")]),
    ],
)
def test_pairs(query: str, found: list[tuple[str, str]]) -> None:
    assert pairs(query) == found


@pytest.mark.parametrize(
    ("sent", "decoded"), [("/a", "/a"), ("/a+b", "/a+b"), ("/a%20b", "/a b"), ("/%F0%9F%98%80", "/😀"), ("/%ff", "/\ufffd")]
)
def test_decoded_paths(sent: str, decoded: str) -> None:
    assert decode(sent) == decoded


def test_decoded_names() -> None:
    assert [decode_query(part) for part in ("a", "a+b", "a%2Bb")] == ["a", "a b", "a+b"]


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("rex", "rex"),
        ("a b", "a%20b"),
        ("a/b", "a%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("50%", "50%25"),
        ("%2e", "%252e"),
        ("é", "%C3%A9"),
        ("a:b@c;d=e,f", "a:b@c;d=e,f"),
        ("\ud800", "%3F"),
    ],
)
def test_encoded_segments(text: str, encoded: str) -> None:
    assert encode_segment(text) == encoded


@pytest.mark.parametrize(
    ("text", "encoded"), [("/a/b c", "/a/b%20c"), ("/a%20b", "/a%20b"), ("/100%", "/100%25"), ("/a?b", "/a%3Fb")]
)
def test_encoded_paths(text: str, encoded: str) -> None:
    assert encode_path(text) == encoded


@given(st.text())
def test_segments_round_trip(text: str) -> None:
    assert unquote(encode_segment(text)) == text
    assert "/" not in encode_segment(text)


@given(st.lists(st.tuples(st.text(min_size=1), st.text())))
def test_any_pairs_round_trip(sent: list[tuple[str, str]]) -> None:
    assert pairs("&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sent)) == sent
