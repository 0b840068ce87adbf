from __future__ import annotations

import pytest

from gwfw.gateway.websocket.addresses import Addresses, connection_path


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/dev/@connections/a%3D", ("/dev", "a=")),
        ("/dev/%40connections/a%3D", ("/dev", "a=")),
        ("/@connections/a=", ("", "a=")),
        ("/v1/ws/@connections/a%2Fb", ("/v1/ws", "a/b")),
        ("/dev/@connections/", None),
        ("/dev/@connections/a/b", None),
        ("/dev/connections/a", None),
        ("@connections/a", None),
        ("/dev", None),
        ("", None),
    ],
)
def test_a_management_path_is_taken_apart(path: str, found: tuple[str, str] | None) -> None:
    assert connection_path(path) == found


ADDRESSES = Addresses(
    ("dev", "prod"),
    (("ws.example.com", "", "prod"), ("ws.example.com", "v1/chat", ""), ("*.example.org", "x", "dev")),
    "dev",
)


@pytest.mark.parametrize(
    ("host", "path", "stage"),
    [
        ("localhost:3000", "/dev", "dev"),
        ("localhost", "/prod/", "prod"),
        ("localhost", "/", None),
        ("", "/dev", "dev"),
        ("[::1]:3000", "/dev", "dev"),
        ("ws.example.com", "/", "prod"),
        ("ws.example.com:443", "", "prod"),
        ("WS.Example.Com", "/v1/chat", "dev"),
        ("ws.example.com", "/prod", None),
        ("a.example.org", "/x", "dev"),
        ("a.b.example.org", "/x", None),
        ("example.org", "/dev", "dev"),
    ],
)
def test_a_host_and_a_path_lead_to_a_stage(host: str, path: str, stage: str | None) -> None:
    assert ADDRESSES.stage(host, path) == stage
