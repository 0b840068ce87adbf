"""`$input`: the payload as text and JSON, paths into it, and the request's parameters."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gwfw.gateway.vtl.errors import TemplateError

BODY = (
    '{"n":5,"f":1.50,"t":true,"z":null,"o":{"x":[1,{"y":"/"}],"k":"v"},"l":["b/","c"],"e":{},"el":[],'
    '"exact":1.23456789012345678901,"class":"x"}'
)
PARAMS = {"path": {"id": "7"}, "querystring": {"q": 'a"b', "id": "second"}, "header": {"X-A": "1", "Host": "h"}}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("$input.path('$.n')", "5"),
        ("$input.path('$.f')", "1.5"),
        ("$input.path('$.t')", "true"),
        ("$input.path('$.exact')", "1.23456789012345678901"),
        ("[$input.path('$.z')][$input.path('$.z.x')][$input.path('$.nope')]", "[][][]"),
        ("$input.path('$.o')", '{x=[1,{"y":"\\/"}], k=v}'),
        ("$input.path('$.o.x')", '[1,{"y":"\\/"}]'),
        ("$input.path('$.o.x[1]')", "{y=/}"),
        ("$input.path('$.o.x[1].y')", "/"),
        ("$input.path('$').o.k", "v"),
        ("$input.path('o.k')", "v"),
        ("$input.path('$.class')", "x"),
        ("$input.path('$.l[*]')", '["b\\/","c"]'),
        ("$input.path('$..y')", '["\\/"]'),
        ("$input.path('$..nope')", "[]"),
        ("$input.path('$.l[-1:]').get(0)", "c"),
        ("$input.path(\"$.l[?(@ == 'c')]\")", '["c"]'),
        ("$input.path('$.l').size()", "2"),
        ("$input.path('$.l').count()", "2"),
        ("$input.json('$.o')", '{"x":[1,{"y":"/"}],"k":"v"}'),
        ("$input.json('$.l')", '["b/","c"]'),
        ("$input.json('$.n')", "5"),
        ("$input.json('$.f')", "1.5"),
        ("$input.json('$.z')", "null"),
        ("$input.json('$.e')$input.json('$.el')", "{}[]"),
        ("$input.json('$.nope')", '""'),
        ("[$input.body.x][$input.nope][$input.nope()]", "[][][]"),
        ("$input.params('id')", "7"),
        ("$input.params('q')", 'a"b'),
        ("$input.params('X-A')$input.params('x-a')", "11"),
        ("[$input.params('nope')]", "[]"),
        ("$input.params().querystring.get('id')$input.params().header['Host']", "secondh"),
        ("$input.params().header['host']", ""),
        ("$input.params().keySet()", "[path, querystring, header]"),
    ],
)
def test_what_input_gives(merged: Callable[..., str], template: str, text: str) -> None:
    assert merged(template, BODY, PARAMS) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (None, "{}|{}|{}"),
        ("", "{}|{}|{}"),
        ('{"a": 1,  "b":[1, 2]}', '{"a": 1,  "b":[1, 2]}|{a=1, b=[1,2]}|{"a":1,"b":[1,2]}'),
        ("hello world", 'hello world|hello world|"hello world"'),
        (" x ", ' x |x|"x"'),
        ('"str"', '"str"|str|"str"'),
        ("17", "17|17|17"),
        ("null", "null||null"),
        ('{"a":"tab\tin"}', '{"a":"tab\tin"}|{a=tab\tin}|{"a":"tab\\tin"}'),
        ('{"a":1,"a":2}', '{"a":1,"a":2}|{a=2}|{"a":2}'),
        ("NaN", 'NaN|NaN|"NaN"'),
    ],
)
def test_payloads(merged: Callable[..., str], body: str | None, text: str) -> None:
    assert merged("$input.body|$input.path('$')|$input.json('$')", body) == text


@pytest.mark.parametrize("body", ['{"a":', "[1", "{a:1}", "[NaN]", ' {"a":1}}'])
def test_a_broken_object_or_list_is_an_error(merged: Callable[..., str], body: str) -> None:
    assert merged("$input.body", body) == body
    with pytest.raises(TemplateError, match="the payload is not JSON"):
        merged("$input.path('$.a')", body)


@pytest.mark.parametrize("path", ["'$.a.length()'", "''", "$undef"])
def test_what_is_no_path_is_an_error(merged: Callable[..., str], path: str) -> None:
    with pytest.raises(TemplateError, match="is not a JSONPath"):
        merged(f"$input.path({path})", "{}")


def test_input_itself_has_no_text(merged: Callable[..., str]) -> None:
    with pytest.raises(TemplateError, match="has no text"):
        merged("$input", "{}")
