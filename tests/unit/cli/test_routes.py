"""`gwfw routes`: the table, and the same for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gwfw.cli import main

GUARDED = """

from gwfw.auth import jwt


@app.http.get("/mine", auth=jwt(issuer="https://id.example.com", audience=["shop"], scopes=["books.read"]))
def mine() -> None: ...


@app.ws.route("say", validate={"type": "object"})
def say(message: dict[str, object]) -> None: ...
"""


def run(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> str:
    assert main(["routes", "--folder", str(folder), *arguments]) == 0
    return capsys.readouterr().out


def test_lines(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (shop / "shop.py").open("a") as file:
        file.write('\n\n@app.ws.route("say")\ndef say() -> None: ...\n')
    assert run(capsys, shop).splitlines() == ["http       GET /hello  λ hello", "websocket  say         λ say"]


def test_guards_stand_behind(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (shop / "shop.py").open("a") as file:
        file.write(GUARDED)
    assert run(capsys, shop).splitlines() == [
        "http       GET /hello  λ hello",
        "http       GET /mine   λ mine  jwt books.read",
        "websocket  say         λ say   validated",
    ]


def test_json(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = 'shop.py:7  @app.http.get("/hello", auth=None)'
    assert json.loads(run(capsys, shop, "--json")) == [
        {"api": "http", "key": "GET /hello", "target": "λ hello", "guards": [], "place": place}
    ]


def test_app_without_routes(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "shop.py").write_text('from gwfw import App\n\napp = App("shop")\n')
    assert run(capsys, shop) == "no routes\n"
    assert json.loads(run(capsys, shop, "--json")) == []
