"""The chat as its users see it, without a server, a port or an account."""

from chat import sessions

from gwfw.testing import Client


def test_everybody_hears_what_somebody_says(gw: Client) -> None:
    with gw.ws() as ann, gw.ws() as bob:
        ann.send("join", nickname="Ann")
        assert ann.receive() == {"joined": "Ann"}
        assert bob.receive() == {"joined": "Ann"}

        ann.send("sendMessage", text="hello, Bob")
        assert bob.receive() == {"nickname": "Ann", "text": "hello, Bob"}
        assert ann.receive() == {"nickname": "Ann", "text": "hello, Bob"}


def test_who_is_connected_is_written_down_by_the_gateway(gw: Client) -> None:
    with gw.ws():
        [session] = gw.items(sessions)
        assert session.nickname == "somebody"
    gw.settle()
    assert gw.items(sessions) == []


def test_a_nickname_that_is_too_long_is_told_to_its_sender_only(gw: Client) -> None:
    with gw.ws() as ann, gw.ws() as bob:
        ann.send("join", nickname="A" * 41)
        assert ann.receive()["detail"][0]["loc"][-1] == "nickname"
        bob.receive_none()


def test_the_page_knows_where_the_sockets_are(gw: Client) -> None:
    page = gw.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert 'const url = "ws' in page.text
