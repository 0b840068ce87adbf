"""Methods of texts, as java.lang.String has them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gwfw.gateway.vtl.errors import TemplateError
from tests.unit.gateway.vtl.conftest import KINDS

STRINGS = [
    ("$s.charAt(1)", "e"),
    ('$s.compareTo("hello")', "6"),
    ('$s.compareTo("world")', "-15"),
    ('$s.compareTo("hello World")', "0"),
    ('$s.compareToIgnoreCase("HELLO WORLD")', "0"),
    ('$s.concat("!")', "hello World!"),
    ('$s.contains("lo W")', "true"),
    ('$s.contains("")', "true"),
    ('$s.contentEquals("hello World")', "true"),
    ('$s.endsWith("ld")', "true"),
    ('$s.equals("hello World")', "true"),
    ("$s.equals(5)", "false"),
    ('$s.equalsIgnoreCase("HELLO world")', "true"),
    ('$s.equalsIgnoreCase("x")', "false"),
    ("$s.hashCode()", "1764553380"),
    ("$u.hashCode()", "-627266100"),
    ('$s.indexOf("o")', "4"),
    ('$s.indexOf("o",5)', "7"),
    ('$s.indexOf("o",-5)', "4"),
    ('$s.indexOf("o",99)', "-1"),
    ('$s.indexOf("zz")', "-1"),
    ("$s.indexOf(111)", "4"),
    ("$s.indexOf(-1)", "-1"),
    ("$s.isEmpty()", "false"),
    ("$empty.isEmpty()", "true"),
    ("$s.empty", "false"),
    ("$empty.empty", "true"),
    ('$s.lastIndexOf("o")', "7"),
    ('$s.lastIndexOf("o",5)', "4"),
    ('$s.lastIndexOf("o",-1)', "-1"),
    ('$s.lastIndexOf("hello",0)', "0"),
    ("$s.length()", "11"),
    ("$u.length()", "9"),
    ("$u.substring(6,8)", "😀"),
    ("$u.substring(6,7)", "?"),
    ("$u.charAt(1)", "é"),
    ('$u.indexOf("!")', "8"),
    ('$u.lastIndexOf("!")', "8"),
    ('$u.lastIndexOf("!",8)', "8"),
    ("$u.toUpperCase()", "HÉLLO 😀!"),
    ('$s.matches("hello.*")', "true"),
    ('$s.matches("hello")', "false"),
    ('$u.matches(".{8}")', "true"),
    ('$s.replace("o","0")', "hell0 W0rld"),
    ('$s.replace("l","")', "heo Word"),
    ('$s.replaceAll("o","0")', "hell0 W0rld"),
    ('$s.replaceFirst("o","0")', "hell0 World"),
    ('$s.replaceFirst("zz","0")', "hello World"),
    ('$s.startsWith("hello")', "true"),
    ('$s.startsWith("World",6)', "true"),
    ('$s.startsWith("World",-6)', "false"),
    ('$s.startsWith("",11)', "true"),
    ('$s.startsWith("",12)', "false"),
    ("$s.subSequence(0,5)", "hello"),
    ("$s.substring(6)", "World"),
    ("$s.substring(11)", ""),
    ("$s.toLowerCase()", "hello world"),
    ("$s.toString()", "hello World"),
    ("$s.toUpperCase()", "HELLO WORLD"),
    ("[$ws.trim()]", "[a b]"),
    ("$s.valueOf(5)", "5"),
    ("$s.valueOf(true)", "true"),
    ("$s.valueOf($l)", '["a","b","a",1,null]'),
    ("$s.concat($n)", ""),
    ('$s.substring("1")', ""),
    ("$s.substring(1.0)", ""),
    ("$s.substring($big)", ""),
]


@pytest.mark.parametrize(("template", "text"), STRINGS)
def test_methods_of_texts(printed: Callable[..., str], template: str, text: str) -> None:
    assert printed(template, **KINDS) == text


SPLIT = [
    ('$x.split(",").size()', "4"),
    ('$x.split(",",-1).size()', "6"),
    ('$x.split(",",2).get(1)', "b,,c,,"),
    ('$x.split(",",0).size()', "4"),
    ('$x.split("").size()', "8"),
    ('$x.split("zz").get(0)', "a,b,,c,,"),
    ('$empty.split(",").size()', "1"),
    ('$x.split(",").get(2)', ""),
    ('$x.split(",")[0]', "a"),
    ('$x.split(",")[-1]', "c"),
    ('$x.split(",").isEmpty()', "false"),
    ('$x.split(",").contains("b")', "true"),
    ('$x.split(",").indexOf("b")', "1"),
    ('#foreach($q in $x.split(","))[$q]#end', "[a][b][][c]"),
    ('#foreach($q in $p.split("."))[$q]#end', ""),
    ('#foreach($q in $p.split("\\."))[$q]#end', "[a][b][c]"),
    ('#foreach($q in $s.split("(?=o)"))[$q]#end', "[hell][o W][orld]"),
    ('#foreach($q in $s.split("o|l"))[$q]#end', "[he][][][ W][r][d]"),
    ('#foreach($q in $s.split(" ",1))[$q]#end', "[hello World]"),
    ('#foreach($q in $s.split("^h"))[$q]#end', "[][ello World]"),
    ('#foreach($q in $s.split("$"))[$q]#end', "[hello World]"),
]


@pytest.mark.parametrize(("template", "text"), SPLIT)
def test_split_gives_an_array(printed: Callable[..., str], template: str, text: str) -> None:
    assert printed(template, **KINDS) == text


ERRORS = [
    ("$s.charAt(99)", "$s.charAt(99): there is nothing from 99 to 100 in a text of length 11"),
    ("$s.charAt(-1)", "$s.charAt(-1): there is nothing from -1 to 0 in a text of length 11"),
    ("$s.substring(12)", "$s.substring(12): there is nothing from 12 to 11 in a text of length 11"),
    ("$s.substring(3,2)", "$s.substring(3,2): there is nothing from 3 to 2 in a text of length 11"),
    ("$s.substring(-1)", "$s.substring(-1): there is nothing from -1 to 11 in a text of length 11"),
    ("$s.concat(null)", "$s.concat(null): an argument is null"),
    ("$s.contains(null)", "$s.contains(null): an argument is null"),
    (
        '$s.matches("(")',
        "$s.matches(\"(\"): '(' is not a regular expression: missing ), unterminated subpattern at position 0",
    ),
    ("$s.getBytes()", "$s.getBytes(): .getBytes() is not available here"),
    ("$s.getClass()", "$s.getClass(): .getClass() is not available here"),
    ("$s.class", ".class is the value's class in Java and not available here; a member is ['class']"),
    ('$x.split(",")', "an array has no text; #foreach goes through it"),
    ('$s.split(",").get(9)', '$s.split(",").get(9): there is no index 9 in a list of 1'),
    ('$s.split(",")[9]', "there is no index 9 in a list of 1"),
]


@pytest.mark.parametrize(("template", "reason"), ERRORS)
def test_what_java_throws_or_we_do_not_have_is_an_error(printed: Callable[..., str], template: str, reason: str) -> None:
    with pytest.raises(TemplateError) as caught:
        printed(template, **KINDS)
    assert caught.value.reason == reason
