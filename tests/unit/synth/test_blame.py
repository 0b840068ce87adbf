"""What the CDK raises becomes a problem of a declaration."""

from __future__ import annotations

import pytest

from gwfw.errors import Refusal
from gwfw.synth.blame import blaming


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        pytest.param(RuntimeError("ValidationError: no such path\n    at Object.x"), "no such path", id="of the CDK"),
        pytest.param(RuntimeError("Error: ValidationError: twice"), "twice", id="named twice"),
        pytest.param(TypeError("type of argument x must be str"), "type of argument x must be str", id="of a type"),
        pytest.param(RuntimeError("\n"), "RuntimeError", id="without words"),
    ],
)
def test_a_refusal_names_the_declaration(error: Exception, sentence: str) -> None:
    with pytest.raises(Refusal) as raised, blaming("http GET /books"):
        raise error
    [problem] = raised.value.problems
    assert (problem.code, problem.what) == ("cdk-refused", f"http GET /books: {sentence}")


def test_defects_of_our_own_stay_what_they_are() -> None:
    with pytest.raises(KeyError), blaming("http GET /books"):
        raise KeyError("books")


def test_nothing_happens_where_nothing_is_wrong() -> None:
    with blaming("http GET /books"):
        pass
