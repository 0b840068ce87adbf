"""Regular expressions of Java, and what is refused because it would mean something else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gwfw.gateway.vtl.errors import TemplateError
from tests.unit.gateway.vtl.conftest import KINDS

PATTERNS = [
    ('$s.replaceAll("(l+)","<$1>")', "he<ll>o Wor<l>d"),
    ('$s.replaceAll("(l)(o)","$2$1")', "helol World"),
    ('$s.replaceAll("l","\\$")', "he$$o Wor$d"),
    ('$s.replaceAll("l","\\\\")', "he\\\\o Wor\\d"),
    ('$s.replaceAll("(l)","$10")', "hel0l0o Worl0d"),
    ('$s.replaceAll("x*","-")', "-h-e-l-l-o- -W-o-r-l-d-"),
    ('$s.replaceAll("[aeiou]","*")', "h*ll* W*rld"),
    ('$s.replaceAll("[^a-z]","")', "helloorld"),
    ('$s.replaceAll("\\w","x")', "xxxxx xxxxx"),
    ('$u.replaceAll("\\w","x")', "xéxxx 😀!"),
    ('$u.replaceAll("\\p{Alpha}","x")', "xéxxx 😀!"),
    ('$u.replaceAll("[\\p{Lower}o]","x")', "xéxxx 😀!"),
    ('$s.replaceAll("(?i)H","J")', "Jello World"),
    ("$s.replaceAll(\"(?<a>o)\",'[${a}]')", "hell[o] W[o]rld"),
    ("$s.replaceAll(\"(o)(?<b>r)?\",'$1$2')", "hello World"),
    ('$s.replaceAll("[{}]","x")', "hello World"),
    ('$s.replaceAll("\\Qo W\\E","-")', "hell-orld"),
    ('$s.replaceAll("\\Qo W","-")', "hell-orld"),
    ('$s.replaceAll("o\\b","0")', "hell0 World"),
    ('$s.replaceAll("^h|d$","_")', "_ello Worl_"),
    ('$s.replaceAll("d\\z","_")', "hello Worl_"),
    ('$s.replaceAll("d\\Z","_")', "hello Worl_"),
    ('$s.replaceAll("[]o]","_")', "hell_ W_rld"),
    ('$s.replaceAll("[^]o]","_")', "____o__o___"),
    ('$s.replaceAll("[o\\]]","_")', "hell_ W_rld"),
    ('$s.replaceAll("l{2}","_")', "he_o World"),
    ('$s.replaceAll("(z)?o","[$1]")', "hell[] W[]rld"),
    ('$s.replaceAll("(?:h|W)","_")', "_ello _orld"),
    ('$s.replaceAll("\\.","_")', "hello World"),
    ('$s.replaceAll("&&","_")', "hello World"),
    ('$nl.matches("a.b")', "false"),
    ('$nl.matches("(?s)a.b")', "true"),
    ('$s.replaceAll("[.]","_")', "hello World"),
    ('$s.replaceAll("[|&o]","_")', "hell_ W_rld"),
    ('$s.replaceAll("[a-n&]","_")', "____o Wor__"),
    ('$s.replaceAll("[\\]o]","_")', "hell_ W_rld"),
    ('$s.replaceAll("[\\Qo]\\E]","_")', "hell_ W_rld"),
]


@pytest.mark.parametrize(("template", "text"), PATTERNS)
def test_patterns_and_replacements_of_java(printed: Callable[..., str], template: str, text: str) -> None:
    assert printed(template, **KINDS) == text


ERRORS = [
    (
        '$s.replaceAll("(","x")',
        '$s.replaceAll("(","x"): \'(\' is not a regular expression: missing ), unterminated subpattern at position 0',
    ),
    ('$s.replaceAll("l","$")', '$s.replaceAll("l","$"): \'$\' is no replacement: $ and \\ are escaped by \\'),
    ('$s.replaceAll("l","$9")', "$s.replaceAll(\"l\",\"$9\"): '$9' names a group that 'l' does not have"),
    ('$s.replaceAll("l","a\\")', '$s.replaceAll("l","a\\"): \'a\\\\\' is no replacement: $ and \\ are escaped by \\'),
    ("$s.replaceAll(\"l\",'${a}')", "$s.replaceAll(\"l\",'${a}'): '${a}' names a group that 'l' does not have"),
    ("$s.replaceAll(\"l\",'$a')", "$s.replaceAll(\"l\",'$a'): '$a' is no replacement: $ and \\ are escaped by \\"),
    ("$s.replaceAll(\"l\",'${1}')", "$s.replaceAll(\"l\",'${1}'): '${1}' is no replacement: $ and \\ are escaped by \\"),
    (
        '$s.replaceAll("\\p{IsLatin}","x")',
        '$s.replaceAll("\\p{IsLatin}","x"): \'\\\\p{IsLatin}\' uses \\p{IsLatin}, which is not available here',
    ),
    (
        '$s.replaceAll("[a[bc]]","x")',
        '$s.replaceAll("[a[bc]]","x"): \'[a[bc]]\' has a set in a set, which is not available here',
    ),
    (
        '$s.replaceAll("[a-z&&b]","x")',
        '$s.replaceAll("[a-z&&b]","x"): \'[a-z&&b]\' has && in a set, which is not available here',
    ),
    ('$s.replaceAll("[+--]","x")', '$s.replaceAll("[+--]","x"): \'[+--]\' has -- in a set, which is not available here'),
    (
        '$s.replaceAll("[\\p{Nope}]","x")',
        '$s.replaceAll("[\\p{Nope}]","x"): \'[\\\\p{Nope}]\' uses \\p{Nope}, which is not available here',
    ),
    ('$s.replaceAll("\\h","x")', '$s.replaceAll("\\h","x"): \'\\\\h\' uses \\h, which is not available here'),
    ('$s.replaceAll("\\R","x")', '$s.replaceAll("\\R","x"): \'\\\\R\' uses \\R, which is not available here'),
    ('$s.matches("a{2")', "$s.matches(\"a{2\"): 'a{2' has a { that is no number of times"),
]


@pytest.mark.parametrize(("template", "reason"), ERRORS)
def test_what_cannot_be_translated_is_refused(printed: Callable[..., str], template: str, reason: str) -> None:
    with pytest.raises(TemplateError) as caught:
        printed(template, **KINDS)
    assert caught.value.reason == reason
