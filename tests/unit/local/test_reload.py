"""Which saves restart the app's code."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from gwfw.local.reload import counts


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("library.py", True),
        ("shop/orders.py", True),
        ("pyproject.toml", True),
        ("machines/fulfil.asl.json", True),
        ("machines/fulfil.asl.yaml", True),
        ("pages/index.html", True),
        ("data.json", False),
        ("notes.txt", False),
        ("library.py~", False),
        (".library.py.swp", False),
        (".hidden.py", False),
        ("__pycache__/library.cpython-311.py", False),
        (".venv/lib/x.py", False),
        ("venv/lib/x.py", False),
        (".git/hooks/x.py", False),
        ("node_modules/x/y.js", False),
        ("cdk.out/asset/x.py", False),
        ("tests/test_library.py", False),
        ("test_library.py", False),
        ("conftest.py", False),
        ("shop/testing.py", True),
    ],
)
def test_counts(path: str, expected: bool) -> None:
    assert counts(PurePath(path)) is expected
