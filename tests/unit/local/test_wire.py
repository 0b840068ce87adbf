"""Messages between the two processes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gwfw.local.wire import Kind, Message, Unpacker, pack

MESSAGES = st.builds(
    Message,
    kind=st.sampled_from(Kind),
    id=st.integers(0, 2**64 - 1),
    name=st.text(max_size=20).filter(lambda text: text.isprintable()),
    payload=st.binary(max_size=200),
)


@settings(max_examples=100)
@given(st.lists(MESSAGES, max_size=5), st.integers(1, 60))
def test_any_messages_in_any_pieces(messages: list[Message], step: int) -> None:
    stream = b"".join(pack(message) for message in messages)
    unpacker = Unpacker()
    assert [m for at in range(0, len(stream), step) for m in unpacker.feed(stream[at : at + step])] == messages


def test_trailing_bytes_wait() -> None:
    unpacker = Unpacker()
    message = Message(kind=Kind.INVOKE, id=7, name="api", payload=b"{}")
    assert unpacker.feed(pack(message) + pack(message)[:10]) == [message]
    assert unpacker.feed(pack(message)[10:]) == [message]
