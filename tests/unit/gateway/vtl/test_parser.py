"""Text, references in it, comments, escapes and blanks, as Velocity 1.7 has them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gwfw.gateway.vtl.errors import TemplateError
from tests.unit.gateway.vtl.conftest import FEW

TEXT = [
    ("plain", "plain"),
    ("$ ", "$ "),
    ("a$-", "a$-"),
    ("$1", "$1"),
    ("$!1", "$1"),
    ("$! x", "$ x"),
    ("$!$x", "$!X"),
    ("$!{1}", "$!{1}"),
    ("$![", "$!["),
    ("$[", "$["),
    ("${", "${"),
    ("${}", "${}"),
    ("$$x", "$X"),
    ("$.x", "$.x"),
    ("# ", "# "),
    ("#1", "#1"),
    ("#(", "#("),
    ("#{", "#{"),
    ("#{x", "#{x"),
    ("#{x}", "#{x}"),
    ('"#"', '"#"'),
    ("#13ff93", "#13ff93"),
    ("#foo", "#foo"),
    ("#foo bar", "#foo bar"),
    ("a\\b", "a\\b"),
    ("\\{", "\\{"),
    ("\\\\", "\\\\"),
    ("\\\\\\\\", "\\\\\\\\"),
    ("#$x", "#X"),
    ("##$x", ""),
    ("A#${x}#$x", "A#X#X"),
]


@pytest.mark.parametrize(("template", "text"), TEXT)
def test_what_begins_nothing_is_text(printed: Callable[..., str], template: str, text: str) -> None:
    assert printed(template, **FEW) == text


REFERENCES = [
    ("$x", "X"),
    ("${x}", "X"),
    ("$!x", "X"),
    ("$!{x}", "X"),
    ("$undef", ""),
    ("${undef}", ""),
    ("$!undef", ""),
    ("$undef.y.z", ""),
    ("$undef.m()", ""),
    ("${x}y", "Xy"),
    ("$xy", ""),
    ("$x-y", ""),
    ("$x.", "X."),
    ("$x..y", "X..y"),
    ("$x.1", "X.1"),
    ("$x,", "X,"),
    ("$x:$n", "X:5"),
    ("$x/$n", "X/5"),
    ("$x(1)", "X(1)"),
    ("$x . y", "X . y"),
    ("$x .length()", "X .length()"),
    ("{$x}", "{X}"),
    ("${x}{$n}", "X{5}"),
    ('$x{"a":$n}', 'X{"a":5}'),
    ("$x ## c", "X "),
    ("$m.a##x", "1##x"),
    ("$m.a ##x", "1 "),
    ("${m.a}##x", "1"),
    ("$m.a#$x", "1#X"),
    ("$m.a", "1"),
    ("$m.b.c", "C"),
    ("$m['b']['c']", "C"),
    ('$m["b"].c', "C"),
    ("$m.b['c'].length()", "1"),
    ("$l[0]", "a"),
    ("$l[ 0 ]", "a"),
    ("$l[-1]", "b"),
    ("${l[0]}", "a"),
    ("${l}[0]", '["a","b"][0]'),
    ("$l.size()", "2"),
    ("$x.length()", "1"),
    ("$x.length ()", " ()"),
    ("$x.substring( 0 , 1 )", "X"),
    ('$x.concat("a""b")', 'Xa"b'),
    ("$x.concat('a''b')", "Xa'b"),
    ("$x.concat(\"'$x'\")", "X'X'"),
    ("$x.concat('\"$x\"')", 'X"$x"'),
    ("$x.concat($x.concat('a'))", "XXa"),
    ('$m.get("b").get("c")', "C"),
    ("$x.toUpperCase().", "X."),
    ("$x.nosuch()", ""),
    ("$x.concat(1)", ""),
    ("$l['a']", ""),
    ("$n.x", ""),
    ("$z", ""),
    ("$_x", ""),
]


@pytest.mark.parametrize(("template", "text"), REFERENCES)
def test_references_print_what_they_lead_to(printed: Callable[..., str], template: str, text: str) -> None:
    assert printed(template, **FEW) == text


ESCAPES = [
    ("\\$x", "$x"),
    ("\\\\$x", "\\X"),
    ("\\\\\\$x", "\\$x"),
    ("\\${x}", "${x}"),
    ("\\$!x", "$!x"),
    ("\\$x.y", "$x.y"),
    ("\\$l[0]", "$l[0]"),
    ("\\$undef", "$undef"),
    ("\\\\$undef", "\\"),
    ("\\$1", "\\$1"),
    ("\\\\$1", "\\\\$1"),
    ("\\$ ", "\\$ "),
    ("\\#if", "#if"),
    ("\\#end", "#end"),
    ("\\#if($x)", "#if(X)"),
    ("\\\\#if($x)y#end", "\\y"),
    ("\\\\\\#if", "\\#if"),
    ("\\#{if}", "#{if}"),
    ("\\#foo", "\\#foo"),
    ("\\\\#foo", "\\\\#foo"),
    ("\\#set($q=1)", "#set(=1)"),
    ("\\\\#set($q=1)", "\\\\"),
    ("\\##c", "\\"),
    ("\\\\##c", "\\\\"),
    ("\\#*c*#", "\\"),
    ("\\#1", "\\#1"),
]


@pytest.mark.parametrize(("template", "text"), ESCAPES)
def test_backslashes_escape_references_and_known_directives(printed: Callable[..., str], template: str, text: str) -> None:
    assert printed(template, **FEW) == text


BLANKS = [
    ("a\n  #set($q=1)\nb", "a\n  b"),
    ("a  #set($q=1)  \n\nb", "a  \nb"),
    ("a #set($q=1) b", "a  b"),
    ("  #set($q=1)b", "b"),
    ("  #if($x)\n  y\n  #end\n  z", "    y\n    z"),
    ("#if($x)\n   #set($q=1)\n#end b", " b"),
    ("#if($x) \t\n y#end \t\n z", " y z"),
    ("#if($f)\na\n#else\nb\n#end\nc", "b\nc"),
    ("#if($f)a#{else}   \nb#{end}  \nc", "bc"),
    ("#foreach($i in $l)\n $i\n#end\n.", " a\n b\n."),
    ("a ## c\n  b", "a   b"),
    ("a #* c *#\n  b", "a \n  b"),
    ("##c\n  #set($q=1)b", "b"),
    ("$x #set($q=1)$q", "X1"),
    ("$x\n#set($q=1)$q", "X\n1"),
    ("$l[0] #set($q=1)$q", "a1"),
    ("#set($q=1)\r\nb", "b"),
    ("#if($x)\r\ny\r\n#end\r\nz", "y\r\nz"),
    ("#if($x)\ry#end\rz", "yz"),
    ("## c\r\nb", "b"),
    ("\\ #set($q=1)b", "\\b"),
    ("#define($q)\n q \n#end\n[$q]", "[ q \n]"),
]


@pytest.mark.parametrize(("template", "text"), BLANKS)
def test_directives_swallow_line_ends_and_set_the_blanks_before_it(
    printed: Callable[..., str], template: str, text: str
) -> None:
    assert printed(template, **FEW) == text


COMMENTS = [
    ("a##", "a"),
    ("##", ""),
    ("#**#x", "x"),
    ("#*#x*#y", "y"),
    ("#*a*#b#**c*#d", "bd"),
    ("#* open", ""),
    ("#[[ $x #if ]]#", " $x #if "),
    ("a#[[$x]]#b", "a$xb"),
    ("$x##c\n$x", "XX"),
    ("##a\n##b\nc", "c"),
]


@pytest.mark.parametrize(("template", "text"), COMMENTS)
def test_comments_vanish_and_text_blocks_stay_as_they_are(printed: Callable[..., str], template: str, text: str) -> None:
    assert printed(template, **FEW) == text


ERRORS = [
    ("$", "a template cannot end with $"),
    ("$$", "a template cannot end with $"),
    ("a #", "a template cannot end with #"),
    ("$!", "a template cannot end with $"),
    ("${x", "'}' is missing at the end of ${...}; here is the end"),
    ("${x ", "'}' is missing at the end of ${...}; here is ' '"),
    ("$!{x", "'}' is missing at the end of ${...}; here is the end"),
    ("$x[", "an index is a number, a text or a reference; here is the end"),
    ("$x[]", "an index is a number, a text or a reference; here is ']'"),
    ("$l[0", "']' is missing after an index; here is the end"),
    ("$m[c]", "an index is a number, a text or a reference; here is 'c]'"),
    ("$m[1.5]", "']' is missing after an index; here is '.5]'"),
    ("$m['a'+'b']", "']' is missing after an index; here is \"+'b']\""),
    ("$x.y( )", "a value is missing; here is ')'"),
    ("$x.y(1", "')' is missing after arguments; here is the end"),
    ("$x.y(1,)", "a value is missing; here is ')'"),
    ("$x.y(,1)", "a value is missing; here is ',1)'"),
    ("$x.y(1+1)", "')' is missing after arguments; here is '+1)'"),
    ("$x.y('a", 'a text is not closed: "\'a"'),
    ("$true", "true cannot be a name"),
    ("$m.false", "false cannot be a name"),
    ("$x{$n}", "Velocity takes the { right after $x for part of a reference; write ${...} there"),
    ("$x{a$n}", "Velocity takes the { right after $x for part of a reference; write ${...} there"),
    ("$x{$!n}", "Velocity takes the { right after $x for part of a reference; write ${...} there"),
    ("$l[0]end.y", "Velocity takes the word right after $l[0] for a reference; write ${...} there"),
    ("$x.trim()end[0]", "Velocity takes the word right after $x.trim() for a reference; write ${...} there"),
    ("$m.a##if($x)y#end", "a # between $m.a and a directive is lost; write ${...} for the reference"),
    ("$#if($x)y#end", "Velocity loses a $ right before a directive; print it from a variable: #set($dollar = '$')"),
    ("a $ #set($q=1)", "Velocity loses a $ right before a directive; print it from a variable: #set($dollar = '$')"),
    ("# #set($q=1)", "Velocity loses a # right before #set; print it from a variable: #set($hash = '#')"),
    ("#[[ open", "#[[ is not closed"),
    ("a## c #", "a comment at the end of a template cannot end with $ or #"),
    ("a## c $", "a comment at the end of a template cannot end with $ or #"),
    ("#end", "'#end' has no beginning"),
    ("a#{else}", "'#{else}' has no beginning"),
    ("x#elseif($x)", "'#elseif($x)' has no beginning"),
]


@pytest.mark.parametrize(("template", "reason"), ERRORS)
def test_what_cannot_be_parsed_or_would_be_misread_is_refused(
    printed: Callable[..., str], template: str, reason: str
) -> None:
    with pytest.raises(TemplateError) as caught:
        printed(template, **FEW)
    assert caught.value.reason == reason


def test_the_line_is_told(printed: Callable[..., str]) -> None:
    with pytest.raises(TemplateError) as caught:
        printed("a\nb\n#if($x)\nc")
    assert caught.value.line == 3


def test_lines_inside_a_text_count_on(printed: Callable[..., str]) -> None:
    with pytest.raises(TemplateError) as caught:
        printed('a\n#set($q = "b\n${c")')
    assert caught.value.line == 3
