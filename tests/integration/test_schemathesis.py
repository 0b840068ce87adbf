"""Both examples, served by `gwfw local`, against their own OpenAPI documents: schemathesis over a real socket.

It sends what the document allows and what it forbids, and looks at every answer: its status, type, headers and body are
documented, nothing is a server's error, right requests are accepted and wrong ones refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import FailureGroup

from gwfw.apidocs.openapi import document
from gwfw.freeze.freezing import freeze

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("schemathesis")]

EXAMPLES = Path(__file__).parents[2] / "examples"
BACKENDS_ELSEWHERE = "^/legacy/"
"""Its backend is in no test."""

NEVER_WRONG = {
    "chat GET /": "it takes nothing",
    "orders POST /orders/start": "API Gateway takes any body",
    "orders GET /orders/{id}": "every text is an id",
}

Served = Callable[[Path], Any]

bounded = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def described(name: str) -> dict[str, Any]:
    return document(freeze(import_module(name).app).graph)


def operations(name: str, written: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    load_all_checks()
    schema = schemathesis.openapi.from_dict(written).exclude(path_regex=BACKENDS_ELSEWHERE)
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # ours is valid
        yield f"{name} {operation.label}", operation


def cases() -> list[Any]:
    found = {label: each for name in ("chat", "orders") for label, each in operations(name, described(name))}
    assert set(NEVER_WRONG) < set(found)
    return [
        pytest.param(label, operation, mode, id=f"{label}-{mode.value}")
        for label, operation in found.items()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        if mode is GenerationMode.POSITIVE or label not in NEVER_WRONG
    ]


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.mark.parametrize(("label", "operation", "mode"), cases())
def test_answers_are_as_documented(
    served: Served, session: requests.Session, label: str, operation: Any, mode: GenerationMode
) -> None:
    ask(served(EXAMPLES / label.partition(" ")[0]).http, session, operation, mode)


def test_an_answer_that_is_not_as_documented_is_seen(served: Served, session: requests.Session) -> None:
    written = described("orders")
    written["components"]["schemas"]["Placed"]["required"].append("invoice")
    operation = dict(operations("orders", written))["orders POST /orders"]
    with pytest.raises(FailureGroup) as raised:
        ask(served(EXAMPLES / "orders").http, session, operation, GenerationMode.POSITIVE)
    assert "invoice" in str(raised.value.exceptions)


def ask(url: str, session: requests.Session, operation: Any, mode: GenerationMode) -> None:
    """Send cases of an operation, and let every check look at the answers."""

    @bounded
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        case.validate_response(case.call(base_url=url, session=session, timeout=30))

    asked()
