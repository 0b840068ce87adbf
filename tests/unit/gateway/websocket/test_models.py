from __future__ import annotations

import json

import pytest

from gwfw.exchange import Connection, WebSocketInputs
from gwfw.gateway.websocket.models import Models, wrong
from gwfw.graph.model import Route

STRING, NUMBER = '{"type":"string"}', '{"type":"number"}'


def inputs(body: str | None) -> WebSocketInputs:
    return WebSocketInputs(
        event_type="MESSAGE",
        connection=Connection(id="c", connected_at=0.0, source_ip="192.0.2.1", user_agent=None),
        api_id="a",
        account_id="1",
        region="us-east-1",
        domain_name="localhost",
        stage="dev",
        stage_variables=(),
        route_key="put",
        request_id="r",
        time=0.0,
        trace_id="t",
        body=body,
    )


def models(*models: tuple[str, str], selection: str | None = None) -> Models:
    return Models(Route(key="put", integration="fn", models=models, model_selection=selection))


@pytest.mark.parametrize(
    ("known", "selection", "body", "said"),
    [
        ((), None, "no JSON", None),
        ((("$default", STRING),), None, '"a"', None),
        ((("$default", STRING),), None, "1", "$: 1 is not of type 'string'"),
        ((("$default", STRING),), None, "no JSON", "it is no JSON"),
        ((("$default", STRING),), None, None, "it is no JSON"),
        ((("$default", STRING),), None, "NaN", "it is no JSON"),
        (
            (("$default", STRING), ("n", NUMBER)),
            "$request.body.kind",
            '{"kind":"n"}',
            "$: {'kind': 'n'} is not of type 'number'",
        ),
        ((("$default", '{"type":"object"}'), ("n", NUMBER)), "$request.body.kind", '{"kind":"x"}', None),
        ((("n", NUMBER),), "$request.body.kind", '{"kind":"x"}', "no model is selected: n"),
        ((("n", NUMBER),), None, "1", "no model is selected: n"),
    ],
)
def test_a_message_is_judged_by_its_model(
    known: tuple[tuple[str, str], ...], selection: str | None, body: str | None, said: str | None
) -> None:
    checked = models(*known, selection=selection)
    assert checked.refused(inputs(body)) == said
    assert checked.refused(inputs(body)) == said  # by the schema that was compiled before


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "https://example.com/other"},
        {"$ref": "#"},
        {"patternProperties": {"(": {"type": "string"}}},
    ],
    ids=["nothing is fetched", "endless", "no expression"],
)
def test_a_schema_that_cannot_be_applied_refuses(schema: object) -> None:
    said = models(("$default", json.dumps(schema))).refused(inputs('{"a": 1}'))
    assert said is not None
    assert said.startswith("the model cannot be applied: ")


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ('{"type":"object","properties":{"a":{"$ref":"#/definitions/a"}},"definitions":{"a":{}}}', None),
        ('{"enum":[{"$ref":1}]}', None),
        ("{", "it is no JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("[]", "$: [] is not of type 'object'"),
        ('{"type":"objet"}', "$.type: 'objet' is not valid under any of the given schemas"),
        ('{"pattern":"("}', "$.pattern: '(' is not a 'regex'"),
        (
            '{"anyOf":[{"$ref":"b.json"},{"$ref":"https://a/"}]}',
            "it refers to what is not in it: b.json, https://a/",
        ),
    ],
)
def test_a_text_that_can_be_no_model_is_told(schema: str, said: str | None) -> None:
    assert wrong(schema) == said
