"""What errors say, and in which order."""

from __future__ import annotations

import pytest

import gwfw.errors as errors
from gwfw.errors import (
    ConnectionGone,
    Failure,
    GwfwError,
    ItemExists,
    ItemMissing,
    MissingExtra,
    Misuse,
    NestedTooDeep,
    NotBound,
    Place,
    Problem,
    Refusal,
    Unclaimed,
)

PROBLEM = Problem(
    code="stop-without-arn",
    what="StopExecution needs the execution ARN, and no mapping provides it",
    places=(Place("orders.py", 31, '@sfn.stop("/stop")'), Place("orders.py", 7)),
    received="nothing",
    allowed="an expression",
    remedy='add execution_arn=request.query["executionArn"]',
)


def test_a_problem_is_told_in_order() -> None:
    assert str(PROBLEM) == (
        'orders.py:31  @sfn.stop("/stop")\n'
        "orders.py:7\n"
        "StopExecution needs the execution ARN, and no mapping provides it  [stop-without-arn]\n"
        "  received: nothing\n"
        "  allowed: an expression\n"
        '  remedy: add execution_arn=request.query["executionArn"]'
    )


def test_what_is_not_known_is_left_out() -> None:
    assert str(Problem(code="c", what="it is wrong")) == "it is wrong  [c]"


def test_problems_are_reported_by_file_and_line() -> None:
    def at(file: str, line: int, code: str = "c") -> Problem:
        return Problem(code=code, what="w", places=(Place(file, line),))

    nowhere = Problem(code="z", what="w")
    refusal = Refusal([at("b.py", 1), at("a.py", 10), at("a.py", 2, "y"), at("a.py", 2, "x"), nowhere])
    told = [(problem.places[0].file if problem.places else "", problem.code) for problem in refusal.problems]
    assert told == [("", "z"), ("a.py", "x"), ("a.py", "y"), ("a.py", "c"), ("b.py", "c")]
    assert str(Refusal([PROBLEM, nowhere])) == f"w  [z]\n\n{PROBLEM}"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (Misuse(PROBLEM), str(PROBLEM)),
        (Failure(PROBLEM), str(PROBLEM)),
        (
            MissingExtra("local", "gwfw local", "moto"),
            "gwfw local needs the optional part 'local' of gwfw  [missing-extra]\n"
            "  received: no module named 'moto'\n"
            '  remedy: pip install "gwfw[local]"',
        ),
        (ItemMissing("books", ("a", 1)), "table 'books' has no item ('a', 1)"),
        (ItemExists("books", "1"), "table 'books' has an item '1' already"),
        (ConnectionGone("c1"), "the connection 'c1' is not open"),
        (
            NotBound("table", "books"),
            "table 'books' is not bound to a resource here\n"
            "  allowed: inside a handler that gwfw invokes (local, test client, Lambda)\n"
            "  remedy: call it from a handler, or test it through the gw fixture",
        ),
        (
            NestedTooDeep(["api", "api"]),
            "handlers call each other 2 deep: api > api\n"
            "  remedy: break the cycle; a deployed function would call itself until it is throttled",
        ),
        (
            Unclaimed("s3", "GetObject"),
            "no local engine serves s3:GetObject, and nothing is sent to AWS from here\n"
            "  remedy: replace the call in this test or run it against a deployed stage",
        ),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, Exception) else "",
)
def test_every_error_says_what_to_do(error: GwfwError, text: str) -> None:
    assert str(error) == text
    assert isinstance(error, GwfwError)


def test_errors_are_what_python_expects() -> None:
    assert isinstance(MissingExtra("local", "gwfw local", "moto"), ImportError | Misuse)
    assert isinstance(ItemMissing("books", "1"), KeyError)


def test_the_tree_of_the_module_is_complete() -> None:
    drawn = errors.__doc__ or ""
    classes = [name for name in errors.__all__ if isinstance(getattr(errors, name), type)]
    exceptions = [name for name in classes if issubclass(getattr(errors, name), Exception)]
    assert [name for name in exceptions if name not in drawn] == []
