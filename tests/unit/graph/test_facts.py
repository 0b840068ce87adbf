"""The defaults of contested facts are what `docs/parity.md` says; changing one is changing the page."""

from __future__ import annotations

from gwfw.graph.facts import Event1Rules, HttpFacts
from gwfw.graph.routes import RoutingRules


def test_defaults() -> None:
    assert HttpFacts() == HttpFacts(
        routing=RoutingRules(
            trailing_slash=True, root_greedy=True, merge_slashes=True, encoded_slash=True, ignore_case=False
        ),
        event1=Event1Rules(header_case="title", resource_id="route_key", path="encoded"),
        timeout_status=503,
        error_content_type="application/json",
        error_cors=True,
        foreign_preflight=204,
        domain_path=False,
        default_stage_path=True,
    )
