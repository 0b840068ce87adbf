"""`gwfw local`: what the command line says to the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from gwfw.cli import main
from gwfw.local import serve
from gwfw.local.serve import ServeOptions


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[ServeOptions]:
    served: list[ServeOptions] = []

    def run(options: ServeOptions) -> int:
        served.append(options)
        return 0

    monkeypatch.setattr(serve, "run", run)
    monkeypatch.chdir(tmp_path)
    return served


def test_defaults(served: list[ServeOptions], tmp_path: Path) -> None:
    assert main(["local"]) == 0
    assert served == [ServeOptions(app=None, folder=tmp_path)]


def test_options(served: list[ServeOptions], tmp_path: Path) -> None:
    arguments = [
        "--app",
        "shop:app",
        "--folder",
        "shop",
        "--host",
        "0.0.0.0",
        "--port",
        "80",
        "--stage",
        "blue",
        "--no-reload",
        "--no-limits",
        "--access-log",
        "access.log",
        "--concurrency",
        "20",
    ]
    assert main(["local", *arguments]) == 0
    assert served == [
        ServeOptions(
            app="shop:app",
            folder=tmp_path / "shop",
            host="0.0.0.0",
            port=80,
            stage="blue",
            reload=False,
            limits=False,
            access_log=Path("access.log"),
            concurrency=20,
        )
    ]


@pytest.mark.parametrize("given", [[], ["--real-issuers"]], ids=["local", "real"])
def test_issuers(served: list[ServeOptions], tmp_path: Path, given: list[str]) -> None:
    assert main(["local", "--folder", str(tmp_path), *given]) == 0
    assert served[0].real_issuers is bool(given)


def test_private_targets(served: list[ServeOptions], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.gwfw.targets]\ninternal = "http://127.0.0.1:1"\n')
    assert main(["local", "--target", "billing=http://127.0.0.1:2"]) == 0
    assert served[0].targets == {"internal": "http://127.0.0.1:1", "billing": "http://127.0.0.1:2"}


@pytest.mark.parametrize(
    "arguments", [["--port", "x"], ["--stage", "a b"], ["--stage", "1"], ["--target", "x"]], ids=" ".join
)
def test_misuse(served: list[ServeOptions], arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["local", *arguments]) == 2
    assert arguments[1] in capsys.readouterr().err
    assert served == []
