"""Header values between the wire and text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwfw.graph.headers import HOP_BY_HOP, read_text, wire_text


@pytest.mark.parametrize(("text", "wire"), [("plain", "plain"), ("é", "Ã©"), ("\ud800", "?")])
def test_text_on_the_wire(text: str, wire: str) -> None:
    assert wire_text(text) == wire


@pytest.mark.parametrize(("wire", "text"), [("plain", "plain"), ("Ã©", "é"), ("\xe9", "\xe9"), ("€", "€")])
def test_text_off_the_wire(wire: str, text: str) -> None:
    assert read_text(wire) == text


@given(st.text())
def test_text_survives_the_wire(text: str) -> None:
    wire = wire_text(text)
    assert wire.encode("latin-1") is not None
    assert read_text(wire) == text


def test_names_are_lower_case() -> None:
    assert all(name == name.lower() for name in HOP_BY_HOP)
