"""The settings of the two APIs: what they keep, and what is not even of the right type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gwfw import ApiMapping, App, Cors, Domain, HttpSettings, Stage, Throttle, WebSocketSettings
from gwfw.declarations import INHERIT


def test_defaults() -> None:
    http, ws = HttpSettings(), WebSocketSettings()
    assert (http.cors, http.throttle, http.auth, http.variables, http.access_log) == (None, None, INHERIT, {}, None)
    assert http.default_endpoint
    assert (ws.selection, ws.api_key_selection) == ("$request.body.action", "$request.header.x-api-key")
    assert (ws.throttle, ws.auth, ws.variables, ws.access_log) == (None, INHERIT, {}, None)
    assert (http.stages, http.api_mappings, ws.stages, ws.api_mappings) == ((), (), (), ())
    assert repr(INHERIT) == "INHERIT"


def test_values_are_kept() -> None:
    cors = Cors(allow_origins="https://a.example", allow_headers=["x"], expose_headers=("y",), max_age_s=60)
    assert (cors.allow_origins, cors.allow_methods, cors.allow_headers) == (("https://a.example",), ("*",), ("x",))
    assert (cors.expose_headers, cors.allow_credentials, cors.max_age_s) == (("y",), False, 60)
    throttle = Throttle(rate_limit=1.5, burst_limit=2)
    assert (throttle.rate_limit, throttle.burst_limit) == (1.5, 2)
    settings = HttpSettings(cors=cors, throttle=throttle, auth=None, variables={"a": "b"}, access_log="$context.requestId")
    assert (settings.cors, settings.throttle, settings.auth) == (cors, throttle, None)
    assert (settings.variables, settings.access_log) == ({"a": "b"}, "$context.requestId")


@pytest.mark.parametrize("settings", [HttpSettings, WebSocketSettings])
def test_stages_and_api_mappings_are_kept_in_their_order(settings: type[HttpSettings | WebSocketSettings]) -> None:
    throttle = Throttle(rate_limit=1, burst_limit=2)
    beta, live = Stage("beta", variables={"a": "b"}, throttle=throttle, access_log="$context.requestId"), Stage("alpha")
    bare, full = ApiMapping("www.example.com"), ApiMapping("api.example.com", key="v1", stage="beta")
    made = settings(stages=[beta, live], api_mappings=[bare, full])
    assert (made.stages, made.api_mappings) == ((beta, live), (bare, full))
    assert (beta.name, beta.variables, beta.throttle, beta.access_log) == (
        "beta",
        {"a": "b"},
        throttle,
        "$context.requestId",
    )
    assert (live.variables, live.throttle, live.access_log) == ({}, None, None)
    assert (bare.domain, bare.key, bare.stage) == ("www.example.com", "", None)
    assert (full.domain, full.key, full.stage) == ("api.example.com", "v1", "beta")


@pytest.mark.parametrize("settings", [HttpSettings, WebSocketSettings])
def test_a_domain_is_an_api_mapping_that_comes_first(settings: type[HttpSettings | WebSocketSettings]) -> None:
    domain, other = Domain("api.example.com", certificate="arn:aws:acm:..."), ApiMapping("www.example.com")
    made = settings(domain=domain, api_mappings=[other]).api_mappings
    assert [(one.domain, one.key, one.stage, one.made) for one in made] == [
        ("api.example.com", "", None, domain),
        ("www.example.com", "", None, None),
    ]
    assert [one.made for one in settings(domain="api.example.com").api_mappings] == [None]
    assert (repr(domain), domain.mark.file) == ("<domain api.example.com>", __file__)


def test_settings_know_where_they_stand() -> None:
    assert HttpSettings().mark.file == WebSocketSettings().mark.file == __file__


NOT: Any = {
    **{"number": 1, "text": "1", "mapping": {"allow_origins": ["*"]}},
    **{"http": HttpSettings(), "ws": WebSocketSettings(), "stage": Stage("a")},
}
WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "origins": (lambda: Cors(allow_origins=[NOT["number"]]), "allow_origins is a list of texts"),
    "age": (lambda: Cors(allow_origins=["*"], max_age_s=NOT["text"]), "max_age_s is a number"),
    "rate": (lambda: Throttle(rate_limit=NOT["text"], burst_limit=1), "rate_limit is a number"),
    "burst": (lambda: Throttle(rate_limit=1, burst_limit=True), "burst_limit is a number"),
    "cors": (lambda: HttpSettings(cors=NOT["mapping"]), "cors is a Cors"),
    "throttle": (lambda: WebSocketSettings(throttle=NOT["number"]), "throttle is a Throttle"),
    "log": (lambda: HttpSettings(access_log=NOT["number"]), "access_log is a str"),
    "variables": (lambda: HttpSettings(variables={"a": NOT["number"]}), "variables are texts by name"),
    "stage": (lambda: Stage(NOT["number"]), "name is a text"),
    "stage's throttle": (lambda: Stage("a", throttle=NOT["number"]), "throttle is a Throttle"),
    "domain": (lambda: ApiMapping(NOT["number"]), "domain is a text"),
    "a domain's name": (lambda: Domain(NOT["number"]), "name is a text"),
    "an API's domain": (lambda: HttpSettings(domain=NOT["number"]), "domain is a text"),
    "key": (lambda: ApiMapping("a.example.com", key=NOT["number"]), "key is a text"),
    "mapping's stage": (lambda: ApiMapping("a.example.com", stage=NOT["number"]), "stage is a str"),
    "stages": (lambda: HttpSettings(stages=[NOT["text"]]), "stages is a list of Stage"),
    "one stage": (lambda: WebSocketSettings(stages=NOT["stage"]), "stages is a list of Stage"),
    "mappings": (lambda: HttpSettings(api_mappings=[NOT["text"]]), "api_mappings is a list of ApiMapping"),
    "http": (lambda: App("shop", http=NOT["ws"]), "http= takes HttpSettings"),
    "ws": (lambda: App("shop", ws=NOT["http"]), "ws= takes WebSocketSettings"),
}


@pytest.mark.parametrize(("make", "told"), WRONG.values(), ids=WRONG)
def test_another_type_is_refused_where_it_is_written(make: Callable[[], Any], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        make()
