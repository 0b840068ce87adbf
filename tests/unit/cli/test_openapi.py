"""`gwfw openapi`: printed or written, as JSON or YAML."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from gwfw.cli import main


def test_json(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi", "--folder", str(shop), "--api-version", "3.2", "--server", "https://a.example.com"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["openapi"], found["info"]) == ("3.1.1", {"title": "shop", "version": "3.2"})
    assert found["servers"] == [{"url": "https://a.example.com"}]
    assert list(found["paths"]) == ["/hello"]


def test_yaml_says_the_same(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi", "--folder", str(shop)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert main(["openapi", "--yaml", "--folder", str(shop)]) == 0
    assert yaml.safe_load(capsys.readouterr().out) == printed


def test_out(shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "openapi.json"
    assert main(["openapi", "--folder", str(shop), "--out", str(file)]) == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"wrote {file}\n")
    assert json.loads(file.read_text(encoding="utf-8"))["info"]["title"] == "shop"
