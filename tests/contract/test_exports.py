"""The public surface is a list: `gwfw.__all__`, lazily filled, and every public name has a docstring."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import gwfw

REFERENCE = Path(__file__).parents[2] / "docs" / "declaring.md"


def test_the_list_is_sorted_and_every_name_is_there() -> None:
    assert gwfw.__all__ == sorted(gwfw.__all__)
    assert [name for name in gwfw.__all__ if not hasattr(gwfw, name)] == []


def test_dir_shows_the_list() -> None:
    assert set(gwfw.__all__) <= set(dir(gwfw))


def test_every_public_name_has_a_docstring() -> None:
    assert [name for name in gwfw.__all__ if not (getattr(gwfw, name).__doc__ or "").strip()] == []


def test_every_public_name_is_on_the_reference_page() -> None:
    page = REFERENCE.read_text(encoding="utf-8")
    assert [name for name in gwfw.__all__ if f"`{name}" not in page] == []


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(gwfw, "nothing_of_this_name")


def test_importing_gwfw_imports_no_engine() -> None:
    code = "import sys, gwfw; from gwfw import App; print(sorted(n for n in sys.modules if '.' not in n))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"pydantic", "boto3", "botocore", "moto", "aws_cdk", "httpx", "websockets", "rich", "asyncio", "jsonpath"}
    assert heavy.isdisjoint(eval(done.stdout))
