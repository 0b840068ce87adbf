"""The test's client at an app with several stages and custom domains."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gwfw import ApiMapping, App, Domain, HttpSettings, Request, Stage, Throttle, WebSocketSettings
from gwfw.testing import Client, HandshakeRefused

CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/0f1e2d3c"
MAPPINGS = [
    ApiMapping(Domain("api.example.com", certificate=CERTIFICATE, zone="Z0123ABC")),
    ApiMapping("api.example.com", key="v1", stage="beta"),
]
STAGES = [Stage("beta", variables={"colour": "green"}), Stage("slow", throttle=Throttle(rate_limit=0, burst_limit=0))]

app = App(
    "colours",
    http=HttpSettings(auth=None, variables={"colour": "blue", "shade": "dark"}, stages=STAGES, api_mappings=MAPPINGS),
    ws=WebSocketSettings(auth=None, api_mappings=[ApiMapping("talk.example.com", key="dev")]),
)
closed = App("closed", http=HttpSettings(auth=None, default_endpoint=False, api_mappings=MAPPINGS[:1]))


@app.http.get("/colour")
def colour(request: Request) -> list[str]:
    asked, variables = request.event["requestContext"], request.event["stageVariables"]
    return [asked["stage"], variables["colour"], variables["shade"]]


@app.ws.connect
def connect() -> None: ...


@closed.http.get("/")
def index() -> str:
    return "in"


@pytest.fixture
def gw() -> Iterator[Client]:
    with Client(app) as client:
        yield client


@pytest.mark.parametrize(
    ("host", "path", "told"),
    [
        (None, "/colour", ["$default", "blue", "dark"]),
        (None, "/beta/colour", ["beta", "green", "dark"]),
        ("api.example.com", "/colour", ["$default", "blue", "dark"]),
        ("api.example.com", "/v1/colour", ["beta", "green", "dark"]),
    ],
    ids=["first stage", "further stage", "domain", "domain's further mapping"],
)
def test_a_stage_is_chosen_by_path_and_domain(gw: Client, host: str | None, path: str, told: list[str]) -> None:
    answer = gw.get(path, headers={} if host is None else {"host": host})
    assert (answer.status_code, answer.json()) == (200, told)


def test_a_domain_knows_stages_by_its_mappings_only(gw: Client) -> None:
    answers = [gw.get("/beta/colour", headers={"host": "api.example.com"}), gw.get("/v1/colour")]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_stage_has_limits_of_its_own(gw: Client) -> None:
    assert [gw.get(path).status_code for path in ("/slow/colour", "/colour")] == [429, 200]


def test_the_access_log_has_the_lines_of_stages_with_a_format() -> None:
    logged = App("logged", http=HttpSettings(auth=None, access_log="$context.requestId $context.status $context.path"))
    logged.http.get("/")(index)
    with Client(logged) as gw:
        assert gw.get("/").json() == "in"
        assert [line.partition(" ")[2] for line in gw.access_log] == ["200 /"]
    with Client(app) as gw:
        gw.get("/nothing")
        assert gw.access_log == []


def test_a_websocket_comes_in_by_a_domain(gw: Client) -> None:
    gw.ws(headers={"host": "talk.example.com"})
    with pytest.raises(HandshakeRefused) as refused:
        gw.ws("/other", headers={"host": "talk.example.com"})
    assert refused.value.status == 403


def test_a_disabled_default_endpoint_leaves_the_domain() -> None:
    with Client(closed) as gw:
        answers = [gw.get("/"), gw.get("/", headers={"host": "api.example.com"})]
    assert [answer.status_code for answer in answers] == [403, 200]
