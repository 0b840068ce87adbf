"""The schema of HTTP API cases: each runs in process and over a real socket; its configuration is checked on its own.

`given` becomes an app graph, everything outside a stand-in; nothing here knows a case's name or values. The parts are in
`http_schema`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from gwfw.errors import Problem
from gwfw.graph.check import check
from gwfw.graph.model import AppGraph
from tests.conformance.http_schema.core import Core
from tests.conformance.http_schema.expecting import Seen, unmet
from tests.conformance.http_schema.given import Unsupported, graph_of, machine_graph
from tests.conformance.http_schema.issuer import Issuer, sign
from tests.conformance.http_schema.requests import request_of
from tests.conformance.http_schema.stubs import Stubs
from tests.conformance.http_schema.ways import WAYS

SCHEMA = "gwfw-http-case/1"


def matches(document: object) -> bool:
    """Whether the document is a file of such cases."""
    return isinstance(document, dict) and document.get("schema") == SCHEMA


def cases(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The cases of a file by their ids."""
    return ((case["id"], case) for case in document["cases"])


def run(case: Mapping[str, Any]) -> dict[str, list[str]]:
    """What differed, by the way it ran."""
    sends = any(step["request"] is not None for step in case["steps"])
    try:
        graph = graph_of(case["given"])
        problems = check(graph)
        ways = (
            {}
            if all(step["request"] is not None for step in case["steps"])
            else {"configuration": _checked(case, (*problems, *check(machine_graph(case["given"]))))}
        )
        if sends and problems:
            return ways | {way: [f"the configuration is refused: {problems[0].what}"] for way in WAYS}
        return ways | ({way: _served(case, graph, way) for way in WAYS} if sends else {})
    except Unsupported as unsupported:
        return {way: [f"not supported yet: {unsupported}"] for way in (WAYS if sends else ("configuration",))}


def _checked(case: Mapping[str, Any], problems: tuple[Problem, ...]) -> list[str]:
    found = []
    for index, step in enumerate(case["steps"], 1):
        wanted = step["expect"].get("config_error")
        if step["request"] is not None:
            continue
        if wanted is None:
            found += [f"step {index}: the configuration is refused: {problem.what}" for problem in problems]
            continue
        pattern = re.compile(wanted.get("message_re", ".*") if isinstance(wanted, Mapping) else ".*", re.DOTALL)
        if not any(pattern.fullmatch(text) for problem in problems for text in (problem.what, str(problem))):
            messages = "; ".join(problem.what for problem in problems) or "it is accepted"
            found.append(f"step {index}: config_error: expected {pattern.pattern!r}, got: {messages}")
    return found


def _served(case: Mapping[str, Any], graph: AppGraph, way: str) -> list[str]:
    given = case["given"]
    authorizers = given.get("authorizers", {})
    issuer = Issuer(found["issuer"] for found in authorizers.values() if "issuer" in found)
    stubs = Stubs(given["integrations"], authorizers, [issuer.answer])
    found: list[str] = []
    with WAYS[way](Core(graph), stubs) as deployment:
        for index, step in enumerate(case["steps"], 1):
            if step["request"] is None:
                continue
            before = len(stubs.calls)
            response, report = deployment.send(request_of(step["request"], sign))
            seen = Seen(response, report.route_key, stubs, before)
            found += [f"step {index}: {one}" for one in unmet(step["expect"], seen)]
    return _without_weak(case, way, found)


def _without_weak(case: Mapping[str, Any], way: str, found: list[str]) -> list[str]:
    """What no documentation backs is told, and no failure."""
    weak = tuple(_told(assertion.split(" ")[0].rstrip(":")) for assertion in case.get("weak", ()))
    failing = []
    for difference in found:
        if weak and difference.partition(": ")[2].startswith(weak):
            print(f"weak {case['id']} [{way}]: {difference}", file=sys.stderr)
        else:
            failing.append(difference)
    return failing


def _told(assertion: str) -> str:
    """The assertion's name as differences tell it: those on parts of an event tell of the event."""
    return re.sub(r"^(authorizer_)?event_(subset|absent|null)", r"\1event", assertion)
