"""The ways out to the CDK: an app as a construct of somebody's own CDK app, and functions that change the stack."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gwfw.deploy import assembly
from gwfw.errors import Refusal
from gwfw.graph.model import AppGraph, HttpApi, Route
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.synth.settings import SynthSettings

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("synth")]

ROOT = Path(__file__).parents[2]
EMPTY_ZIP = b"PK\x05\x06" + bytes(18)

KEYED = """
from gwfw import ApiKey, App, WebSocketSettings

app = App("keyed", ws=WebSocketSettings(auth=None, api_keys=[ApiKey("partners"), ApiKey("old", id="a1b2c3d4e5")]))

@app.ws.connect(api_key=True)
def connect() -> None: ...
"""

CDK_APP = """
import sys
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_sns as sns

sys.path[:0] = ["chat", "orders", "keyed"]
import chat, keyed, orders
from gwfw.synth import GatewayApp

@chat.app.cdk
def tune(stack):
    cdk.Tags.of(stack).add("tuned", "yes")

app = cdk.App(outdir="out", analytics_reporting=False, builtin_cloud_formation_validation=False)
stack = cdk.Stack(app, "Mine")
one = GatewayApp(stack, "Chat-1", chat.app, stage="prod", python_version="3.12", architecture="arm64")
two = GatewayApp(stack, "Orders", orders.app, stage="prod", folder="orders")
three = GatewayApp(stack, "Keyed", keyed.app, stage="prod")
topic = sns.Topic(stack, "Topic")
topic.grant_publish(two.functions["api"])
two.functions["api"].add_environment("TOPIC", topic.topic_arn)
assert two.websocket_api is None and two.websocket_url is None
for name, value in {"Url": two.url, "Socket": one.websocket_url, "Table": one.tables["sessions"].table_name,
                    "Machine": two.machines["fulfil"].state_machine_arn, "Api": one.http_api.api_id,
                    "Key": three.api_keys["partners"]}.items():
    cdk.CfnOutput(stack, name, value=value)
app.synth()
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a CDK app with two gwfw apps in one stack synthesizes to."""
    folder = tmp_path_factory.mktemp("cdk")
    for name in ("chat", "orders"):
        shutil.copytree(ROOT / "examples" / name, folder / name, ignore=shutil.ignore_patterns(".gwfw", "__pycache__"))
    (folder / "keyed").mkdir()
    (folder / "keyed" / "keyed.py").write_text(KEYED)
    (folder / "main.py").write_text(CDK_APP)
    variables = assembly.environment()
    done = subprocess.run(
        [sys.executable, "main.py"], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    written: dict[str, Any] = json.loads((folder / "out" / "Mine.template.json").read_text())
    return written


def of_type(template: dict[str, Any], type: str) -> dict[str, Any]:
    return {name: one.get("Properties", {}) for name, one in template["Resources"].items() if one["Type"] == type}


def test_both_apps_are_there_whole(template: dict[str, Any]) -> None:
    routes = sorted(route["RouteKey"] for route in of_type(template, "AWS::ApiGatewayV2::Route").values())
    assert routes == [
        "$connect", "$connect", "$disconnect", "ANY /legacy/{proxy+}", "GET /", "GET /orders", "GET /orders/{id}",
        "POST /orders", "POST /orders/start", "join", "sendMessage",
    ]  # fmt: skip
    names = [api["Name"] for api in of_type(template, "AWS::ApiGatewayV2::Api").values()]
    assert sorted(names) == ["chat-prod", "chat-prod-websocket", "keyed-prod-websocket", "orders-prod"]


def test_ids_of_two_apps_do_not_meet(template: dict[str, Any]) -> None:
    lambdas = [name for name in of_type(template, "AWS::ApiGatewayV2::Integration") if name.endswith("lambdaZbapi")]
    assert sorted(lambdas) == [
        "ChatZh1HttpIntegrationlambdaZbapi",
        "ChatZh1WebSocketIntegrationlambdaZbapi",
        "KeyedWebSocketIntegrationlambdaZbapi",
        "OrdersHttpIntegrationlambdaZbapi",
    ]


def test_parts_can_be_wired_to_what_is_around(template: dict[str, Any]) -> None:
    [api] = [
        one for one in of_type(template, "AWS::Lambda::Function").values() if "TOPIC" in one["Environment"]["Variables"]
    ]
    assert api["Environment"]["Variables"]["TOPIC"] == {"Ref": next(iter(of_type(template, "AWS::SNS::Topic")))}
    runtimes = {one["Runtime"] for one in of_type(template, "AWS::Lambda::Function").values()}
    assert "python3.12" in runtimes
    assert set(template["Outputs"]) == {"Url", "Socket", "Table", "Machine", "Api", "Key"}
    assert template["Outputs"]["Key"]["Value"] == {"Ref": next(iter(of_type(template, "AWS::ApiGateway::ApiKey")))}


def test_the_app_s_own_functions_change_the_stack(template: dict[str, Any]) -> None:
    tables = of_type(template, "AWS::DynamoDB::Table").values()
    assert all({"Key": "tuned", "Value": "yes"} in table["Tags"] for table in tables)


def test_nothing_else_is_offered() -> None:
    import gwfw.synth

    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        gwfw.synth.nothing  # noqa: B018


# Functions that change the stack of a deployment ----------------------------------------------------------------------

GRAPH = AppGraph(
    name="shop",
    http=HttpApi(routes=(Route(key="GET /a", integration="proxy"),)),
    integrations=(HttpProxy(name="proxy", url="https://example.com"),),
)
TUNINGS = """
def add(stack):
    from aws_cdk import aws_sns
    aws_sns.Topic(stack, "Mine")

def fail(stack):
    stack.nothing()
"""


def synthesize(folder: Path, *tunings: str) -> assembly.Assembly:
    (folder / "tuned.py").write_text(TUNINGS)
    (folder / "code.zip").write_bytes(EMPTY_ZIP)
    settings = SynthSettings(stage="dev", code=folder / "code.zip", python_version="3.13", architecture="arm64")
    return assembly.synthesize(GRAPH, settings, out=folder / "out", tunings=tunings, folder=folder)


def test_a_deployment_is_changed(tmp_path: Path) -> None:
    made = synthesize(tmp_path, "tuned:add")
    assert len(of_type(json.loads(made.template.read_text()), "AWS::SNS::Topic")) == 1


def test_a_function_that_raises_shows_its_lines(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as raised:
        synthesize(tmp_path, "tuned:add", "tuned:fail")
    [problem] = raised.value.problems
    assert problem.code == "cdk-tuning"
    assert "tuned:fail, decorated with @app.cdk, raised AttributeError: 'Stack' object has no attribute" in problem.what
    assert (problem.received or "").strip() == "tuned.py:7  stack.nothing()"
