"""Custom domains that are made: their certificate, their zone, and that something leads from them."""

from __future__ import annotations

import pytest

from gwfw.graph.check import check
from gwfw.graph.model import AppGraph, Construct, Domain, HttpApi, Ref, WebSocketApi

CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/0f1e2d3c-0000-4000-8000-000000000000"
OTHER = CERTIFICATE.replace("eu-west-1", "us-east-1")
MADE = Ref("construct", "cert", "arn")
API, TALK = "api.example.com", "talk.example.com"


def told(*domains: Domain, mapped: tuple[str, ...] = (API,)) -> list[tuple[str, str | None]]:
    graph = AppGraph(
        name="shop",
        http=HttpApi(routes=(), mappings=tuple((name, "", "$default") for name in mapped)),
        constructs=(Construct(name="cert", module="shop", function="cert"),),
        domains=domains,
    )
    return [(problem.what, problem.received) for problem in check(graph)]


@pytest.mark.parametrize(
    "domain",
    [
        Domain(name=API, certificate=CERTIFICATE),
        Domain(name=API, certificate=CERTIFICATE, zone="Z0123ABC"),
        Domain(name=API, certificate=MADE, zone=Ref("construct", "cert", "id")),
        Domain(name=API, made=Ref("construct", "cert", "name")),
    ],
    ids=["a certificate", "a zone", "constructs", "the whole domain"],
)
def test_what_is_right(domain: Domain) -> None:
    assert told(domain) == []


MAKER = f"{API}: a custom domain is made with a certificate, or by a construct of the app's own"
WRONG: dict[str, tuple[Domain, str, str | None]] = {
    "nobody": (Domain(name=API), MAKER, "neither"),
    "both": (Domain(name=API, certificate=CERTIFICATE, made=MADE), MAKER, "certificate= and made="),
    "another ARN": (
        Domain(name=API, certificate="arn:aws:iam::123456789012:server-certificate/x"),
        f"{API}: this is not the ARN of a certificate of AWS Certificate Manager",
        "'arn:aws:iam::123456789012:server-certificate/x'",
    ),
    "a zone's name": (
        Domain(name=API, certificate=CERTIFICATE, zone="example.com"),
        f"{API}: a hosted zone is named by its id",
        "'example.com'",
    ),
    "a construct that is not there": (
        Domain(name=API, certificate=Ref("construct", "nothing", "arn")),
        f"the domain {API} needs a construct that is not there: 'nothing'",
        None,
    ),
}


@pytest.mark.parametrize(("domain", "what", "received"), WRONG.values(), ids=WRONG)
def test_what_is_wrong(domain: Domain, what: str, received: str | None) -> None:
    assert told(domain) == [(what, received)]


def test_a_domain_that_leads_nowhere() -> None:
    what = "a custom domain is made, and no API mapping leads anywhere from it"
    assert told(Domain(name=TALK, certificate=CERTIFICATE)) == [(what, TALK)]


def test_certificates_of_several_regions() -> None:
    first, second = Domain(name=API, certificate=CERTIFICATE), Domain(name=TALK, certificate=OTHER)
    what = "certificates are in the region that the app is deployed to, and these are in several"
    assert told(first, second, mapped=(API, TALK)) == [(what, f"{API} in eu-west-1, {TALK} in us-east-1")]


def test_two_of_one_name() -> None:
    domain = Domain(name=API, certificate=CERTIFICATE)
    assert told(domain, domain) == [(f"two things are the domain {API!r}", None)]


def test_a_websocket_api_has_domains_too() -> None:
    talk = WebSocketApi(routes=(), mappings=((TALK, "", ""),))
    assert check(AppGraph(name="talk", websocket=talk, domains=(Domain(name=TALK, certificate=CERTIFICATE),))) == ()
