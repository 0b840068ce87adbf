"""Which stage a request is for: by host, API mapping and first segment."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.gateway.http.stages import Entrance, NoEntrance, Stages
from gwfw.graph.model import HttpApi, Stage

HOST = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"


def stages(*names: str | None, **fields: Any) -> Stages:
    api = HttpApi(routes=(), stages=tuple(Stage(name=name) for name in names), **fields)
    return Stages(api, host=HOST, deployment="prod")


@pytest.mark.parametrize(
    ("names", "path", "expected"),
    [
        (("$default",), "/a/b", Entrance("$default", "/a/b")),
        (("$default", "pets"), "/pets/dog", Entrance("pets", "/dog")),
        (("$default", "pets"), "/pets", Entrance("pets", "/")),
        (("$default", "pets"), "/pets/", Entrance("pets", "/")),
        (("$default", "pets"), "/petshop/dog", Entrance("$default", "/petshop/dog")),
        (("$default", "pets"), "/%70ets/dog%20x", Entrance("pets", "/dog%20x")),
        (("$default", "pets"), "/Pets/dog", Entrance("$default", "/Pets/dog")),
        (("$default", "pets"), "/$default/dog", Entrance("$default", "/$default/dog")),
        (("$default", "pets"), "/", Entrance("$default", "/")),
        (("dev",), "/dev/a", Entrance("dev", "/a")),
        ((None,), "/prod/a", Entrance("prod", "/a")),
    ],
)
def test_by_the_first_segment(names: tuple[str | None, ...], path: str, expected: Entrance) -> None:
    assert stages(*names).find(HOST, path) == expected


def test_no_stage() -> None:
    found = stages("dev", "prod").find(HOST, "/a")
    assert found == NoEntrance(404, "the path begins with no stage's name (dev, prod)")


MAPPINGS = (
    ("api.example.com", "", "$default"),
    ("api.example.com", "v1", "one"),
    ("api.example.com", "v1/books", "two"),
    ("books.example.com", "v2", "two"),
    ("*.wild.example.com", "", ""),
)


@pytest.mark.parametrize(
    ("host", "path", "expected"),
    [
        ("api.example.com", "/x", Entrance("$default", "/x")),
        ("API.example.com:443", "/x", Entrance("$default", "/x")),
        ("api.example.com", "/v1", Entrance("one", "/", "/v1")),
        ("api.example.com", "/v1/x", Entrance("one", "/x", "/v1")),
        ("api.example.com", "/v1/books/7", Entrance("two", "/7", "/v1/books")),
        ("api.example.com", "/v1/bookshop", Entrance("one", "/bookshop", "/v1")),
        ("api.example.com", "/v10/x", Entrance("$default", "/v10/x")),
        ("api.example.com", "/one/x", Entrance("$default", "/one/x")),
        ("books.example.com", "/v2/x", Entrance("two", "/x", "/v2")),
        ("any.wild.example.com", "/x", Entrance("prod", "/x")),
        (HOST, "/one/x", Entrance("one", "/x")),
        (HOST, "/v1/x", Entrance("$default", "/v1/x")),
        ("127.0.0.1:3000", "/one/x", Entrance("one", "/x")),
        (None, "/x", Entrance("$default", "/x")),
    ],
)
def test_custom_domains(host: str | None, path: str, expected: Entrance) -> None:
    assert stages("$default", "one", "two", None, mappings=MAPPINGS).find(host, path) == expected


def test_a_path_that_no_mapping_takes() -> None:
    found = stages("$default", "two", mappings=(("books.example.com", "v2", "two"),)).find("books.example.com", "/x")
    assert found == NoEntrance(403, "no API mapping of books.example.com takes this path (/v2)")


@pytest.mark.parametrize(
    ("host", "path", "expected"),
    [
        (HOST, "/v2/x", 403),
        (f"{HOST.upper()}:443", "/v2/x", 403),
        ("books.example.com", "/v2/x", Entrance("two", "/x", "/v2")),
        ("localhost:3000", "/v2/x", Entrance("two", "/x", "/v2")),
        ("[::1]:3000", "/v2/x", Entrance("two", "/x", "/v2")),
        ("[::1]", "/other", 403),
    ],
)
def test_a_disabled_default_endpoint(host: str, path: str, expected: Entrance | int) -> None:
    mappings = (("books.example.com", "v2", "two"),)
    found = stages("$default", "two", mappings=mappings, disable_default_endpoint=True).find(host, path)
    assert (found.status if isinstance(found, NoEntrance) else found) == expected


@pytest.mark.parametrize("host", [HOST, "localhost", None])
def test_a_disabled_default_endpoint_without_a_domain_leaves_no_way_in(host: str | None) -> None:
    found = stages("$default", disable_default_endpoint=True).find(host, "/x")
    assert found == NoEntrance(403, "the default endpoint is disabled; custom domains: none is configured")
