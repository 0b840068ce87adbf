from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gwfw.exchange import Failed
from gwfw.graph.model import Ref
from gwfw.integrations.lambda_custom.spec import LambdaCustom
from gwfw.integrations.requests import Parameters, body, parameters

if TYPE_CHECKING:
    from tests.unit.integrations.conftest import Event, References, Templates


def spec(**fields: Any) -> LambdaCustom:
    return LambdaCustom(name="x", function="f", **fields)


def templates(*keys: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((key, (f"template {key}",)) for key in keys)


@pytest.mark.parametrize(
    ("keys", "selection", "chosen"),
    [
        (("a", "$default"), "${request.body.kind}", "a"),
        (("b", "$default"), "${request.body.kind}", "$default"),
        (("b", "application/json", "$default"), "${request.body.kind}", "$default"),
        (("a",), "a", "a"),
        (("$default", "application/json"), r"\$default", "$default"),
        (("application/json", "$default"), None, "application/json"),
        (("$default",), None, "$default"),
    ],
)
def test_a_template_is_chosen(
    event: Event, names: References, render: Templates, keys: tuple[str, ...], selection: str | None, chosen: str
) -> None:
    made = spec(request_templates=templates(*keys), template_selection=selection)
    assert body(made, event(), names, render) == f"template {chosen}".encode()


def test_references_are_resolved_before_a_template_is_rendered(event: Event, names: References, render: Templates) -> None:
    template = ('{"TableName":"', Ref("table", "sessions", "name"), '","m":<<body>>}')
    made = spec(request_templates=(("$default", template),))
    assert body(made, event(body="é"), names, render) == '{"TableName":"table:sessions:name","m":é}'.encode()


@pytest.mark.parametrize(
    ("passthrough", "keys", "passed"),
    [
        ("WHEN_NO_MATCH", (), True),
        ("WHEN_NO_MATCH", ("b",), True),
        ("WHEN_NO_TEMPLATES", (), True),
        ("WHEN_NO_TEMPLATES", ("b",), False),
        ("NEVER", (), False),
        ("NEVER", ("b",), False),
    ],
)
def test_a_message_without_a_template_is_passed_on_or_refused(
    event: Event, names: References, render: Templates, passthrough: Any, keys: tuple[str, ...], passed: bool
) -> None:
    made = spec(request_templates=templates(*keys), passthrough=passthrough)
    found = body(made, event(body="raw"), names, render)
    if passed:
        assert found == b"raw"
    else:
        detail = f"no request template fits, and passthrough is {passthrough}"
        assert found == Failed(reason="unsupported_media", detail=detail)


def test_a_handshake_has_no_body_to_pass_on(event: Event, names: References, render: Templates) -> None:
    assert body(spec(), event(connect=True), names, render) == b""


@pytest.mark.parametrize(
    ("handling", "text", "sent"),
    [
        ("CONVERT_TO_BINARY", "AAEC", b"\x00\x01\x02"),
        ("CONVERT_TO_TEXT", "AAEC", b"AAEC"),
        (None, "AAEC", b"AAEC"),
    ],
)
def test_content_is_converted(
    event: Event, names: References, render: Templates, handling: Any, text: str, sent: bytes
) -> None:
    assert body(spec(content_handling=handling), event(body=text), names, render) == sent


def test_what_is_no_base64_cannot_be_converted(event: Event, names: References, render: Templates) -> None:
    found = body(spec(content_handling="CONVERT_TO_BINARY"), event(body="no!"), names, render)
    assert isinstance(found, Failed)
    assert found.reason == "configuration"


# Parameters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("'text'", ["text"]),
        ("''", [""]),
        ("context.connectionId", ["id1="]),
        ("context.authorizer.tier", []),
        ("stageVariables.color", ["red"]),
        ("stageVariables.gone", []),
        ("route.request.body.v", ["1"]),
        ("route.request.body", ["{action=put, kind=a, v=1}"]),
        ("route.request.body.gone", []),
        ("route.request.header.x-room", []),
    ],
)
def test_a_parameter_of_a_message(event: Event, source: str, values: list[str]) -> None:
    made = spec(request_parameters=(("integration.request.header.X-A", source),))
    assert parameters(made, event()).headers == tuple(("X-A", value) for value in values)


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("route.request.header.X-Room", ["r9"]),
        ("route.request.querystring.room", ["red"]),
        ("route.request.multivaluequerystring.room", ["blue", "red"]),
        ("route.request.multivalueheader.x-room", ["r9"]),
        ("route.request.body.v", []),
    ],
)
def test_a_parameter_of_a_handshake(event: Event, source: str, values: list[str]) -> None:
    made = spec(request_parameters=(("integration.request.querystring.q", source),))
    assert parameters(made, event(connect=True)).query == tuple(("q", value) for value in values)


def test_parameters_keep_their_places_and_their_order(event: Event) -> None:
    made = spec(
        request_parameters=(
            ("integration.request.path.id", "'p'"),
            ("integration.request.header.b", "'1'"),
            ("integration.request.header.a", "'2'"),
            ("integration.request.querystring.a.b", "'3'"),
        )
    )
    assert parameters(made, event()) == Parameters(
        headers=(("b", "1"), ("a", "2")), query=(("a.b", "3"),), path=(("id", "p"),)
    )
