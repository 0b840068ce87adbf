"""The chat example in a real browser: two tabs talk to each other through `gwfw local`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHAT = Path(__file__).parents[2] / "examples" / "chat"
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
pytestmark = [
    pytest.mark.integration,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path: the browser tests did not run"),
]


@pytest.fixture(scope="module")
def chat() -> Iterator[str]:
    server = subprocess.Popen(
        [sys.executable, "-m", "gwfw.cli", "local", "--port", "0"], cwd=CHAT, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    url = next(("http://127.0.0.1:" + line.split("http://127.0.0.1:")[1].split("/")[0].split()[0]
                for line in server.stdout if "http://127.0.0.1:" in line), "")  # fmt: skip
    yield url
    server.terminate()
    assert server.wait(timeout=10) == 0
    server.stdout.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def tab(browser: Browser, url: str, nickname: str) -> Page:
    page = browser.new_page()
    page.goto(url)
    expect(page.locator("#state")).to_have_text("connected")
    page.fill("#join input", nickname)
    page.click("#join button")
    expect(page.locator("#log")).to_contain_text(f"{nickname} joined")
    return page


def test_two_tabs_chat(browser: Browser, chat: str) -> None:
    ann, bob = tab(browser, chat, "Ann"), tab(browser, chat, "Bob")
    expect(ann.locator("#log")).to_contain_text("Bob joined")
    ann.fill("#say input", "hello <b>Bob</b>")
    ann.click("#say button")
    expect(bob.locator("#log")).to_contain_text("Ann: hello <b>Bob</b>")
    expect(bob.locator("#log b")).to_have_count(0)
    bob.fill("#say input", "hello, Ann")
    bob.click("#say button")
    expect(ann.locator("#log")).to_contain_text("Bob: hello, Ann")
    ann.close()
    bob.close()


def test_a_wrong_message_is_shown_to_its_sender(browser: Browser, chat: str) -> None:
    page = tab(browser, chat, "Eve")
    page.evaluate("socket.send(JSON.stringify({action: 'sendMessage', text: ''}))")
    expect(page.locator("#log .note").last).to_contain_text("invalid message")
    page.close()
