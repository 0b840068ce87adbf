"""Callers of `gwfw local` without an identity provider: tokens of `gwfw token` from another process, and signed requests."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.integration

APP = """
from gwfw import App, Request
from gwfw.auth import jwt

app = App("shop")


@app.http.get("/mine", auth=jwt(issuer="https://issuer.invalid/pool", audience=["shop"], scopes=["read"]))
def mine(request: Request) -> str:
    return request.event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
"""


def minted(folder: Path, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "gwfw.cli", "token", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_a_token_is_good_before_and_after_the_start(served: Callable[[Path], Any], tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    before = minted(tmp_path, "--sub", "ann")
    running = served(tmp_path)
    with httpx.Client(trust_env=False, timeout=60, base_url=running.http) as http:

        def ask(token: str) -> tuple[int, str]:
            answer = http.get("/mine", headers={"authorization": f"Bearer {token}"})
            return answer.status_code, answer.text

        assert ask(before) == (200, '"ann"')
        assert ask(minted(tmp_path)) == (200, '"developer"')
        assert ask(minted(tmp_path, "--scope", "write"))[0] == 403
        assert ask(before[:-4] + "AAAA")[0] == 401
    assert stat.S_IMODE((tmp_path / ".gwfw" / "issuer.pem").stat().st_mode) == 0o600
