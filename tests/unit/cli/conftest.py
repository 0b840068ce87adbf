"""An app in a folder of its own, as the verbs find it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SHOP = """
from gwfw import App

app = App("shop")


@app.http.get("/hello", auth=None)
def hello() -> str:
    return "hello"
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an app named shop; its module is forgotten afterwards."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "shop.py").write_text(SHOP, encoding="utf-8")
    (folder / "pyproject.toml").write_text('[tool.gwfw]\napp = "shop:app"\n', encoding="utf-8")
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, "shop", raising=False)
    yield folder
    sys.modules.pop("shop", None)
