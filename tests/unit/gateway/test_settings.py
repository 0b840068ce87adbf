"""What a gateway calls itself."""

from __future__ import annotations

from gwfw.gateway.settings import GatewaySettings
from gwfw.graph.facts import HttpFacts


def test_hosts_and_defaults() -> None:
    settings = GatewaySettings(account_id="1", region="eu-west-1", stage="dev", http_api_id="a", websocket_api_id="b")
    assert settings.host(settings.http_api_id) == "a.execute-api.eu-west-1.amazonaws.com"
    assert (settings.limits, settings.account_throttle, settings.facts) == (True, None, HttpFacts())
