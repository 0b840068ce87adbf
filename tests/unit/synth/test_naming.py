"""Construct ids: alphanumeric, reversible, different for different names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwfw.synth.naming import (
    LOGICAL_ID_LIMIT,
    MODEL_NAME_LIMIT,
    WORDS,
    construct_id,
    decode,
    encode,
    logical_id,
    model_name,
    spoken,
)

ALPHANUMERIC = re.compile(r"[A-Za-z0-9]*")

# Route keys' own characters and everything else, so that escapes meet and follow each other.
TEXTS = st.text(alphabet=st.one_of(st.sampled_from("Zbsopcdhutx0AF /{}+$-_.é😀\x00"), st.characters(codec="utf-8")))


@given(TEXTS)
def test_an_id_is_letters_and_digits_and_can_be_read_back(text: str) -> None:
    encoded = encode(text)
    assert ALPHANUMERIC.fullmatch(encoded)
    assert decode(encoded) == text


@given(st.lists(TEXTS, unique=True))
def test_different_names_have_different_ids(texts: list[str]) -> None:
    assert len({encode(text) for text in texts}) == len(texts)


@given(TEXTS, TEXTS)
def test_ids_of_parts_join(one: str, other: str) -> None:
    assert encode(one + other) == encode(one) + encode(other)


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("GET /a-b", "GETZbZsaZhb"),
        ("ANY /{proxy+}", "ANYZbZsZoproxyZpZc"),
        ("$connect", "Zdconnect"),
        ("a_b.c", "aZubZtc"),
        ("Zoo", "ZZoo"),
        ("é", "ZxE9Z"),
        ("", ""),
    ],
)
def test_how_route_keys_are_written(text: str, encoded: str) -> None:
    assert encode(text) == encoded


@pytest.mark.parametrize("name", ["", "Default", "Resource"])
def test_no_id_is_one_that_the_cdk_swallows(name: str) -> None:
    assert construct_id("Function", name) not in {"", "Default", "Resource"}


def test_a_short_logical_id_is_written_whole() -> None:
    assert logical_id("TableName", "my-books") == "TableNamemyZhbooks"


@pytest.mark.parametrize("length", [LOGICAL_ID_LIMIT - 3, LOGICAL_ID_LIMIT, 2000])
def test_a_long_logical_id_fits_and_stays_its_own(length: int) -> None:
    one, other = (logical_id("Api", "a" * length + end) for end in ("b", "c"))
    assert len(one) == len(other) <= LOGICAL_ID_LIMIT
    assert one != other


@given(st.sampled_from(sorted(WORDS)), TEXTS.filter(bool))
def test_an_id_in_words_ends_with_its_name(prefix: str, name: str) -> None:
    assert spoken(construct_id(prefix, name)).endswith(name)


@pytest.mark.parametrize("key", ["say", "größe", "a" * 128, "é" * 128])
def test_a_model_is_named_after_its_route_as_far_as_names_go(key: str) -> None:
    one, other = (model_name(key, end) for end in ("b", "c"))
    assert one != other
    assert all(len(name) <= MODEL_NAME_LIMIT and ALPHANUMERIC.fullmatch(name) for name in (one, other))


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("HttpRouteGETZbZs", "http GET /"),
        ("FunctionRoleapi", "role of function api"),
        ("IntegrationRolewebsocketZbZdconnect", "role of websocket $connect"),
        ("HttpApi", "HttpApi"),
        ("TableZebra", "table Zebra"),
        ("Table", "Table"),
    ],
)
def test_ids_in_words(identifier: str, words: str) -> None:
    assert spoken(identifier) == words
