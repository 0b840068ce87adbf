"""`gwfw synth`: what it is told and what it prints; the work itself is the deploy room's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gwfw.cli import main
from gwfw.deploy import stacks
from gwfw.deploy.assembly import Assembly


class Synth:
    """Stands for the room's verb and remembers what it was given."""

    given: dict[str, object]

    def __call__(self, graph: object, target: object, **options: object) -> Assembly:
        self.given = {"graph": graph, "target": target, **options}
        return Assembly(folder=Path("out"), stack="shop-dev", findings=("F1 x",))


@pytest.fixture
def synth(monkeypatch: pytest.MonkeyPatch) -> Synth:
    fake = Synth()
    monkeypatch.setattr(stacks, "synth", fake)
    return fake


def test_it_prints_where_the_template_is(synth: Synth, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", "--folder", str(shop), "--stage", "prod", "--out", "o", "--validate"]) == 0
    assert capsys.readouterr().out == "out/shop-dev.template.json\n"
    assert getattr(synth.given["graph"], "name", "") == "shop"
    assert getattr(synth.given["target"], "stage", "") == "prod"
    assert (synth.given["out"], synth.given["validate"]) == (Path("o"), True)


def test_as_json(synth: Synth, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", "--folder", str(shop), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "stack": "shop-dev",
        "folder": "out",
        "template": "out/shop-dev.template.json",
        "findings": ["F1 x"],
    }
    assert synth.given["out"] is None


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--python-version", "3.9"], "python-version"),
        (["--architecture", "mips"], "architecture"),
        (["--stage", "my stage"], "stage-name"),
        (["--app", "nothing:app"], "app-not-found"),
    ],
)
def test_misuse(synth: Synth, shop: Path, capsys: pytest.CaptureFixture[str], options: list[str], code: str) -> None:
    assert main(["synth", "--folder", str(shop), *options]) == 2
    assert f"[{code}]" in capsys.readouterr().err


TUNED = """
@app.cdk
def tune(stack):
    pass
"""


def test_functions_that_change_the_stack_are_named(synth: Synth, shop: Path) -> None:
    (shop / "shop.py").write_text((shop / "shop.py").read_text() + TUNED)
    assert main(["synth", "--folder", str(shop)]) == 0
    assert synth.given["tunings"] == ("shop:tune",)


def test_one_that_cannot_be_found_again_is_refused(synth: Synth, shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "shop.py").write_text((shop / "shop.py").read_text() + "\napp.cdk(lambda stack: None)\n")
    assert main(["synth", "--folder", str(shop)]) == 1
    assert "[not-findable]" in capsys.readouterr().err
