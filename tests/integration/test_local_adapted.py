"""Apps of other frameworks behind `gwfw local`, over a real socket and in the app's own process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.integration

APP = """
from gwfw import App
from gwfw.targets import asgi, wsgi

app = App("moved")


async def site(scope, receive, send):
    body = (await receive())["body"]
    await send({"type": "http.response.start", "status": 201, "headers": [(b"content-type", b"image/png")]})
    await send({"type": "http.response.body", "body": bytes([255]) + body})


def old(environ, start):
    start("202 Accepted", [("content-type", "text/plain")])
    return [environ["PATH_INFO"].encode()]


app.http.any("/new/{proxy+}", auth=None).to(asgi(site))
app.http.default(auth=None).to(wsgi(old))
"""


def test_both_interfaces(local: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    running = local(tmp_path, "--no-reload").ready()
    with httpx.Client(trust_env=False, timeout=30) as client:
        answer = client.post(f"{running.http}/new/page", content=b"hi")
        assert (answer.status_code, answer.content, answer.headers["content-type"]) == (201, b"\xffhi", "image/png")
        answer = client.get(f"{running.http}/before")
        assert (answer.status_code, answer.text) == (202, "/before")
    assert any("λ site" in line for line in running.printed)
    assert running.end() == 0
