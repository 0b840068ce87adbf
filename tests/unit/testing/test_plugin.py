"""The pytest plugin, in runs of pytest of its own: which app is found, what fails, and how it is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

APP = """
from gwfw import App

app = App("{name}")


@app.http.get("/name", auth=None)
def name() -> str:
    return "{name}"


@app.http.get("/broken", auth=None)
def broken() -> str:
    raise ValueError("no such shelf")
"""

ASKS = """
def test_name(gw):
    assert gw.get("/name").json() == "{name}"
"""


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")


def run(folder: Path, *arguments: str) -> list[str]:
    """The lines that pytest prints about a run in that folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--import-mode=importlib", "-rA", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.splitlines()


def settings(app: str) -> str:
    return f'[tool.gwfw]\napp = "{app}"\n'


def test_each_test_gets_the_app_of_its_own_folder(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.pytest.ini_options]\n")
    for place, name in {"sea": "fish", "air": "bird"}.items():
        write(tmp_path / place / "pyproject.toml", settings(f"{name}:app"))
        write(tmp_path / place / f"{name}.py", APP.format(name=name))
        write(tmp_path / place / "tests" / f"test_{name}.py", ASKS.format(name=name))
    write(tmp_path / "frog" / "app.py", APP.format(name="frog"))
    write(tmp_path / "frog" / "deep" / "tests" / "test_frog.py", ASKS.format(name="frog"))
    lines = run(tmp_path)
    assert "3 passed" in lines[-1]


def test_root_is_where_nothing_else_says_so(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", settings("shop:app") + '[tool.pytest.ini_options]\npythonpath = ["src"]\n')
    write(tmp_path / "src" / "shop.py", APP.format(name="shop"))
    write(tmp_path / "tests" / "deep" / "test_it.py", ASKS.format(name="shop"))
    assert "1 passed" in run(tmp_path)[-1]


def test_two_apps_in_modules_of_one_name_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.pytest.ini_options]\n")
    for name in ("bird", "fish"):
        write(tmp_path / name / "app.py", APP.format(name=name))
        write(tmp_path / name / "test_it.py", ASKS.format(name=name))
    lines = run(tmp_path)
    assert "1 passed, 1 error" in lines[-1]
    assert any("cannot be imported: one of that name is there already  [app-elsewhere]" in line for line in lines)


def test_fixture_of_the_tests_own_names_another_app(tmp_path: Path) -> None:
    write(tmp_path / "birds.py", APP.format(name="bird"))
    write(
        tmp_path / "test_it.py",
        """
        import sys
        sys.path.insert(0, ".")
        import pytest
        from birds import app

        @pytest.fixture(scope="module")
        def gwfw_app():
            return app
        """
        + dedent(ASKS.format(name="bird")).replace("\n", "\n        "),
    )
    assert "1 passed" in run(tmp_path)[-1]


def test_failure_that_nobody_looked_at_fails_the_test_itself(tmp_path: Path) -> None:
    write(tmp_path / "app.py", APP.format(name="shop"))
    write(
        tmp_path / "test_it.py",
        """
        def test_looks_away(gw):
            gw.get("/broken")

        def test_looks(gw):
            assert gw.get("/broken").status_code == 500

        def test_fails_anyway(gw):
            gw.get("/broken")
            assert False, "its own reason"
        """,
    )
    lines = run(tmp_path)
    summary = [line for line in lines if line.startswith(("PASSED test", "FAILED test", "ERROR test"))]
    assert len(summary) == 3
    assert "PASSED test_it.py::test_looks" in summary
    assert any(
        line.startswith("FAILED test_it.py::test_looks_away - gwfw.testing.failures.UnnoticedFailure") for line in summary
    )
    assert any(line.startswith("FAILED test_it.py::test_fails_anyway - AssertionError: its own reason") for line in summary)
    assert any("no such shelf" in line for line in lines)


@pytest.mark.parametrize(
    ("app", "told"),
    [
        pytest.param("", "there is no module 'app' in", id="nothing"),
        pytest.param("from gwfw import App\napp = App('x')\n", "this cannot be an app's name", id="refused"),
        pytest.param("import nothing_of_this_name\n", "app imports 'nothing_of_this_name'", id="import"),
    ],
)
def test_app_that_cannot_be_tested_is_told_without_a_traceback(tmp_path: Path, app: str, told: str) -> None:
    write(tmp_path / "tests" / "test_it.py", ASKS.format(name="x"))
    if app:
        write(tmp_path / "app.py", app)
    lines = run(tmp_path, "--rootdir", str(tmp_path))
    assert "1 error" in lines[-1]
    assert any(told in line for line in lines)
    assert not any("Traceback" in line or "discovery.py" in line for line in lines)


def test_settings_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    write(tmp_path / "inner" / "pyproject.toml", "not = [toml\n")
    write(tmp_path / "inner" / "test_it.py", ASKS.format(name="x"))
    lines = run(tmp_path, "-c", os.devnull, "--rootdir", str(tmp_path), "inner/test_it.py")
    assert any("[pyproject]" in line for line in lines)


def test_plugin_costs_nothing_where_it_is_not_used() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules); import gwfw.testing.plugin; print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert eval(done.stdout) == ["gwfw", "gwfw.testing", "gwfw.testing.plugin"]


def test_public_names() -> None:
    import gwfw.testing

    assert gwfw.testing.__all__ == sorted(gwfw.testing.__all__)
    assert set(gwfw.testing.__all__) <= set(dir(gwfw.testing))
    assert all(getattr(gwfw.testing, name).__doc__ for name in gwfw.testing.__all__)
    assert not hasattr(gwfw.testing, "nothing_of_this_name")
