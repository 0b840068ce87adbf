"""The user's cache folder of gwfw: what is fetched or computed once and may be deleted at any time."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

__all__ = ["folder"]


def folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """`GWFW_CACHE` if it is set, else the platform's cache folder; it need not exist."""
    given = environment.get("GWFW_CACHE")
    if given:
        return Path(given)
    home = Path(environment.get("HOME") or os.path.expanduser("~"))
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "gwfw" / "cache"
    if platform == "darwin":
        return home / "Library" / "Caches" / "gwfw"
    return Path(environment.get("XDG_CACHE_HOME") or home / ".cache") / "gwfw"
