"""The app as its clients see it: no server, no port, no account. `gw` has a fresh app for every test."""

from gwfw.testing import Client


def test_hello(gw: Client) -> None:
    assert gw.get("/hello/Ann").json() == {"message": "Hello, Ann!"}
    assert gw.get("/hello/Ann", params={"punctuation": "?"}).json() == {"message": "Hello, Ann?"}


def test_shout(gw: Client) -> None:
    with gw.ws() as client:
        client.send("shout", text="hi")
        assert client.receive() == {"message": "HI"}


def test_a_wrong_message_is_explained_to_its_sender(gw: Client) -> None:
    with gw.ws() as client:
        client.send("shout")
        assert client.receive()["detail"][0]["loc"] == ["body", "text"]
