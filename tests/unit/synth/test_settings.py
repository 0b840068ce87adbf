"""Names of deployments and stacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from gwfw.errors import Misuse
from gwfw.synth.settings import SynthSettings, checked_stage, stack_name


@pytest.mark.parametrize("stage", ["dev", "prod", "feature-12", "A", "a" * 32])
def test_a_stage_that_can_be_one(stage: str) -> None:
    assert checked_stage(stage) == stage


@pytest.mark.parametrize("stage", ["", "1st", "my_stage", "$default", "a b", "a" * 33, "dev\n"])
def test_a_stage_that_cannot_be_one(stage: str) -> None:
    with pytest.raises(Misuse, match=r"\[stage-name\]"):
        checked_stage(stage)


@pytest.mark.parametrize(("app", "name"), [("chat", "chat-dev"), ("my.shop_x", "my-shop-x-dev")])
def test_the_stack(app: str, name: str) -> None:
    assert stack_name(app, "dev") == name


@pytest.mark.parametrize(("stage", "lasting"), [("prod", True), ("dev", False), ("production", False)])
def test_only_production_lasts(stage: str, lasting: bool) -> None:
    settings = SynthSettings(stage=stage, code=Path("x"), python_version="3.12", architecture="arm64")
    assert settings.lasting is lasting
