"""The user's cache folder, by platform."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gwfw.deploy import cache


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        pytest.param({"GWFW_CACHE": "/kept", "HOME": "/home/ann"}, "linux", "/kept", id="as told"),
        pytest.param({"HOME": "/home/ann"}, "linux", "/home/ann/.cache/gwfw", id="linux"),
        pytest.param({"XDG_CACHE_HOME": "/fast", "HOME": "/home/ann"}, "linux", "/fast/gwfw", id="xdg"),
        pytest.param({"HOME": "/Users/ann"}, "darwin", "/Users/ann/Library/Caches/gwfw", id="mac"),
        pytest.param({"HOME": "/c/ann"}, "win32", "/c/ann/AppData/Local/gwfw/cache", id="windows"),
        pytest.param({"LOCALAPPDATA": "/c/data"}, "win32", "/c/data/gwfw/cache", id="windows, as told"),
        pytest.param({}, "linux", f"{os.path.expanduser('~')}/.cache/gwfw", id="without HOME"),
    ],
)
def test_where_it_is(environment: dict[str, str], platform: str, expected: str) -> None:
    assert cache.folder(environment, platform) == Path(expected)
