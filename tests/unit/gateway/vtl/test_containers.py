"""Methods of lists, maps and what maps give, as java.util has them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gwfw.gateway.vtl.errors import TemplateError
from tests.unit.gateway.vtl.conftest import KINDS

LISTS = [
    ("$l.size()", "5"),
    ("$l.get(0)", "a"),
    ("$l[-1]", ""),
    ("$l[-2]", "1"),
    ("[$l.get(4)]", "[]"),
    ('$l.contains("b")', "true"),
    ("$l.contains(1)", "true"),
    ('$l.contains("1")', "false"),
    ('$l.indexOf("a")', "0"),
    ('$l.lastIndexOf("a")', "2"),
    ('$l.lastIndexOf("q")', "-1"),
    ("$l.isEmpty()", "false"),
    ("$e.isEmpty()", "true"),
    ("$l.empty", "false"),
    ("$e.empty", "true"),
    ('$l.add("z")$l', 'true["a","b","a",1,null,"z"]'),
    ('$l.add(0,"z")$l', '["z","a","b","a",1,null]'),
    ('$l.addAll(["p","q"])$l', 'true["a","b","a",1,null,"p","q"]'),
    ("$l.addAll([])", "false"),
    ("$l.clear()$l", "[]"),
    ('$l.containsAll(["a","b"])', "true"),
    ('$l.containsAll(["a","q"])', "false"),
    ('$l.equals(["a"])', "false"),
    ("$e.equals([])", "true"),
    ("$l.remove(0)$l", 'a["b","a",1,null]'),
    ('$l.remove("a")$l', 'true["b","a",1,null]'),
    ('$l.remove("q")$l', 'false["a","b","a",1,null]'),
    ('$l.set(0,"q")$l', 'a["q","b","a",1,null]'),
    ("$l.subList(0,2)", "[a, b]"),
    ("$l.toString()", '["a","b","a",1,null]'),
    ("$l.toJSONString()", '["a","b","a",1,null]'),
    ("$l.toArray().size()", "5"),
    ("$l.nosuch()", ""),
    ("$l.x", ""),
    ('$l["0"]', ""),
    ("#set($q=[1,[2,3]])$q.contains([2,3])", "true"),
    ("#set($q=[1,2])$q.equals([1.0,2])", "false"),
    ("#set($q=[1,2])$q.toJSONString()", ""),
]


@pytest.mark.parametrize(("template", "text"), LISTS)
def test_methods_of_lists(printed: Callable[..., str], template: str, text: str) -> None:
    assert printed(template, **KINDS) == text


MAPS = [
    ("$m.size()", "3"),
    ("$m.isEmpty()", "false"),
    ("$em.isEmpty()", "true"),
    ('$m.get("a")', "1"),
    ('[$m.get("q")]', "[]"),
    ("[$m.b]", "[]"),
    ('$m.containsKey("a")', "true"),
    ('$m.containsKey("b")', "true"),
    ('$m.containsKey("q")', "false"),
    ("$m.containsValue(1)", "true"),
    ("$m.containsValue(2)", "false"),
    ("$m.keySet()", "[a, b, c]"),
    ("$m.values()", '[1, null, ["\\/"]]'),
    ("$m.entrySet()", '[a=1, b=null, c=["\\/"]]'),
    ("$m.keySet().size()", "3"),
    ('$m.keySet().contains("a")', "true"),
    ("$m.keySet().isEmpty()", "false"),
    ("$m.keySet().empty", "false"),
    ("[$m.keySet().get(0)]", "[]"),
    ("[$m.keySet()[0]]", "[]"),
    ("$m.keySet().toArray().get(0)", "a"),
    ("$m.values().size()", "3"),
    ('$m.put("a",2)$m', '1{a=2, b=null, c=["\\/"]}'),
    ('[$m.put("q",2)]$m', '[]{a=1, b=null, c=["\\/"], q=2}'),
    ('[$m.put("q",null)]$m', '[]{a=1, b=null, c=["\\/"], q=null}'),
    ('$m.putAll({"z":1})$m', '{a=1, b=null, c=["\\/"], z=1}'),
    ('$m.remove("a")$m', '1{b=null, c=["\\/"]}'),
    ('[$m.remove("q")]', "[]"),
    ("$m.clear()$m", "{}"),
    ('$m.getOrDefault("q",3)', "3"),
    ('[$m.getOrDefault("b",3)]', "[]"),
    ('[$m.putIfAbsent("a",9)]$m', '[1]{a=1, b=null, c=["\\/"]}'),
    ('[$m.putIfAbsent("b",9)]$m', '[]{a=1, b=9, c=["\\/"]}'),
    ('[$m.putIfAbsent("y",9)]$m', '[]{a=1, b=null, c=["\\/"], y=9}'),
    ("$m.equals({})", "false"),
    ("$m.equals($m)", "true"),
    ("$em.equals({})", "true"),
    ("$m.toString()", '{a=1, b=null, c=["\\/"]}'),
    ("[$m.empty]", "[]"),
    ("#foreach($q in $m.entrySet())$q.key:$q.value,$q #end", 'a:1,a=1 b:,b=null c:["\\/"],c=["\\/"] '),
    ("#foreach($q in $em.entrySet())x#end", ""),
    ("#foreach($q in $m.entrySet())$q.getKey()[$q.getValue()]$q.nope;#end", ";;;"),
    ("$m.entrySet().size()", "3"),
    ('$m["a"]', "1"),
    ('[$m["q"]]', "[]"),
    ("$m[$s]", ""),
    ('#set($m["k"]=1)$m', '{a=1, b=null, c=["\\/"], k=1}'),
    ("#set($m[1]=1)$m", '{a=1, b=null, c=["\\/"], 1=1}'),
    ('#set($m.c.x="q")$m', '{a=1, b=null, c=["\\/"]}'),
    ('#set($m.c[0]="q")$m', '{a=1, b=null, c=["q"]}'),
]


@pytest.mark.parametrize(("template", "text"), MAPS)
def test_methods_of_maps(printed: Callable[..., str], template: str, text: str) -> None:
    assert printed(template, **KINDS) == text


ERRORS = [
    ("$l.get(9)", "$l.get(9): there is no index 9 in a list of 5"),
    ('$l.size("a")', '$l.size("a"): it takes no arguments'),
    ("$l.get(-1)", "$l.get(-1): there is no index -1 in a list of 5"),
    ("$l[9]", "there is no index 9 in a list of 5"),
    ("$l[-9]", "there is no index -4 in a list of 5"),
    ('$l.add(9,"z")', '$l.add(9,"z"): there is no index 9 in a list of 5'),
    ("$l.remove(9)", "$l.remove(9): there is no index 9 in a list of 5"),
    ('$l.set(9,"q")', '$l.set(9,"q"): there is no index 9 in a list of 5'),
    ("$l.subList(2,9)", "$l.subList(2,9): there is nothing from 2 to 9 in a list of 5"),
    ("$l.addAll(null)", "$l.addAll(null): an argument is null"),
    ("$m.get([1])", "$m.get([1]): a list or a map cannot be a key here"),
    ("$m.put({},1)", "$m.put({},1): a list or a map cannot be a key here"),
    ("$m.containsKey([])", "$m.containsKey([]): a list or a map cannot be a key here"),
    ("#set($q={[1]:2})", "a list or a map cannot be a key here"),
    ("$m.putAll(null)", "$m.putAll(null): an argument is null"),
    ("$l.iterator()", "$l.iterator(): .iterator() is not available here"),
    ("$m.class", ".class is the value's class in Java and not available here; a member is ['class']"),
    ("$m.hashCode()", "$m.hashCode(): .hashCode() is not available here"),
]


@pytest.mark.parametrize(("template", "reason"), ERRORS)
def test_what_java_throws_or_we_do_not_have_is_an_error(printed: Callable[..., str], template: str, reason: str) -> None:
    with pytest.raises(TemplateError) as caught:
        printed(template, **KINDS)
    assert caught.value.reason == reason


def test_count_is_api_gateways_own_for_lists_from_json(printed: Callable[..., str]) -> None:
    assert printed("$l.count()", l=[1, 2, 3]) == "3"
    assert printed("#set($q = [1, 2])$q.count()") == ""
