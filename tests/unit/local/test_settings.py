"""What a local run calls itself."""

from __future__ import annotations

import re

from gwfw.local.settings import LocalSettings

SETTINGS = LocalSettings(app="shop", stage="test", region="eu-west-1", limits=False)


def test_ids_of_apis_are_always_the_same_and_never_anothers() -> None:
    again = LocalSettings(app="shop", stage="test")
    assert SETTINGS.http_api_id == again.http_api_id
    others = [LocalSettings(app="shop").http_api_id, LocalSettings(app="chat", stage="test").http_api_id]
    ids = [SETTINGS.http_api_id, SETTINGS.websocket_api_id, *others]
    assert len(set(ids)) == 4
    assert all(re.fullmatch("[a-z0-9]{10}", api_id) for api_id in ids)


def test_names_and_hosts() -> None:
    assert SETTINGS.prefix == "shop-test"
    assert SETTINGS.host("abc") == "abc.execute-api.eu-west-1.amazonaws.com"
    assert SETTINGS.websocket_endpoint == f"https://{SETTINGS.host(SETTINGS.websocket_api_id)}/test"


def test_the_gateways_settings() -> None:
    gateway = SETTINGS.gateway()
    assert (gateway.account_id, gateway.region, gateway.stage) == ("123456789012", "eu-west-1", "test")
    assert (gateway.http_api_id, gateway.websocket_api_id) == (SETTINGS.http_api_id, SETTINGS.websocket_api_id)
    assert gateway.limits is False
