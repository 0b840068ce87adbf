"""Constructs that an app makes itself, in the synthesizer's process and in a CDK app of the developer's."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest

from gwfw.deploy import assembly
from gwfw.errors import Place, Refusal
from gwfw.graph.model import AppGraph, Construct, Domain, HttpApi, Machine, Ref, Route
from gwfw.integrations.private.spec import Private
from gwfw.synth.settings import SynthSettings

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("synth")]

ROOT = Path(__file__).parents[2]
EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/50dc6c/f2f7dc"
CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/0f1e2d3c-0000-4000-8000-000000000000"
KEY = "ANY /x"
PLACE = Place("app.py", 7, "http.any(...)")


def own(name: str, **fields: Any) -> Private:
    return Private(name=f"http {KEY}", target=Ref("construct", name, "arn"), bound_as=name, **fields)


def graph(spec: Private, *names: str) -> AppGraph:
    constructs = tuple(Construct(name=name, module="tests.golden.network", function=name) for name in names)
    routes = (Route(key=KEY, integration=spec.name),)
    return AppGraph(name="shop", http=HttpApi(routes=routes), integrations=(spec,), constructs=constructs)


def with_machine(name: str, type: Literal["STANDARD", "EXPRESS"]) -> AppGraph:
    machine = Machine(name="old", definition=(), type=type, arn=Ref("construct", name, "arn"))
    return replace(graph(own("orders"), name, "orders"), resources=(machine,))


def with_domain(*names: str, **fields: Any) -> AppGraph:
    given = graph(Private(name=f"http {KEY}", target=ARN, bound_as="shop", vpc_link="abc123"), *names)
    assert given.http is not None
    http = replace(given.http, mappings=(("api.example.com", "", "$default"),))
    return replace(given, http=http, domains=(Domain(name="api.example.com", **fields),))


def synthesize(given: AppGraph, folder: Path) -> assembly.Assembly:
    (folder / "code.zip").write_bytes(EMPTY_ZIP)
    settings = SynthSettings(stage="dev", code=folder / "code.zip", python_version="3.13", architecture="arm64")
    places = {f"http {KEY}": PLACE, "construct failing": Place("network.py", 3), "machine old": Place("app.py", 9)}
    return assembly.synthesize(given, settings, out=folder / "out", places=places, folder=ROOT)


LINK = "vpc_link= with an id, or with a function under @app.construct that makes one"
REFUSED: dict[str, tuple[AppGraph, str]] = {
    "a balancer of the other kind": (
        graph(own("ledger"), "ledger"),
        "app.py:7  http.any(...)\n"
        "http ANY /x: the construct ledger is something else than what is needed here  [construct-type]\n"
        "  received: NetworkListener\n  allowed: IApplicationListener\n"
        "  remedy: return the listener: balancer.add_listener(...)",
    ),
    "an imported one of the other kind": (
        graph(own("imported", target_kind="nlb", vpc_link="abc123"), "imported"),
        "app.py:7  http.any(...)\n"
        "http ANY /x: the construct imported is something else than what is needed here  [construct-type]\n"
        "  received: IApplicationListener\n  allowed: INetworkListener\n"
        "  remedy: return the listener: balancer.add_listener(...)",
    ),
    "a link that is none": (
        graph(own("orders", vpc_link=Ref("construct", "nothing", "id")), "nothing", "orders"),
        "app.py:7  http.any(...)\n"
        "http ANY /x: the construct nothing is something else than what is needed here  [construct-type]\n"
        "  received: nothing: the function returns None\n  allowed: IVpcLink\n"
        "  remedy: return the link: aws_apigatewayv2.VpcLink(stack, ..., vpc=vpc)",
    ),
    "a listener that does not say its VPC": (
        graph(own("imported"), "imported"),
        "app.py:7  http.any(...)\n"
        "http ANY /x: nothing says in which VPC this target is, so that its VPC link has to be named  [private-target]\n"
        f"  received: the private target 'imported'\n  remedy: {LINK}",
    ),
    "a balancer that does not say its VPC": (
        graph(own("foreign"), "foreign"),
        "app.py:7  http.any(...)\n"
        "http ANY /x: nothing says in which VPC this target is, so that its VPC link has to be named  [private-target]\n"
        f"  received: the private target 'foreign'\n  remedy: {LINK}",
    ),
    "an ARN without a link, in a manifest": (
        graph(Private(name=f"http {KEY}", target=ARN, bound_as="shop")),
        "app.py:7  http.any(...)\n"
        "http ANY /x: nothing says in which VPC this target is, so that its VPC link has to be named  [private-target]\n"
        f"  received: the private target 'shop'\n  remedy: {LINK}",
    ),
    "TLS without a name, in a manifest": (
        graph(Private(name=f"http {KEY}", target=ARN, bound_as="shop", vpc_link="abc123", tls=True)),
        "app.py:7  http.any(...)\n"
        "http ANY /x: TLS needs the name that the target's certificate has  [private-target]\n"
        "  received: the private target 'shop'\n  remedy: server_name=\"internal.example.com\"",
    ),
    "a machine of the other type": (
        with_machine("machine", "EXPRESS"),
        "app.py:9\n"
        "machine old: the construct machine is a machine of the other type  [construct-type]\n"
        "  received: STANDARD\n  allowed: EXPRESS\n  remedy: sfn.machine('old', machine, express=False)",
    ),
    "a machine that is none": (
        with_machine("network", "STANDARD"),
        "app.py:9\n"
        "machine old: the construct network is something else than what is needed here  [construct-type]\n"
        "  received: IVpc\n  allowed: IStateMachine\n"
        "  remedy: return the machine: aws_stepfunctions.StateMachine(stack, ...)",
    ),
    "a certificate that is none": (
        with_domain("zone", certificate=Ref("construct", "zone", "arn")),
        "domain api.example.com: the construct zone is something else than what is needed here  [construct-type]\n"
        "  received: IHostedZone\n  allowed: ICertificate\n"
        "  remedy: return the certificate: aws_certificatemanager.Certificate(stack, ...)",
    ),
    "a zone that is none": (
        with_domain("network", certificate=CERTIFICATE, zone=Ref("construct", "network", "id")),
        "domain api.example.com: the construct network is something else than what is needed here  [construct-type]\n"
        "  received: IVpc\n  allowed: IHostedZone\n"
        "  remedy: return the zone: aws_route53.HostedZone.from_lookup(stack, ...)",
    ),
    "a domain of another name": (
        with_domain("certificate", "domain", "zone", made=Ref("construct", "domain", "name")),
        "domain api.example.com: the construct domain makes another domain  [domain]\n"
        "  received: own.example.com\n  allowed: api.example.com\n  remedy: name the same domain in both",
    ),
    "a function that raises": (
        graph(own("orders"), "failing", "orders"),
        "network.py:3\n"
        "construct failing: its function raised LookupError: no such network  [cdk-construct]\n"
        '  received: \n    tests/golden/network.py:{line}  raise LookupError("no such network\\nmore of it")\n'
        "  remedy: correct the last of these lines",
    ),
    "what the CDK refuses of it": (
        graph(own("isolated"), "isolated"),
        "app.py:7  http.any(...)\nhttp ANY /x: There are no 'Private' subnet groups in this VPC.",
    ),
}


@pytest.mark.parametrize(("given", "told"), REFUSED.values(), ids=REFUSED)
def test_refusals(given: AppGraph, told: str, tmp_path: Path) -> None:
    source = (ROOT / "tests" / "golden" / "network.py").read_text().splitlines()
    line = next(number for number, text in enumerate(source, 1) if "raise LookupError" in text)
    with pytest.raises(Refusal) as raised:
        synthesize(given, tmp_path)
    assert str(raised.value).startswith(told.replace("{line}", str(line)))


# In a CDK app of the developer's -------------------------------------------------------------------------------------

SHOP = """
from gwfw import App, Domain, HttpSettings
from gwfw.targets import alb

certificate = "arn:aws:acm:eu-west-1:123456789012:certificate/0f1e2d3c"
app = App("shop", http=HttpSettings(domain=Domain("api.example.com", certificate=certificate)))

@app.construct
def network(stack):
    raise AssertionError("it is given")

@app.construct
def orders(stack):
    from aws_cdk import aws_elasticloadbalancingv2 as balancing
    balancer = balancing.ApplicationLoadBalancer(stack, "Orders", vpc=network(stack))
    return balancer.add_listener("Http", port=80, open=False, default_action=balancing.ListenerAction.fixed_response(200))

@app.cdk
def tune(stack):
    orders(stack).add_action("No", priority=1, conditions=[_path()], action=_denied())

def _path():
    from aws_cdk import aws_elasticloadbalancingv2 as balancing
    return balancing.ListenerCondition.path_patterns(["/admin/*"])

def _denied():
    from aws_cdk import aws_elasticloadbalancingv2 as balancing
    return balancing.ListenerAction.fixed_response(403)

app.http.any("/orders/{proxy+}", auth=None).to(alb(orders))
"""
CDK_APP = """
import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

import shop
from gwfw.errors import Misuse
from gwfw.synth import GatewayApp

app = cdk.App(outdir="out", analytics_reporting=False, builtin_cloud_formation_validation=False)
stack = cdk.Stack(app, "Mine")
vpc = ec2.Vpc(stack, "Vpc", max_azs=1, nat_gateways=1)
made = GatewayApp(stack, "Shop", shop.app, stage="prod", constructs={"network": vpc})
cdk.CfnOutput(stack, "Target", value=made.domains["api.example.com"].regional_domain_name)
try:
    GatewayApp(stack, "Other", shop.app, stage="dev", constructs={"wire": vpc})
except Misuse as misuse:
    print(misuse)
app.synth()
"""


def test_a_cdk_app_s_own_constructs_stand_for_the_app_s(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP)
    (tmp_path / "main.py").write_text(CDK_APP)
    variables = assembly.environment()
    done = subprocess.run(
        [sys.executable, "main.py"], cwd=tmp_path, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "the app has no construct of this name  [construct]\n  received: 'wire'\n  allowed: network, orders\n"
        "  remedy: name a function that is decorated with @app.construct\n"
    )
    template = json.loads((tmp_path / "out" / "Mine.template.json").read_text())
    resources = template["Resources"]
    [domain] = [name for name, one in resources.items() if one["Type"] == "AWS::ApiGatewayV2::DomainName"]
    assert template["Outputs"]["Target"]["Value"] == {"Fn::GetAtt": [domain, "RegionalDomainName"]}
    kinds = [one["Type"] for one in resources.values()]
    assert kinds.count("AWS::EC2::VPC") == 1
    assert kinds.count("AWS::ElasticLoadBalancingV2::ListenerRule") == 1
    [link] = [name for name, one in resources.items() if one["Type"] == "AWS::ApiGatewayV2::VpcLink"]
    [integration] = [one for one in resources.values() if one["Type"] == "AWS::ApiGatewayV2::Integration"]
    assert integration["Properties"]["ConnectionId"] == {"Ref": link}
    assert link.startswith("ShopVpcLinkVpc")
