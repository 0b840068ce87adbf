"""What custom domains that an app makes must fulfil: who makes each, its certificate, its hosted zone.

It follows `CreateDomainName` (v2) and "Setting up a Regional custom domain name": the certificate is one of AWS Certificate
Manager in the API's own region. What their API mappings must fulfil is in `stage_check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gwfw.errors import Problem
from gwfw.graph.model import AppGraph, Domain
from gwfw.graph.problems import problem

__all__ = ["check_made_domains"]

EXAMPLE: Final = (
    'Domain("api.example.com", certificate="arn:aws:acm:eu-west-1:123456789012:certificate/0f1e2d3c", zone="Z0123ABC")'
)

_CERTIFICATE: Final = re.compile(r"arn:aws[a-z-]*:acm:(?P<region>[a-z0-9-]+):\d{12}:certificate/[A-Za-z0-9-]+")
_ZONE: Final = re.compile(r"Z[A-Z0-9]{1,31}")


def check_made_domains(graph: AppGraph) -> Iterator[Problem]:
    """Everything that is wrong with the domains that are made, besides their names."""
    apis = (graph.http, graph.websocket)
    mapped = {mapping[0] for api in apis if api is not None for mapping in api.mappings}
    regions: dict[str, str] = {}
    for domain in graph.domains:
        if domain.name not in mapped:
            what, remedy = "a custom domain is made, and no API mapping leads anywhere from it", "ApiMapping(domain)"
            yield problem("domain", what, None, received=domain.name, remedy=remedy)
        yield from _maker(domain)
        found = _CERTIFICATE.fullmatch(domain.certificate) if isinstance(domain.certificate, str) else None
        if found is not None:
            regions[found["region"]] = domain.name
        if isinstance(domain.zone, str) and not _ZONE.fullmatch(domain.zone):
            what, allowed = f"{domain.name}: a hosted zone is named by its id", "Z and letters and digits"
            yield problem("domain", what, None, received=repr(domain.zone), allowed=allowed, remedy=EXAMPLE)
    if len(regions) > 1:
        what = "certificates are in the region that the app is deployed to, and these are in several"
        received = ", ".join(f"{regions[region]} in {region}" for region in sorted(regions))
        yield problem("domain", what, None, received=received, remedy="ask for a certificate in the API's own region")


def _maker(domain: Domain) -> Iterator[Problem]:
    """A domain has a certificate, or somebody else makes all of it."""
    if (domain.certificate is None) == (domain.made is None):
        what = f"{domain.name}: a custom domain is made with a certificate, or by a construct of the app's own"
        received = "neither" if domain.made is None else "certificate= and made="
        yield problem("domain", what, None, received=received, remedy=EXAMPLE)
    elif isinstance(domain.certificate, str) and not _CERTIFICATE.fullmatch(domain.certificate):
        what = f"{domain.name}: this is not the ARN of a certificate of AWS Certificate Manager"
        yield problem("domain", what, None, received=repr(domain.certificate), remedy=EXAMPLE)
