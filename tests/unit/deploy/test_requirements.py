"""What a bundle needs from the package index, as the app's files say it."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

from gwfw.deploy import requirements
from gwfw.errors import Misuse


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, (), id="nothing"),
        pytest.param({"pyproject__toml": "[tool.gwfw]\napp = 'a:b'\n"}, (), id="no project"),
        pytest.param(
            {"pyproject__toml": "[project]\ndependencies=['httpx>=0.28','gwfw[local]','boto3','S3Transfer']\n"},
            ("httpx>=0.28",),
            id="a project, without gwfw and what Lambda has",
        ),
        pytest.param(
            {"pyproject__toml": "[project]\ndependencies=['a']\n", "requirements__txt": "b\n"},
            ("a",),
            id="a project comes before requirements",
        ),
        pytest.param(
            {
                "requirements__txt": "# what we need\nhttpx>=0.28  # for calls\n\n-r more.txt\nb \\\n  >=2\n",
                "more__txt": "--requirement last.txt\n",
                "last__txt": "c\n",
            },
            ("b    >=2", "c", "httpx>=0.28"),
            id="requirements that include others",
        ),
        pytest.param({"requirements__txt": "@ nothing\n"}, ("@ nothing",), id="left to uv to refuse"),
    ],
)  # fmt: skip
def test_of_an_app(tmp_path: Path, files: dict[str, str], expected: tuple[str, ...]) -> None:
    assert requirements.of_app(write(tmp_path, **files)) == expected


@pytest.mark.parametrize("line", ["-e ../lib", "./lib", "--index-url https://example.com"])
def test_what_cannot_be_bundled_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(Misuse) as raised:
        requirements.of_app(write(tmp_path, requirements__txt=f"httpx\n{line}\n"))
    assert (raised.value.problem.code, raised.value.problem.received) == ("requirement", line)


def test_an_unreadable_project(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=r"pyproject.toml cannot be read  \[pyproject\]"):
        requirements.of_app(write(tmp_path, pyproject__toml="[project\n"))


def test_gwfw_s_own_needs_are_those_without_extras() -> None:
    assert [line.partition(">")[0] for line in requirements.framework()] == ["aws-lambda-powertools", "pydantic"]


def test_a_checkout_that_is_not_installed_reads_its_project(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(name: str) -> list[str]:
        raise metadata.PackageNotFoundError(name)

    installed = requirements.framework()
    monkeypatch.setattr(metadata, "requires", nowhere)
    assert requirements.framework() == installed


def test_every_installed_package_is_pinned_but_those_that_no_index_gave() -> None:
    pins = requirements.pins()
    assert f"pydantic=={metadata.version('pydantic')}" in pins
    assert list(pins) == sorted(pins)
    assert not {line.partition("==")[0] for line in pins} & {"boto3", "botocore", "gwfw"}
