"""The wheel in an empty environment outside the repository: the bare one, and the one with the `local` extra."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONSTRAINTS = ROOT / "scripts" / "constraints.txt"
pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("wheel")]


def uv(*arguments: str) -> None:
    found = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    uv(
        "build",
        "--quiet",
        "--wheel",
        "--no-build-isolation",
        "--python",
        sys.executable,
        "--out-dir",
        str(folder),
        str(ROOT),
    )
    [built] = folder.glob("*.whl")
    return built


def environment(folder: Path, wheel: Path, extra: str, *more: str) -> Path:
    """A new environment with the wheel, installed from the cache that preparing this one has filled."""
    uv("venv", "--quiet", "--python", sys.executable, str(folder))
    python = str(folder / "bin" / "python")
    uv(
        "pip",
        "install",
        "--quiet",
        "--offline",
        "--python",
        python,
        "--constraints",
        str(CONSTRAINTS),
        f"{wheel}{extra}",
        *more,
    )
    return folder / "bin"


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment(tmp_path_factory.mktemp("bare") / "venv", wheel, "")


@pytest.fixture(scope="module")
def local(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment(tmp_path_factory.mktemp("local") / "venv", wheel, "[local]", "pytest")


def clean() -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COVERAGE", "COV_", "PYTEST"))
    }
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1"}


def run(bin: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(bin / command[0]), *command[1:]], cwd=folder, env=clean(), capture_output=True, text=True, check=False
    )


def test_the_bare_wheel_makes_an_app_and_names_the_missing_extra(bare: Path, tmp_path: Path) -> None:
    assert run(bare, tmp_path, "gwfw", "new", "demo").returncode == 0
    served = run(bare, tmp_path / "demo", "gwfw", "local")
    assert served.returncode == 2
    assert 'pip install "gwfw[local]"' in served.stderr
    assert "Traceback" not in served.stderr


def test_the_app_of_gwfw_new_passes_its_own_tests(local: Path, tmp_path: Path) -> None:
    assert run(local, tmp_path, "gwfw", "new", "demo").returncode == 0
    tested = run(local, tmp_path / "demo", "python", "-m", "pytest", "-q", "-W", "error")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert "3 passed" in tested.stdout


@pytest.fixture
def demo(local: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    assert run(local, tmp_path, "gwfw", "new", "demo").returncode == 0
    server = subprocess.Popen(
        [str(local / "gwfw"), "local", "--port", "0"], cwd=tmp_path / "demo", env=clean(), stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    url = ""
    for line in server.stdout:
        if "http://127.0.0.1:" in line:
            url = "http://127.0.0.1:" + line.split("http://127.0.0.1:")[1].split("/")[0].split()[0]
            break
    yield server, url
    if server.poll() is None:
        server.kill()
    server.communicate()


def test_the_app_of_gwfw_new_is_served(demo: tuple[subprocess.Popen[str], str]) -> None:
    server, url = demo
    with urllib.request.urlopen(f"{url}/hello/Ann", timeout=10) as answer:
        assert answer.read() == b'{"message":"Hello, Ann!"}'
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=10) == 0
