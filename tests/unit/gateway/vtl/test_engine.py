"""Rendering as a whole: an event's template, what bounds it, and that nothing is left of one rendering in the next."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gwfw.exchange import Connection, WebSocketInputs
from gwfw.gateway.vtl import check, engine, render
from gwfw.gateway.vtl.engine import merge
from gwfw.gateway.vtl.errors import TemplateError
from gwfw.gateway.vtl.variables import Variables

INPUTS = WebSocketInputs(
    event_type="MESSAGE",
    connection=Connection(id="Lo1dBfOWoAMCKvA=", connected_at=1700000000.0, source_ip="192.0.2.7", user_agent=None),
    api_id="abc123defg",
    account_id="123456789012",
    region="us-east-1",
    domain_name="example.test",
    stage="dev",
    stage_variables=(("table", "chat"),),
    route_key="send",
    request_id="Lo1dFGZ1IAMFwDg=",
    time=1700000000.5,
    trace_id="1-00000000-000000000000000000000000",
    body='{"room":"blue"}',
    message_id="Lo1dFcVBoAMCKvA=",
)


def test_a_template_is_rendered_for_an_event() -> None:
    template = (
        '{"TableName":"$stageVariables.table","Key":{"pk":{"S":"ROOM#$input.path(\'$.room\')#$context.connectionId"}}}'
    )
    assert render(template, INPUTS) == '{"TableName":"chat","Key":{"pk":{"S":"ROOM#blue#Lo1dBfOWoAMCKvA="}}}'


def test_a_rendering_leaves_nothing_to_the_next() -> None:
    template = "[$context.mine]#set($context.mine = 1)[$x]#set($x = 1)"
    assert [render(template, INPUTS) for _ in range(2)] == ["[][]", "[][]"]


def test_errors_are_values_errors_with_their_line() -> None:
    with pytest.raises(ValueError, match=r"^line 2: \$input\.path\(\$x\): "):
        render("a\n$input.path($x)", INPUTS)


@pytest.mark.parametrize(
    ("body", "text"),
    [('"\\ud83d\\ude00"', "\U0001f600"), ('"\\ud83d"', "?"), ('"\\u00e9"', "\u00e9"), ('"\\ude00\\ud83d"', "??")],
    ids=["pair", "half", "plain", "wrong order"],
)
def test_what_is_printed_is_unicode(body: str, text: str) -> None:
    assert merge("$input.path('$')", Variables(body=body)) == text


GROWING = "#foreach($i in [1..100])#set($s = %s)#end"


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("#foreach($i in [1..1001])x#end", "a #foreach of more than 1000 iterations"),
        (
            "#foreach($i in [1..200])#foreach($j in [1..1000])#end#end",
            "more than 100000 iterations of all loops together",
        ),
        ('#set($s = "12345678")' + GROWING % '"$s$s"', "more than 10000000 characters produced"),
        ("#set($s = '12345678')" + GROWING % "$s + $s", "more than 10000000 characters produced"),
        ("#set($s = '12345678')" + GROWING % "$s.concat($s)", "more than 10000000 characters produced"),
        ("#set($s = 'xxxxxxxx')" + GROWING % "$s.replace('x', 'xx')", "more than 10000000 characters produced"),
        ("#set($s = 3)" + GROWING % "$s * $s", "a number of more than 4096 bits"),
        ("#set($s = [1])#foreach($i in [1..100])$s.addAll($s)#end", "$s.addAll($s): more than 100000 members"),
        ("#set($s = [1..100000])$s.add(1)", "$s.add(1): more than 100000 members"),
        ("#set($s = [1..100001])", "a range of more than 100000 numbers"),
        ("#set($s = [1..100000])#foreach($i in [1..1000])$s.contains(0)#end", "more than 10000000 characters produced"),
        (
            "#set($s = 'x')#foreach($i in [1..21])#set($s = $s + $s)#end$s.replace('x','12345')",
            "$s.replace('x','12345'): more than 10000000 characters",
        ),
        (
            "#set($s = 'x')#foreach($i in [1..21])#set($s = $s + $s)#end$s.replaceAll('x','12345')",
            "$s.replaceAll('x','12345'): perhaps more than 10000000 characters",
        ),
        (
            "#define($d)12345678#end#foreach($i in [1..1000])#foreach($j in [1..90])$d$d$d$d$d$d$d$d$d$d$d$d$d$d$d#end#end",
            "more than 10000000 characters produced",
        ),
        (
            "#foreach($i in [1..1000])#foreach($j in [1..99])" + "x" * 200 + "#end#end",
            "more than 10000000 characters produced",
        ),
        ("#set($l = [1])$l.add($l)$l", "values or expressions inside each other too deeply"),
        ("#set($l = [1])$l.add($l)$l.contains($l)", "values or expressions inside each other too deeply"),
    ],
    ids=lambda value: value[:70],
)
def test_no_template_hangs(template: str, reason: str) -> None:
    with pytest.raises(TemplateError) as caught:
        merge(template, Variables())
    assert caught.value.reason == reason


def test_a_loop_of_a_thousand_is_allowed() -> None:
    assert merge("#foreach($i in [1..1000])x#end", Variables()) == "x" * 1000


@pytest.mark.parametrize(
    "template",
    [
        "#if(true)" * 60 + "#end" * 60,
        "#set($x = " + "(" * 60 + "1" + ")" * 60 + ")",
        "#set($x = " + "!" * 60 + "true)",
        "#set($x = " + "[" * 60 + "1" + "]" * 60 + ")",
        "#set($x = " + "{1:" * 60 + "1" + "}" * 60 + ")",
        "$x" + ".a($x" * 60 + ")" * 60,
        "$x" + "[$x" * 60 + "]" * 60,
    ],
    ids=["directives", "parentheses", "not", "lists", "maps", "calls", "indexes"],
)
def test_templates_have_fifty_levels_at_most(template: str) -> None:
    assert check(template) == "line 1: more than 50 levels inside each other"


def test_texts_in_texts_are_levels_too() -> None:
    template = "$x"
    for _ in range(12):
        template = '#set($a = "' + template.replace('"', '""') + '")'
    assert check(template) is None


def test_an_expression_of_too_many_operators_is_refused() -> None:
    template = "#set($x = 1" + " + 1" * 2000 + ")"
    assert check(template) == "line 1: expressions inside each other too deeply"
    with pytest.raises(TemplateError, match="too deeply"):
        merge(template, Variables())


def test_break_and_stop_outside_of_loops_end_the_template() -> None:
    assert merge("a#break b", Variables()) == "a"
    assert merge("a#stop b", Variables()) == "a"


def test_a_template_is_compiled_once(merged: Callable[..., str]) -> None:
    template = "compiled once: $context.x"
    before = engine.compiled.cache_info().misses
    assert [merged(template, x=value) for value in (1, 2)] == ["compiled once: 1", "compiled once: 2"]
    assert engine.compiled.cache_info().misses == before + 1
