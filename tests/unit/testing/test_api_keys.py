"""API keys and models in the test's client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from gwfw import ApiKey, App, Connecting, Quota, WebSocketSettings
from gwfw.errors import Misuse
from gwfw.testing import Client, HandshakeRefused

KEYS = [ApiKey("partners"), ApiKey("guests", quota=Quota(1, per="day"))]


class Said(BaseModel):
    id: str
    text: str


class Say(BaseModel):
    text: str


app = App("keyed", ws=WebSocketSettings(auth=None, api_keys=KEYS))
said = app.dynamo.table("said", Said, key="id")


@app.ws.connect(api_key=True)
def connect() -> None: ...


@app.dynamo.on_route("say", said, validate=Say)
def say(client: Connecting, message: Say) -> Said:
    return Said(id=client.connection_id, text=message.text)


@pytest.fixture
def gw() -> Iterator[Client]:
    with Client(app) as client:
        yield client


def test_a_key_opens_by_its_name(gw: Client) -> None:
    assert gw.ws(api_key="partners").id
    assert gw.ws(api_key="partners", headers={"x-trace": "1"}).id
    assert gw.ws(headers={"x-api-key": "local-partners"}).id


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "guess"}])
def test_without_one_nothing_opens(gw: Client, headers: dict[str, str]) -> None:
    with pytest.raises(HandshakeRefused) as refused:
        gw.ws(headers=headers)
    assert refused.value.status == 403


def test_a_quota_is_used_up_until_the_next_day(gw: Client) -> None:
    gw.ws(api_key="guests")
    with pytest.raises(HandshakeRefused) as refused:
        gw.ws(api_key="guests")
    assert (refused.value.status, refused.value.body) == (429, '{"message":"Limit Exceeded"}')
    gw.clock.advance(86_400)
    gw.ws(api_key="guests")


def test_a_name_that_is_none_is_a_mistake_of_the_test(gw: Client) -> None:
    with pytest.raises(Misuse, match="partners"):
        gw.ws(api_key="nobody")


def test_a_message_is_validated_before_its_target(gw: Client) -> None:
    client = gw.ws(api_key="partners")
    client.send("say", txt="hello")
    assert client.receive()["message"] == "Bad request body"
    assert gw.items(said) == []
    client.send("say", text="hello")
    assert [row.text for row in gw.items(said)] == ["hello"]
