"""Graphs as JSON and back: every class and kind, byte for byte the same, and refusals of what is no manifest."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import types
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwfw.errors import Misuse
from gwfw.graph.model import (
    AppGraph,
    Function,
    Grant,
    Handler,
    HttpApi,
    Integration,
    Machine,
    Ref,
    Route,
    Stage,
    Table,
    Throttle,
    WebSocketApi,
)
from gwfw.integrations import catalogue
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.manifest import VERSION, dump, load

LEAVES: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=5),
    int: st.integers(-(10**6), 10**6),
    float: st.floats(-1e6, 1e6),
    bool: st.booleans(),
    type(None): st.none(),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type of the graph, by its hints."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in LEAVES:
        return LEAVES[hint]
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, types.UnionType):
        return st.one_of([values(argument) for argument in arguments])
    if origin is tuple and arguments[-1] is ...:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*(values(argument) for argument in arguments))
    if hint is Integration:
        return st.one_of([values(catalogue.spec(kind)) for kind in catalogue.KINDS])
    hints = get_type_hints(hint)
    fields = [field.name for field in dataclasses.fields(hint) if field.name != "authorizers"]
    return st.builds(hint, **{name: values(hints[name]) for name in fields})


@settings(max_examples=60, deadline=None)
@given(values(AppGraph))
def test_every_graph_comes_back_as_it_was(graph: AppGraph) -> None:
    text = dump(graph)
    assert load(text) == graph
    assert dump(load(text)) == text


@pytest.mark.parametrize("kind", catalogue.KINDS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_every_kind_comes_back_as_it_was(kind: str, data: st.DataObject) -> None:
    spec = data.draw(values(catalogue.spec(kind)))
    [read] = load(dump(AppGraph(name="a", integrations=(spec,)))).integrations
    assert (read, type(read)) == (spec, type(spec))


def test_equal_graphs_give_equal_bytes() -> None:
    def graph(rate: float) -> AppGraph:
        return AppGraph(
            name="a",
            http=HttpApi(routes=(), stages=(Stage(name="dev", throttle=Throttle(rate_limit=rate, burst_limit=2)),)),
        )

    assert graph(10) == graph(10.0)
    assert dump(graph(10)) == dump(graph(10.0))
    [stage] = load(dump(graph(10))).http.stages  # type: ignore[union-attr]  # there is one
    assert isinstance(stage.throttle and stage.throttle.rate_limit, float)


def test_the_form_of_the_text() -> None:
    graph = AppGraph(
        name="café",
        websocket=WebSocketApi(routes=(Route(key="$connect", integration="lambda api"),)),
        integrations=(LambdaProxy(name="lambda api", function="api"),),
        functions=(Function(name="api", handlers=(Handler(source="http", key="k", module="m", name="n"),)),),
        resources=(
            Machine(name="m", definition=('{"a":"', Ref("function", "api", "arn"), '"}')),
            Table(name="t", key="id"),
        ),
        grants=(Grant(principal="function:api", resource=Ref("table", "t", "arn"), actions=("dynamodb:GetItem",)),),
    )
    text = dump(graph)
    written = json.loads(text)
    assert text == json.dumps(written, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert "café" in text
    assert written["gwfw"] == VERSION
    app = written["app"]
    assert app["integrations"][0]["kind"] == "lambda_proxy"
    assert [resource["kind"] for resource in app["resources"]] == ["machine", "table"]
    assert app["resources"][0]["definition"] == ['{"a":"', {"ref": ["function", "api", "arn"]}, '"}']
    assert load(text) == graph


# The same app under other hash seeds ---------------------------------------------------------------------------------

APP = """
from pydantic import BaseModel
from gwfw import App, Connecting, Connection, Flow, Router
from gwfw.targets import url

app, router = App("seeds"), Router()

class Item(BaseModel):
    id: str
    tags: set[str] = {"b", "a", "c"}

tables = [app.dynamo.table(f"t{n}", Item, key="id") for n in range(4)]
one, two = app.dynamo.table("one", Item, key="id"), router.dynamo.table("two", Item, key="id")
app.ws.store(one)

@app.dynamo.on_connect(one)
def remember(client: Connecting) -> Item:
    return Item(id=client.connection_id)

@app.http.get("/items/{id}", uses=[tables[2].write, tables[1].read])
def read(id: str) -> Item | None:
    two.put(one[id]); app.ws.broadcast("x")
    return two.get(id) or one.update(id, tags={"x", "y"})

@router.ws.route("say")
def say(item: Item, connection: Connection) -> None: ...

@router.sfn.task(retry=2)
def first(item: Item) -> Item: return one[item.id]

@app.sfn.task
def second(item: Item) -> Item: return two[item.id]

@app.sfn.start("/start")
def run() -> Flow[Item, Item]: return first >> second

app.http.any("/old/{proxy+}").to(url("https://old.example.com/{proxy}"))
app.include(router, prefix="/v1")
"""


def test_the_hash_seed_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "seeds.py").write_text(APP)
    code = (
        "import sys, seeds; from gwfw.freeze.freezing import freeze; from gwfw.manifest import dump; "
        "sys.stdout.write(dump(freeze(seeds.app).graph))"
    )
    root = str(Path(__file__).parents[2])
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path, capture_output=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"},
        ).stdout
        for seed in ("0", "1", "2", "424242")
    }  # fmt: skip
    assert len(texts) == 1
    assert load(texts.pop().decode()).name == "seeds"


# What is no manifest -------------------------------------------------------------------------------------------------


def changed(**app: object) -> str:
    written = json.loads(dump(AppGraph(name="a", http=HttpApi(routes=(Route(key="GET /", integration="i"),)))))
    written["app"] |= app
    return json.dumps(written)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "this is not a manifest"),
        ("[]", "this is not a manifest"),
        ('{"gwfw": 1}', "this is not a manifest"),
        ('{"gwfw": 99, "app": {}}', "this manifest has another version"),
        ('{"gwfw": 1, "app": {}}', "the manifest lacks name at app"),
        ('{"gwfw": 1, "app": []}', "the manifest has an unknown value at app"),
        (changed(name=3), "the manifest has an unknown value at app.name"),
        (changed(more=1), "the manifest has an unknown value at app"),
        (changed(http=3), "the manifest has an unknown value at app.http"),
        (changed(http={"routes": 3}), "the manifest has an unknown value at app.http.routes"),
        (changed(http={"routes": [{"key": "GET /"}]}), "the manifest lacks integration at app.http.routes[0]"),
        (changed(http={"routes": [], "mappings": [["a"]]}), "the manifest has an unknown value at app.http.mappings[0]"),
        (changed(integrations=[{"name": "x"}]), "the manifest has an unknown value at app.integrations[0]"),
        (changed(integrations=[3]), "the manifest has an unknown value at app.integrations[0]"),
        (changed(integrations=[{"kind": "gone", "name": "x"}]), "there is no such kind of integration"),
        (changed(resources=[{"kind": "gone"}]), "the manifest has an unknown value at app.resources[0]"),
        (changed(resources=[3]), "the manifest has an unknown value at app.resources[0]"),
        (changed(resources=[{"kind": "table", "name": "t", "key": "k", "key_type": "B"}]),
         "the manifest has an unknown value at app.resources[0].key_type"),
        (changed(resources=[{"kind": "machine", "name": "m", "definition": [{"ref": ["function"]}]}]),
         "the manifest has an unknown value at app.resources[0].definition[0]"),
        (changed(resources=[{"kind": "machine", "name": "m", "definition": [3]}]),
         "the manifest has an unknown value at app.resources[0].definition[0]"),
    ],
    ids=lambda given: str(given)[:60],
)  # fmt: skip
def test_what_is_refused(text: str, what: str) -> None:
    with pytest.raises(Misuse) as raised:
        load(text)
    assert raised.value.problem.what == what
    assert raised.value.problem.remedy
