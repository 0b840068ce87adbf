"""`alb(...)`, `nlb(...)`, `cloud_map(...)`: what is accepted, and what is refused with its place."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw import App
from gwfw.errors import Place, Refusal
from gwfw.graph.model import Ref
from gwfw.integrations.private import declare
from gwfw.integrations.private.declare import PrivateTarget
from gwfw.integrations.private.spec import Private
from gwfw.integrations.sides import Declare, Site
from gwfw.targets import alb, cloud_map, nlb

SIDE: Declare[PrivateTarget, Private] = declare
SITE = Site(api="http", key="ANY /x", place=Place("app.py", 7))
BALANCERS = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener"
ALB, NLB = f"{BALANCERS}/app/shop/50dc6c49/f2f7dc8e", f"{BALANCERS}/net/inner/50dc6c49/f2f7dc8e"
SERVICE = "arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-a1b2c3"


app = App("shop")


@app.construct
def listener(stack: object) -> object:
    raise AssertionError("nothing is made before synthesis")


@app.construct
def link(stack: object) -> object:
    raise AssertionError("nothing is made before synthesis")


TARGETS: dict[str, tuple[PrivateTarget, Private]] = {
    "a load balancer": (
        alb(ALB, vpc_link="abc123"),
        Private(name="http ANY /x", target=ALB, bound_as="shop", vpc_link="abc123"),
    ),
    "a network load balancer": (
        nlb(NLB, vpc_link="abc123", name="other", method="POST"),
        Private(name="http ANY /x", target=NLB, target_kind="nlb", bound_as="other", vpc_link="abc123", method="POST"),
    ),
    "a service": (
        cloud_map(f"{SERVICE}?stage=green", vpc_link="abc123", server_name="in.example.com"),
        Private(
            name="http ANY /x",
            target=f"{SERVICE}?stage=green",
            target_kind="cloud_map",
            bound_as="srv-a1b2c3",
            vpc_link="abc123",
            tls=True,
            server_name="in.example.com",
        ),
    ),
    "a balancer of the app's own": (
        alb(listener),
        Private(name="http ANY /x", target=Ref("construct", "listener", "arn"), bound_as="listener"),
    ),
    "one behind a link of the app's own": (
        nlb(NLB, vpc_link=link, name="own"),
        Private(name="http ANY /x", target=NLB, target_kind="nlb", bound_as="own", vpc_link=Ref("construct", "link", "id")),
    ),
    "both": (
        cloud_map(listener, vpc_link=link),
        Private(
            name="http ANY /x",
            target=Ref("construct", "listener", "arn"),
            target_kind="cloud_map",
            bound_as="listener",
            vpc_link=Ref("construct", "link", "id"),
        ),
    ),
}


@pytest.mark.parametrize(("target", "spec"), TARGETS.values(), ids=TARGETS)
def test_targets(target: PrivateTarget, spec: Private) -> None:
    assert SIDE.integration(target, SITE) == spec
    assert SIDE.grants(spec) == ()


def test_descriptions() -> None:
    described = [SIDE.describe(spec) for _, spec in TARGETS.values()]
    assert described[:4] == ["private shop", "POST private other", "private srv-a1b2c3", "private listener"]


REFUSED: dict[str, tuple[Any, str]] = {
    "the other balancer's listener": (alb(NLB, vpc_link="a1"), "alb takes the ARN of a listener"),
    "a balancer itself": (nlb(NLB.replace("listener", "loadbalancer"), vpc_link="a1"), "nlb takes the ARN of a listener"),
    "a URL": (cloud_map("https://example.com", vpc_link="a1"), "cloud_map takes the ARN of a service"),
    "no VPC link": (alb(ALB, vpc_link=""), "a VPC link is named by its id"),
    "a link that is neither": (alb(listener, vpc_link="vpc-1"), "a VPC link is named by its id"),
    "an ARN without a link": (alb(ALB), "nothing says in which VPC this target is, so that its VPC link has to be named"),  # type: ignore[call-overload]  # type checkers say it, too
    "a service without a link": (
        cloud_map(listener, vpc_link=None),  # type: ignore[arg-type]  # here as well
        "nothing says in which VPC this target is, so that its VPC link has to be named",
    ),
    "a function that makes no construct": (alb(print, vpc_link="a1"), "alb takes the ARN of a listener"),  # type: ignore[call-overload]  # here as well
    "a name with =": (alb(ALB, vpc_link="a1", name="a=b"), "this cannot be the name of a target"),
    "an empty name": (alb(ALB, vpc_link="a1", name=""), "this cannot be the name of a target"),
    "an empty server name": (alb(ALB, vpc_link="a1", server_name=""), "this cannot be a server name"),
    "another method": (alb(ALB, vpc_link="a1", method="LOOK"), "there is no such HTTP method"),
}


@pytest.mark.parametrize(("target", "what"), REFUSED.values(), ids=REFUSED)
def test_refusals(target: PrivateTarget, what: str) -> None:
    with pytest.raises(Refusal) as raised:
        SIDE.integration(target, SITE)
    assert [(problem.code, problem.what) for problem in raised.value.problems] == [("private-target", what)]
