"""`gwfw token`: one line, which the local issuer of the same folder vouches for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gwfw.authorizers.jwt import jose
from gwfw.cli import main
from gwfw.local.issuer_key import stored

GUARDED = """
from gwfw.auth import jwt

members = jwt(issuer="https://issuer.example.com", audience=["shop"])


@app.http.get("/mine", auth=jwt(issuer="https://issuer.example.com", audience=["shop"], scopes=["read", "write"]))
def mine() -> str:
    return "mine"
"""


def claims(folder: Path, token: str) -> dict[str, Any]:
    public = stored(folder).public
    found: dict[str, Any] = json.loads(jose.payload(token, jose.keys({"keys": [public]})[public["kid"]]))
    return found


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], {"sub": "developer", "scope": "read write", "aud": "shop"}),
        (["--sub", "ann", "--scope", "a", "--scope", "b"], {"sub": "ann", "scope": "a b"}),
        (["--issuer", "https://x.example", "--audience", "x"], {"iss": "https://x.example", "aud": "x"}),
    ],
    ids=["defaults", "said", "somebody-elses"],
)
def test_a_token(shop: Path, given: list[str], said: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with (shop / "shop.py").open("a") as file:
        file.write(GUARDED)
    assert main(["token", "--folder", str(shop), *given]) == 0
    captured = capsys.readouterr()
    found = claims(shop, captured.out.rstrip("\n"))
    assert {name: found[name] for name in said} == said
    assert "PRIVATE" not in captured.out + captured.err


def test_an_app_without_an_issuer(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "--folder", str(shop)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "[token]" in captured.err
    assert not (shop / ".gwfw").exists()
