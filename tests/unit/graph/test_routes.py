"""The route table: the documented precedence, the contested facts, and agreement with a slow, obvious implementation."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gwfw.graph.routes import METHODS, Match, RouteKey, RouteTable, RoutingRules

PETS = ["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"]


def found(keys: list[str], method: str, path: str, rules: RoutingRules | None = None) -> tuple[str, dict[str, str]] | None:
    match = RouteTable(keys, rules).match(method, path)
    return None if match is None else (match.key, dict(match.parameters))


def test_what_is_no_path_has_no_route() -> None:
    assert found(["ANY /{proxy+}", "ANY /{x}", "$default"], "OPTIONS", "*") is None


# What the developer guide says ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "request_", "expected"),
    [
        pytest.param(PETS, "GET /pets/dog/1", ("GET /pets/dog/1", {}), id="all literal"),
        pytest.param(PETS, "GET /pets/dog/2", ("GET /pets/dog/{id}", {"id": "2"}), id="variable"),
        pytest.param(PETS, "GET /pets/cat/1", ("GET /pets/{proxy+}", {"proxy": "cat/1"}), id="greedy under a prefix"),
        pytest.param(PETS, "POST /test/5", ("ANY /{proxy+}", {"proxy": "test/5"}), id="greedy at the root"),
        pytest.param(PETS, "GET /pets", ("ANY /{proxy+}", {"proxy": "pets"}), id="greedy needs a segment under a prefix"),
        pytest.param(["$default"], "PATCH /any/thing", ("$default", {}), id="default takes everything"),
        pytest.param(["GET /a", "$default"], "POST /a", ("$default", {}), id="default takes other methods"),
        pytest.param(["GET /a"], "POST /a", None, id="another method is not found"),
        pytest.param(["GET /a"], "GET /b", None, id="another path is not found"),
        pytest.param(["GET /a"], "HEAD /a", None, id="GET implies no HEAD"),
        pytest.param(["ANY /a"], "HEAD /a", ("ANY /a", {}), id="ANY takes HEAD"),
        pytest.param(["ANY /x", "POST /x"], "POST /x", ("POST /x", {}), id="own method before ANY"),
        pytest.param(["ANY /x", "POST /x"], "GET /x", ("ANY /x", {}), id="ANY for the others"),
        pytest.param(["GET /{p+}", "ANY /a/{x}"], "GET /a/b", ("ANY /a/{x}", {"x": "b"}), id="full ANY before own greedy"),
        pytest.param(["GET /a/{y}", "GET /{x}/b"], "GET /a/b", ("GET /a/{y}", {"y": "b"}), id="literals from the left"),
        pytest.param(["POST /a/b", "GET /{x}/b"], "GET /a/b", ("GET /{x}/b", {"x": "a"}), id="a literal of another method"),
        pytest.param(["GET /a/b/c", "GET /a/{x}/d"], "GET /a/b/d", ("GET /a/{x}/d", {"x": "b"}), id="going back"),
        pytest.param(
            ["GET /a/{p+}", "GET /{x}/b/{p+}"], "GET /a/b/c", ("GET /{x}/b/{p+}", {"x": "a", "p": "c"}), id="longer prefix"
        ),
        pytest.param(
            ["GET /a/{p+}", "GET /{x}/{p+}"], "GET /a/b", ("GET /a/{p+}", {"p": "b"}), id="literal prefix of equal length"
        ),
        pytest.param(["GET /A"], "GET /a", None, id="case counts"),
        pytest.param(["GET /"], "GET /", ("GET /", {}), id="root"),
        pytest.param(["GET /u/{n}"], "GET /u/Jane%20D%C3%B6e", ("GET /u/{n}", {"n": "Jane Döe"}), id="decoded parameter"),
        pytest.param(["GET /caf\u00e9"], "GET /caf%C3%A9", ("GET /caf\u00e9", {}), id="encoded literal"),
        pytest.param(["GET /a+b"], "GET /a+b", ("GET /a+b", {}), id="plus is no blank"),
        pytest.param(["GET /f/{p+}"], "GET /f/a/b/", ("GET /f/{p+}", {"p": "a/b/"}), id="greedy keeps the last slash"),
        pytest.param(["GET /u/{n}"], "GET /u/%FF", ("GET /u/{n}", {"n": "\ufffd"}), id="no UTF-8"),
        pytest.param(["GET /u/{n}"], "GET /u/100%", ("GET /u/{n}", {"n": "100%"}), id="a bare percent sign"),
    ],
)
def test_precedence(keys: list[str], request_: str, expected: tuple[str, dict[str, str]] | None) -> None:
    method, path = request_.split(" ")
    assert found(keys, method, path) == expected
    assert found(keys[::-1], method, path) == expected  # declaration order is irrelevant


@pytest.mark.parametrize(
    ("fact", "keys", "path", "by_default", "otherwise"),
    [
        ("trailing_slash", ["GET /hello"], "/hello/", "GET /hello", None),
        ("trailing_slash", ["GET /{x}"], "/hello/", "GET /{x}", None),
        ("trailing_slash", ["GET /"], "/", "GET /", "GET /"),
        ("root_greedy", ["GET /{p+}"], "/", "GET /{p+}", None),
        ("merge_slashes", ["GET /test"], "//test", "GET /test", None),
        ("merge_slashes", ["GET /a/{x}"], "/a//b", "GET /a/{x}", None),
        ("encoded_slash", ["GET /a/{x}/{y}", "GET /a/{x}"], "/a/b%2Fc", "GET /a/{x}/{y}", "GET /a/{x}"),
        ("ignore_case", ["GET /Hello/{x}"], "/hELLO/y", None, "GET /Hello/{x}"),
        ("ignore_case", ["GET /Hello"], "/hello", None, "GET /Hello"),
    ],
)
def test_contested_facts_are_settings(
    fact: str, keys: list[str], path: str, by_default: str | None, otherwise: str | None
) -> None:
    rules = RoutingRules()
    changed = replace(rules, **{fact: not getattr(rules, fact)})
    chosen = [found(keys, "GET", path, rules), found(keys, "GET", path, changed)]
    assert [one and one[0] for one in chosen] == [by_default, otherwise]


def test_the_root_greedy_route_gives_the_root_no_value() -> None:
    assert found(["ANY /{proxy+}"], "GET", "/") == ("ANY /{proxy+}", {})


# Keys ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        "",
        "GET",
        "GET ",
        "/books",
        "get /books",
        "TRACE /books",
        "GET  /books",
        "GET books",
        "GET /books/",
        "GET /a//b",
        "GET /{}",
        "GET /{+}",
        "GET /{a}{b}",
        "GET /x{a}",
        "GET /{a",
        "GET /{p+}/x",
        "GET /{a}/{a}",
        "GET /{a}/{a+}",
        "GET /{a{b}",
        "$other",
    ],
)
def test_keys_that_api_gateway_refuses(key: str) -> None:
    with pytest.raises(ValueError, match=r"route|path|segment|variable|slash|/"):
        RouteKey.parse(key)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GET /a", "GET /a"),
        ("GET /p/{a}", "GET /p/{b}"),
        ("GET /p/{a+}", "GET /p/{b+}"),
        ("$default", "$default"),
    ],
)
def test_two_keys_of_one_meaning_are_refused(one: str, other: str) -> None:
    with pytest.raises(ValueError, match="match the same requests"):
        RouteTable([one, other])


# Against the obvious implementation ----------------------------------------------------------------------------------


def reference(keys: list[str], rules: RoutingRules, method: str, path: str) -> tuple[str, dict[str, str]] | None:
    """Section 2 of the reference, one route after the other."""
    parts = unquote(path).split("/") if rules.encoded_slash else [unquote(part) for part in path.split("/")]
    slash = len(parts) > 1 and parts[-1] == ""
    segments = [part for part in parts if part] if rules.merge_slashes else (parts[1:-1] if slash else parts[1:])
    best: tuple[Any, ...] | None = None
    for key in keys:
        rank = _rank(key, rules, method, segments, slash)
        if rank is not None and (best is None or rank[0] > best[0]):
            best = (rank[0], key, rank[1])
    return None if best is None else (best[1], best[2])


def _rank(
    key: str, rules: RoutingRules, method: str, segments: list[str], slash: bool
) -> tuple[tuple[Any, ...], dict[str, str]] | None:
    if key == "$default":
        return (0,), {}
    own, path = key.split(" ")
    if own not in (method, "ANY"):
        return None
    wanted = [part for part in path.split("/") if part]
    if wanted and wanted[-1].endswith("+}"):
        prefix, name = wanted[:-1], wanted[-1][1:-2]
        if not segments and not prefix and rules.root_greedy:
            return (1, 0, (), own != "ANY"), {}
        if len(segments) <= len(prefix) or (fit := _fit(prefix, segments[: len(prefix)], rules)) is None:
            return None
        rest = "/".join(segments[len(prefix) :]) + ("/" if slash else "")
        return (1, len(prefix), fit[0], own != "ANY"), fit[1] | {name: rest}
    if len(wanted) != len(segments) or (slash and segments and not rules.trailing_slash):
        return None
    fit = _fit(wanted, segments, rules)
    return None if fit is None else ((2, fit[0], own != "ANY"), fit[1])


def _fit(wanted: list[str], segments: list[str], rules: RoutingRules) -> tuple[tuple[bool, ...], dict[str, str]] | None:
    literals, parameters = [], {}
    for part, segment in zip(wanted, segments, strict=True):
        if part.startswith("{") and segment:
            parameters[part[1:-1]] = segment
        elif (part.lower() != segment.lower()) if rules.ignore_case else (part != segment):
            return None
        literals.append(not part.startswith("{"))
    return tuple(literals), parameters


WORDS = ["a", "b", "A", "ab"]
segment = st.sampled_from([*WORDS, "{x}", "{y}"])
greedy = st.sampled_from([[], [], ["{p+}"], ["{q+}"]])
route_path = st.builds(lambda parts, last: "/" + "/".join(parts + last), st.lists(segment, max_size=3), greedy)
route_key = st.one_of(
    st.just("$default"), st.builds("{} {}".format, st.sampled_from(["ANY", "GET", "POST", "HEAD"]), route_path)
)
sent = st.lists(st.sampled_from([*WORDS, "", "%61", "a%2Fb", "%C3%A9", "%", "{x}", "z"]), max_size=5).map(
    lambda parts: "/" + "/".join(parts)
)
rules_ = st.builds(RoutingRules, *[], **{name: st.booleans() for name in RoutingRules.__dataclass_fields__})


def distinct(keys: list[str], rules: RoutingRules) -> list[str]:
    """The keys that can be in one table."""
    accepted: list[str] = []
    for key in keys:
        try:
            RouteTable([*accepted, key], rules)
        except ValueError:
            continue
        accepted.append(key)
    return accepted


@st.composite
def rivals(draw: st.DrawFn) -> tuple[list[str], str]:
    """Keys that all match the same path, or nearly: some of its segments as variables, its end as a greedy one."""
    parts = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))

    def key() -> str:
        own = [draw(st.sampled_from([part, f"{{{name}}}"])) for part, name in zip(parts, "xyz", strict=False)]
        cut = draw(st.sampled_from([None, None, *range(len(parts))]))
        if cut is not None:
            own[cut:] = ["{p+}"]
        return f"{draw(st.sampled_from(['ANY', 'GET', 'POST']))} /{'/'.join(own)}"

    keys = [key() for _ in range(draw(st.integers(2, 6)))]
    return keys, "/" + "/".join(parts) + draw(st.sampled_from(["", "", "/", "//", "/a"]))


@given(rivals(), rules_, st.sampled_from(["GET", "POST", "HEAD"]))
def test_the_table_chooses_among_rivals_as_the_obvious_implementation(
    case: tuple[list[str], str], rules: RoutingRules, method: str
) -> None:
    keys, path = distinct(case[0], rules), case[1]
    match = RouteTable(keys, rules).match(method, path)
    chosen = None if match is None else (match.key, dict(match.parameters))
    assert chosen == reference(keys, rules, method, path)


@given(st.lists(route_key, max_size=8), rules_, st.sampled_from(["GET", "POST", "HEAD", "DELETE"]), sent)
@example(["GET /{x}/{y}/{z}"], RoutingRules(merge_slashes=False), "GET", "/a//b")
@example(["GET /{x}", "ANY /{y}"], RoutingRules(), "GET", "/a")
@example(["GET /{p+}", "ANY /{x}/a"], RoutingRules(), "GET", "/a/a/")
@example(["GET /a/{p+}"], RoutingRules(merge_slashes=False), "GET", "/a//")
def test_the_table_agrees_with_the_obvious_implementation(
    keys: list[str], rules: RoutingRules, method: str, path: str
) -> None:
    keys = distinct(keys, rules)
    match = RouteTable(keys, rules).match(method, path)
    chosen = None if match is None else (match.key, dict(match.parameters))
    assert chosen == reference(keys, rules, method, path)


@given(st.text(max_size=40))
def test_no_path_makes_the_table_raise(path: str) -> None:
    match = RouteTable(["GET /a/{x}", "ANY /{p+}"]).match("GET", f"/{path}")
    assert match is not None


# Flat in the number of routes ----------------------------------------------------------------------------------------


def calls_of(look_up: Callable[[], Match | None]) -> int:
    """How many functions a look-up calls, built-in ones included."""
    count = 0

    def profile(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        assert look_up() is not None
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("path", ["/r7/fixed", "/r7/items/9", "/r7/files/a/b", "/r7/Fixed%20"])
def test_a_look_up_takes_the_same_steps_with_ten_and_with_ten_thousand_routes(path: str) -> None:
    def table(count: int) -> RouteTable:
        keys = [
            f"{method} /r{number}{rest}"
            for number in range(count)
            for method in ("GET", "POST")
            for rest in ("/fixed", "/items/{id}", "/files/{path+}", "/{name}")
        ]
        random.Random(1).shuffle(keys)
        return RouteTable(keys)

    few, many = table(10), table(1250)
    assert calls_of(lambda: few.match("GET", path)) == calls_of(lambda: many.match("GET", path))


def test_methods_are_sorted_and_ten_thousand_routes_are_no_limit() -> None:
    assert list(METHODS) == sorted(METHODS)
    assert RouteTable(f"GET /r{number}" for number in range(10_000)).match("GET", "/r9999") is not None
