"""The pytest plugin of gwfw: the fixture `gw`, an app's client that is new for every test.

pytest imports it whenever it starts, so it imports nothing that a test run without `gw` does not need.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from gwfw.app import App
    from gwfw.testing.client import Client

__all__ = ["gw", "gwfw_app"]

OPEN: pytest.StashKey[Client] = pytest.StashKey()


@pytest.fixture
def gwfw_app(request: pytest.FixtureRequest) -> App:
    """The app that is tested: `[tool.gwfw] app` of the nearest pyproject.toml above the test file, else `app:app`.

    A fixture of this name in a test module or a conftest.py takes its place.
    """
    from gwfw.errors import GwfwError
    from gwfw.testing.folder import app_of, folder_of

    try:
        return app_of(folder_of(request.path, request.config.rootpath))
    except GwfwError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def gw(request: pytest.FixtureRequest, gwfw_app: App) -> Iterator[Client]:
    """A client of the app with a fresh gateway, tables, executions and clock."""
    from gwfw.errors import GwfwError
    from gwfw.testing.client import Client

    try:
        client = Client(gwfw_app).open()
    except GwfwError as error:
        pytest.fail(str(error), pytrace=False)
    request.node.stash[OPEN] = client
    try:
        yield client
    finally:
        client.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """After a test that passed: settle, and fail it where something failed that it did not look at."""
    yield
    client = item.stash.get(OPEN, None)
    if client is not None:
        client.check()
