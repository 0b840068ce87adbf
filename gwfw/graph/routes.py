"""The HTTP route table: compiled once from route keys; looking up takes the same time with ten routes and with ten thousand.

It knows route keys only: no integrations, no stages, no bodies. It follows "Routing API requests" of the HTTP API
developer guide; where AWS's documentation and observations disagree, `RoutingRules` decides. Of all routes whose method
and path match, the winner is found in this order:

    1. tier       every segment literal or {x}  >  greedy {x+}  >  $default
    2. path       full matches: literal before {x}, left to right; greedy: longest prefix, then literal before {x}
    3. method     the request's own method before ANY, on the same path
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gwfw.graph.query import decode

__all__ = ["DEFAULT", "METHODS", "Match", "RouteKey", "RouteTable", "RoutingRules", "Segment"]

DEFAULT = "$default"
METHODS = ("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRules:
    """Facts on which sources disagree. The defaults are what most observations of live APIs show."""

    trailing_slash: bool = True
    """`/hello/` is routed by `GET /hello` (both were reported); the event's path keeps the slash either way."""
    root_greedy: bool = True
    """`ANY /{proxy+}` also takes `/`, without a value for `proxy`; under a prefix a greedy variable needs a segment."""
    merge_slashes: bool = True
    """Empty segments are ignored: `//test` reaches `GET /test`."""
    encoded_slash: bool = True
    """`%2F` in a path separates segments like `/` does."""
    ignore_case: bool = False
    """Literal segments match without regard to case."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a route's path: `kind` is `literal`, `variable` (`{x}`) or `greedy` (`{x+}`), `text` without braces."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class RouteKey:
    """A route key taken apart: `GET /books/{id}` has method `GET` and two segments. `$default` has neither."""

    method: str
    segments: tuple[Segment, ...]

    @classmethod
    def parse(cls, key: str) -> RouteKey:
        """Take a route key apart. Raises ValueError, saying what is wrong, for a key that API Gateway refuses."""
        if key == DEFAULT:
            return cls(method=DEFAULT, segments=())
        method, blank, path = key.partition(" ")
        if not blank or method not in METHODS:
            raise ValueError(f"a route key is {DEFAULT} or a method ({', '.join(METHODS)}), one blank and a path")
        if not path.startswith("/"):
            raise ValueError("a route's path starts with /")
        if path == "/":
            return cls(method=method, segments=())
        if path.endswith("/"):
            raise ValueError("a route's path does not end with /")
        return cls(method=method, segments=_segments(path[1:].split("/")))


def _segments(parts: list[str]) -> tuple[Segment, ...]:
    segments = tuple(_segment(part) for part in parts)
    if any(segment.kind == "greedy" for segment in segments[:-1]):
        raise ValueError("a greedy variable is the last segment of a path")
    names = [segment.text for segment in segments if segment.kind != "literal"]
    if len(names) != len(set(names)):
        raise ValueError("a variable occurs twice in one path")
    return segments


def _segment(part: str) -> Segment:
    if part.startswith("{") and part.endswith("}"):
        name = part[1:-1].removesuffix("+")
        if name and not set(name) & set("{}+"):
            return Segment(kind="greedy" if part.endswith("+}") else "variable", text=name)
    if not part or "{" in part or "}" in part:
        raise ValueError(f"a segment is literal text, {{name}} or {{name+}}, not {part!r}")
    return Segment(kind="literal", text=part)


@dataclass(frozen=True, slots=True)
class Match:
    """The chosen route and its path parameters, decoded; greedy names without `+`."""

    key: str
    parameters: Mapping[str, str]


@dataclass(slots=True, frozen=True)
class _Route:
    key: str
    variables: tuple[tuple[int, str], ...]
    greedy: tuple[int, str] | None

    def match(self, segments: list[str], slash: str) -> Match:
        parameters = {name: segments[index] for index, name in self.variables}
        if self.greedy is not None and len(segments) > self.greedy[0]:
            parameters[self.greedy[1]] = "/".join(segments[self.greedy[0] :]) + slash
        return Match(self.key, parameters)


class _Node:
    """A prefix of paths: routes that end here, routes that are greedy from here, and the next segments."""

    __slots__ = ("greedy", "literals", "routes", "variable")

    def __init__(self) -> None:
        self.literals: dict[str, _Node] = {}
        self.variable: _Node | None = None
        self.routes: dict[str, _Route] = {}
        self.greedy: dict[str, _Route] = {}


class RouteTable:
    """Finds the route of a request. Raises ValueError for a key that cannot be parsed and for two keys of one meaning."""

    def __init__(self, keys: Iterable[str], rules: RoutingRules | None = None) -> None:
        self._rules = rules or RoutingRules()
        self._static: dict[str, dict[str, Match]] = {}
        self._root = _Node()
        self._default: Match | None = None
        for key in keys:
            self._add(key, RouteKey.parse(key))

    def match(self, method: str, path: str) -> Match | None:
        """The route for a method and a path without stage, percent-encoded as sent; None where API Gateway answers 404.

        What does not begin with a slash is no path, such as the `*` of `OPTIONS *`.
        """
        found = self._static.get(path) if "%" not in path else None
        if found is not None and (match := found.get(method) or found.get("ANY")) is not None:
            return match
        if not path.startswith("/"):
            return None
        segments, slash = self._split(path)
        return self._full_literal(method, segments, slash) or self._dynamic(method, segments, slash) or self._default

    def _add(self, key: str, parsed: RouteKey) -> None:
        if parsed.method == DEFAULT:
            self._default = self._once(self._default, Match(key, {}))
            return
        if all(segment.kind == "literal" for segment in parsed.segments):
            routes = self._static.setdefault("/" + "/".join(self._fold(s.text) for s in parsed.segments), {})
            routes[parsed.method] = self._once(routes.get(parsed.method), Match(key, {}))
            return
        node = self._node(parsed.segments)
        route = _route(key, parsed.segments)
        table = node.greedy if route.greedy is not None else node.routes
        earlier = table.setdefault(parsed.method, route)
        if earlier is not route:
            self._once(Match(earlier.key, {}), Match(key, {}))

    @staticmethod
    def _once(earlier: Match | None, match: Match) -> Match:
        if earlier is not None:
            raise ValueError(f"the routes {earlier.key!r} and {match.key!r} match the same requests")
        return match

    def _node(self, segments: tuple[Segment, ...]) -> _Node:
        node = self._root
        for segment in segments:
            if segment.kind == "literal":
                node = node.literals.setdefault(self._fold(segment.text), _Node())
            elif segment.kind == "variable":
                node.variable = node = node.variable or _Node()
        return node

    def _fold(self, literal: str) -> str:
        return literal.lower() if self._rules.ignore_case else literal

    def _split(self, path: str) -> tuple[list[str], str]:
        """The decoded segments, and the slash after the last one."""
        together = self._rules.encoded_slash
        segments = decode(path).split("/") if together else [decode(segment) for segment in path.split("/")]
        slash = "/" if len(segments) > 1 and not segments[-1] else ""
        if self._rules.merge_slashes:
            return [segment for segment in segments if segment], slash
        return segments[1 : len(segments) - 1 if slash else None], slash

    def _full_literal(self, method: str, segments: list[str], slash: str) -> Match | None:
        if "" in segments or (slash and segments and not self._rules.trailing_slash):
            return None
        found = self._static.get("/" + "/".join(map(self._fold, segments)))
        return None if found is None else found.get(method) or found.get("ANY")

    def _dynamic(self, method: str, segments: list[str], slash: str) -> Match | None:
        count = len(segments)
        full = not slash or self._rules.trailing_slash or count == 0
        greedy: _Route | None = None
        longest = -1
        waiting = [(self._root, 0)]
        while waiting:
            node, depth = waiting.pop()
            if depth == count:
                route = node.routes.get(method) or node.routes.get("ANY")
                if route is not None and full:
                    return route.match(segments, slash)
                continue
            if node.greedy and depth > longest and (route := node.greedy.get(method) or node.greedy.get("ANY")):
                greedy, longest = route, depth
            segment = segments[depth]
            if node.variable is not None and segment:
                waiting.append((node.variable, depth + 1))
            if (literal := node.literals.get(self._fold(segment))) is not None:
                waiting.append((literal, depth + 1))
        if greedy is None and count == 0 and self._rules.root_greedy:
            greedy = self._root.greedy.get(method) or self._root.greedy.get("ANY")
        return None if greedy is None else greedy.match(segments, slash)


def _route(key: str, segments: tuple[Segment, ...]) -> _Route:
    variables = tuple((index, part.text) for index, part in enumerate(segments) if part.kind == "variable")
    last = segments[-1]
    return _Route(key, variables, (len(segments) - 1, last.text) if last.kind == "greedy" else None)
