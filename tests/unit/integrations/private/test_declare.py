"""`alb(...)`, `nlb(...)`, `cloud_map(...)`: what is accepted, and what is refused with its place."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.errors import Place, Refusal
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

TARGETS = {
    "a load balancer": (
        alb(ALB, vpc_link="abc123"),
        Private(name="http ANY /x", target=ALB, bound_as="shop", vpc_link="abc123"),
    ),
    "a network load balancer": (
        nlb(NLB, vpc_link="abc123", name="other", method="POST"),
        Private(name="http ANY /x", target=NLB, bound_as="other", vpc_link="abc123", method="POST"),
    ),
    "a service": (
        cloud_map(f"{SERVICE}?stage=green", vpc_link="abc123", server_name="in.example.com"),
        Private(
            name="http ANY /x",
            target=f"{SERVICE}?stage=green",
            bound_as="srv-a1b2c3",
            vpc_link="abc123",
            tls=True,
            server_name="in.example.com",
        ),
    ),
}


@pytest.mark.parametrize(("target", "spec"), TARGETS.values(), ids=TARGETS)
def test_targets(target: PrivateTarget, spec: Private) -> None:
    assert SIDE.integration(target, SITE) == spec
    assert SIDE.grants(spec) == ()


def test_descriptions() -> None:
    described = [SIDE.describe(spec) for _, spec in TARGETS.values()]
    assert described == ["private shop", "POST private other", "private srv-a1b2c3"]


REFUSED: dict[str, tuple[Any, str]] = {
    "the other balancer's listener": (alb(NLB, vpc_link="a1"), "alb takes the ARN of a listener"),
    "a balancer itself": (nlb(NLB.replace("listener", "loadbalancer"), vpc_link="a1"), "nlb takes the ARN of a listener"),
    "a URL": (cloud_map("https://example.com", vpc_link="a1"), "cloud_map takes the ARN of a service"),
    "no VPC link": (alb(ALB, vpc_link=""), "a VPC link is named by its id"),
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
