from __future__ import annotations

from typing import Any

import pytest

from gwfw.errors import Place, Refusal
from gwfw.graph.model import Ref
from gwfw.graph.nonproxy import IntegrationResponse
from gwfw.integrations.sides import Site
from gwfw.integrations.written import Templated, fields, parameters, reference, text
from gwfw.mapping import Source, context, request, stage

SITE = Site(api="websocket", key="put", place=Place("app.py", 7))


class Handle:
    """A handle as resources make them."""

    def __init__(self, kind: str, name: str) -> None:
        self.KIND, self.name = kind, name


def fulfil() -> None:
    """A state machine's definition."""


SESSIONS, MACHINE = Handle("table", "sessions"), Handle("machine", "orders")


class Target(Templated):
    __slots__ = ()
    kind = "mock"
    written = "target(...)"


def written(**given: Any) -> dict[str, Any]:
    return fields(Target(**given), SITE)


def test_the_fields_of_nothing() -> None:
    assert written() == {
        "name": "websocket put",
        "request_templates": (),
        "template_selection": None,
        "passthrough": "WHEN_NO_MATCH",
        "content_handling": None,
        "request_parameters": (),
        "responses": (IntegrationResponse(key="$default"),),
        "timeout_ms": 29000,
    }
    assert not Target().two_way


@pytest.mark.parametrize(
    ("template", "selection", "templates", "selected"),
    [
        ("T", None, (("$default", ("T",)),), r"\$default"),
        (("{", SESSIONS, "}"), None, (("$default", ("{", Ref("table", "sessions", "name"), "}")),), r"\$default"),
        ("T", "${request.body.a}", (("$default", ("T",)),), "${request.body.a}"),
        ({"b": "B", "a": ("A",)}, "${request.body.a}", (("a", ("A",)), ("b", ("B",))), "${request.body.a}"),
        ({"application/json": "T"}, None, (("application/json", ("T",)),), None),
    ],
)
def test_templates(template: Any, selection: str | None, templates: Any, selected: str | None) -> None:
    made = written(template=template, selection=selection)
    assert (made["request_templates"], made["template_selection"]) == (templates, selected)


@pytest.mark.parametrize(
    ("handle", "ref"),
    [
        (SESSIONS, Ref("table", "sessions", "name")),
        (MACHINE, Ref("machine", "orders", "arn")),
        (fulfil, Ref("machine", "fulfil", "arn")),
    ],
)
def test_a_handle_is_a_reference(handle: object, ref: Ref) -> None:
    assert reference(handle) == ref
    assert text(("a", handle)) == ("a", ref)


@pytest.mark.parametrize("part", [5, None, object])
def test_what_is_no_part_of_a_template_is_refused_in_its_place(part: object) -> None:
    with pytest.raises(Refusal) as caught:
        written(template=("a", part))
    (problem,) = caught.value.problems
    assert (problem.code, problem.places) == ("template-part", (SITE.place,))
    assert "a template is made of texts and handles" in problem.what


def test_parameters_are_sources_and_constants() -> None:
    given: dict[str, Source | str] = {
        "header.connection": context.connection_id,
        "header.kind": request.header["x-kind"],
        "querystring.room": request.query["room"],
        "querystring.first": request.body["items"][0],
        "path.color": stage["color"],
        "header.source": "ws",
    }
    assert parameters(given) == {
        "integration.request.header.connection": "context.connectionId",
        "integration.request.header.kind": "route.request.header.x-kind",
        "integration.request.querystring.room": "route.request.querystring.room",
        "integration.request.querystring.first": "route.request.body.items[0]",
        "integration.request.path.color": "stageVariables.color",
        "integration.request.header.source": "'ws'",
    }
    assert written(parameters={"header.b": "1", "header.a": "2"})["request_parameters"] == (
        ("integration.request.header.a", "'2'"),
        ("integration.request.header.b", "'1'"),
    )


def response(key: str, template: str | None) -> IntegrationResponse:
    if template is None:
        return IntegrationResponse(key=key)
    return IntegrationResponse(key=key, template_selection=r"\$default", templates=(("$default", template),))


@pytest.mark.parametrize(
    ("reply", "two_way", "responses"),
    [
        (False, False, (response("$default", None),)),
        (True, True, (response("$default", None),)),
        ("pong", True, (response("$default", "pong"),)),
        ({"/4../": "e", "$default": None}, True, (response("$default", None), response("/4../", "e"))),
    ],
)
def test_replies(reply: Any, two_way: bool, responses: Any) -> None:
    assert written(reply=reply)["responses"] == responses
    assert Target(reply=reply).two_way is two_way
