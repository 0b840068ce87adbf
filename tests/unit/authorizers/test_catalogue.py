from __future__ import annotations

import pytest

from gwfw.authorizers import catalogue
from gwfw.errors import Misuse
from gwfw.graph.model import Authorizer


@pytest.mark.parametrize("kind", catalogue.KINDS)
def test_every_kind_has_its_spec_and_emulates(kind: str) -> None:
    assert issubclass(catalogue.spec(kind), Authorizer)
    emulate = catalogue.emulators()[kind]
    assert {"state", "request", "response"} <= set(dir(emulate))


def test_a_kind_that_is_not_there() -> None:
    with pytest.raises(Misuse, match="allowed: iam, jwt, request"):
        catalogue.side("cognito", "spec")
