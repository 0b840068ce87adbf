"""JSON texts with references, and as mapping templates that VTL prints."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwfw.graph.model import Ref
from gwfw.graph.template import Expression, Value, document, escaped, vtl_document

TABLE = Ref("table", "books", "name")
ID = Expression("$context.connectionId")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, 1.5, "x"]}, ('{"a":[true,null,1.5,"x"],"b":1}',)),
        ({"TableName": TABLE}, ('{"TableName":"', TABLE, '"}')),
        (("arn:", TABLE, ":x"), ('"arn:', TABLE, ':x"')),
        ([], ("[]",)),
        ({}, ("{}",)),
        ('q"\\\n', ('"q\\"\\\\\\n"',)),
        (TABLE, ('"', TABLE, '"')),
        ((TABLE, "", "x"), ('"', TABLE, 'x"')),
    ],
)
def test_documents(value: Value, text: tuple[object, ...]) -> None:
    assert document(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"id": (ID,)}, ('{"id":"$context.connectionId"}',)),
        ("cost: $5 #1", ('"cost: \\u00245 \\u00231"',)),
        ((ID, ".x"), ('"$context.connectionId\\u002ex"',)),
        ((ID, "(x"), ('"$context.connectionId\\u0028x"',)),
        ((ID, " x"), ('"$context.connectionId x"',)),
        ((ID, "é"), ('"$context.connectionId\\u00e9"',)),
        ((ID, ""), ('"$context.connectionId"',)),
        ((TABLE, ".x"), ('"', TABLE, '.x"')),
        (5, ("5",)),
    ],
)
def test_templates(value: Value, text: tuple[object, ...]) -> None:
    assert vtl_document(value) == text


def test_a_reference_does_not_stick_to_an_expression() -> None:
    with pytest.raises(ValueError, match="right after an expression"):
        vtl_document((ID, TABLE))


def test_what_is_no_json_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        document(float("nan"))


def test_what_a_client_controls_is_escaped() -> None:
    assert escaped("$x") == '$util.escapeJavaScript($x).replaceAll("\\\\\'","\'")'


@given(st.text())
def test_constants_survive_and_show_vtl_nothing(text: str) -> None:
    (written,) = vtl_document({"v": text})
    assert isinstance(written, str)
    assert json.loads(written) == {"v": text}
    assert not set(written) & set("$#")
