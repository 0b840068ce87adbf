"""Two ways to the same bytes, and back."""

from __future__ import annotations

import importlib.util
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwfw.integrations.lambda_proxy.encoding import decode, encode

TEXTS = st.text(st.characters(codec=None), max_size=12)  # half surrogate pairs and control characters are among them
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
EVENTS = st.dictionaries(TEXTS, VALUES, max_size=5)


@settings(max_examples=300)
@given(EVENTS)
def test_orjson_writes_what_the_standard_library_writes(event: dict[str, object]) -> None:
    assert encode(event, plain=True) == encode(event)


@pytest.mark.parametrize(
    "text", [pytest.param("".join(map(chr, range(0x100))), id="latin-1"), "\u2028\ufeff\U0001f600", "\ud800", "</script>"]
)
def test_text_is_written_alike(text: str) -> None:
    assert encode({"body": text, text: [text]}, plain=True) == encode({"body": text, text: [text]})


def test_it_works_without_orjson(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "orjson", None)
    specification = importlib.util.find_spec("gwfw.integrations.lambda_proxy.encoding")
    assert specification is not None
    assert specification.loader is not None
    without = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(without)
    assert without._dumps is None
    assert without.encode({"a": "ä"}, plain=True) == '{"a":"ä"}'.encode()


@pytest.mark.parametrize(
    ("payload", "value"), [(b' {"a": [1.5, null]}\r\n\t', {"a": [1.5, None]}), (b'"\\ud800"', "\ud800")]
)
def test_value_of_a_text(payload: bytes, value: object) -> None:
    assert decode(payload) == value


@pytest.mark.parametrize("payload", [b"", b" ", b"{} {}", b"nothing", b"\xff", b"\xef\xbb\xbf{}", b"\x0c{}"])
def test_what_is_no_json_text(payload: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(payload)
