"""Whole templates against committed ones. `GWFW_REWRITE=1 pytest tests/golden` writes them anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gwfw.deploy.assembly import Assembly

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("synth")]

NAMES = [
    "chat",
    "edge",
    "example-chat",
    "example-orders",
    "guarded",
    "inside",
    "machines",
    "many",
    "moved",
    "queues",
    "services",
    "shop",
    "talk",
    "twins",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_template_is_the_committed_one(
    name: str, synthesized: Callable[[str], Assembly], template: Callable[[str], Path], rewriting: bool
) -> None:
    written = synthesized(name).template.read_text(encoding="utf-8")
    if rewriting:
        template(name).parent.mkdir(exist_ok=True)
        template(name).write_text(written, encoding="utf-8")
    assert written == template(name).read_text(encoding="utf-8")


def test_every_graph_has_a_template(graphs: dict[str, object]) -> None:
    assert sorted(graphs) == NAMES
