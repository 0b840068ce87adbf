"""`$util`: escapes as commons-lang 2.6 writes them, URL encoding as Java does, JSON and base64."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gwfw.gateway.vtl.errors import TemplateError
from gwfw.gateway.vtl.functions import escape_javascript


@pytest.mark.parametrize(
    ("given", "escaped"),
    [
        ("plain", "plain"),
        ("\"'\\/", "\\\"\\'\\\\\\/"),
        ("\b\f\n\r\t", "\\b\\f\\n\\r\\t"),
        ("\x00\x01\x1f", "\\u0000\\u0001\\u001F"),
        ("\x7f", "\x7f"),
        ("\x80é", "\\u0080\\u00E9"),
        ("Ж€\u2028\uffff", "\\u0416\\u20AC\\u2028\\uFFFF"),
        ("\U0001f600", "\\uD83D\\uDE00"),
        ("\ud83d", "\\uD83D"),
        ("$x #if", "$x #if"),
        (5, "5"),
        (True, "true"),
        ("", ""),
    ],
)
def test_escape_javascript(given: object, escaped: str) -> None:
    assert escape_javascript(given) == escaped


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ('$util.escapeJavaScript($s).replaceAll("\\\\\'","\'")', 'it\'s \\"q\\"'),
        ("$util.urlEncode($s)", "it%27s+%22q%22"),
        ("$util.urlEncode('a-_.*~é+%')", "a-_.*%7E%C3%A9%2B%25"),
        ("$util.urlDecode('a%20b%2Bc+d%C3%A9')", "a b+c d\u00e9"),
        ("$util.base64Encode('h\u00e9llo')", "aMOpbGxv"),
        ("$util.base64Decode('aMOpbGxv')", "h\u00e9llo"),
        ("$util.base64Decode('/w==')", "\ufffd"),
        ('$util.parseJson(\'{"a":[1,{"b":"c"}]}\').a[1].b', "c"),
        ("$util.parseJson('[1,2]')", "[1,2]"),
        ("$util.parseJson('hello')", "hello"),
        ("[$util.escapeJavaScript($undef)][$util.nope()][$util.nope]", "[][][]"),
        ("[$util.urlEncode()]", "[]"),
    ],
)
def test_functions(printed: Callable[..., str], template: str, text: str) -> None:
    assert printed(template, s='it\'s "q"') == text


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("$util.urlDecode('%2')", "$util.urlDecode('%2'): '%2' is not URL-encoded"),
        ("$util.base64Decode('!')", "$util.base64Decode('!'): '!' is not base64"),
        ("$util.base64Decode('\u00e9')", "$util.base64Decode('\u00e9'): '\u00e9' is not base64"),
        (
            "$util.parseJson('{')",
            "$util.parseJson('{'): the payload is not JSON: "
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        ),
        ("$util", "this has no text"),
    ],
)
def test_what_cannot_be_decoded_is_an_error(printed: Callable[..., str], template: str, reason: str) -> None:
    with pytest.raises(TemplateError) as caught:
        printed(template)
    assert caught.value.reason == reason
