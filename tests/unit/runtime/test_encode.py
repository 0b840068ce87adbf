"""What handlers return, as JSON."""

from __future__ import annotations

import enum
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict, Field

from gwfw.annotations import NONE
from gwfw.parameters import MISSING
from gwfw.runtime.encode import WrongResult, encoder, to_json


class Colour(enum.Enum):
    RED = "red"


class Book(BaseModel):
    model_config = ConfigDict(validate_by_name=True)

    id: str
    pages: int = Field(default=1, ge=1, alias="pageCount")


class Secret(Book):
    password: str = "hidden"


@pytest.mark.parametrize(
    ("returns", "value", "text"),
    [
        pytest.param(MISSING, {"a": (1, None)}, '{"a":[1,null]}', id="no annotation"),
        pytest.param(MISSING, [Book(id="1")], '[{"id":"1","pageCount":1}]', id="models without annotation"),
        pytest.param(MISSING, {"at": datetime(2026, 1, 1, tzinfo=UTC)}, '{"at":"2026-01-01T00:00:00Z"}', id="dates"),
        pytest.param(Any, UUID(int=1), '"00000000-0000-0000-0000-000000000001"', id="Any"),
        pytest.param(object, Colour.RED, '"red"', id="object"),
        pytest.param(dict, {"ü": 1}, '{"ü":1}', id="dict"),
        pytest.param(dict[str, Any], {"a": Decimal("1.5")}, '{"a":"1.5"}', id="dict of anything"),
        pytest.param(list[int], (1, 2), "[1,2]", id="list"),
        pytest.param(str, "x", '"x"', id="str"),
        pytest.param(float, 1, "1", id="an int is a float"),
        pytest.param(bool, True, "true", id="bool"),
        pytest.param(str | None, None, "null", id="optional"),
        pytest.param(NONE, None, "null", id="None"),
        pytest.param(Book, Book.model_validate({"id": "1", "pages": 2}), '{"id":"1","pageCount":2}', id="model"),
        pytest.param(Book, {"id": "1"}, '{"id":"1","pageCount":1}', id="what validates as the model"),
        pytest.param(Book, Secret(id="1"), '{"id":"1","pageCount":1}', id="a subclass shows what was announced"),
        pytest.param(list[Book], [Book(id="1")], '[{"id":"1","pageCount":1}]', id="models"),
        pytest.param(Book | None, None, "null", id="optional model"),
        pytest.param(datetime, datetime(2026, 1, 1, tzinfo=UTC), '"2026-01-01T00:00:00Z"', id="datetime"),
        pytest.param(Literal["a", "b"], "a", '"a"', id="Literal"),
        pytest.param(Annotated[int, Field(ge=1)], 1, "1", id="Annotated"),
        pytest.param(tuple[int, str], (1, "a"), '[1,"a"]', id="tuple"),
    ],
)
def test_a_result_is_written(returns: object, value: object, text: str) -> None:
    assert encoder(returns)(value) == text


@pytest.mark.parametrize(
    ("returns", "value"),
    [
        pytest.param(MISSING, object(), id="no JSON"),
        pytest.param(MISSING, float("nan"), id="nan"),
        pytest.param(MISSING, {1.5j: 1}, id="key"),
        pytest.param(dict, [1], id="list for dict"),
        pytest.param(list[int], {"a": 1}, id="dict for list"),
        pytest.param(int, True, id="bool for int"),
        pytest.param(int, "1", id="text for int"),
        pytest.param(int, 1.0, id="float for int"),
        pytest.param(str, None, id="None for str"),
        pytest.param(NONE, "x", id="something for None"),
        pytest.param(Book, {"id": 1}, id="wrong field"),
        pytest.param(Book, None, id="None for a model"),
        pytest.param(Book, Book.model_construct(id=3), id="a model that was not validated"),
        pytest.param(list[Book], [{"id": 1}], id="wrong item"),
        pytest.param(Annotated[int, Field(ge=1)], 0, id="constraint"),
    ],
)
def test_a_wrong_result_is_told(returns: object, value: object) -> None:
    with pytest.raises(WrongResult):
        encoder(returns)(value)


def test_a_model_that_was_changed_for_the_worse_is_told() -> None:
    book = Book(id="1")
    book.id = 7  # type: ignore[assignment]  # what pydantic lets pass
    with pytest.raises(WrongResult, match="which is no Book"):
        encoder(Book)(book)


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(WrongResult, match=r"returned 'x{199}…, which is no int") as raised:
        encoder(int)("x" * 1000)
    assert len(str(raised.value)) < 300


def test_a_circle_is_no_json() -> None:
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(WrongResult, match="Circular"):
        to_json(circle)


def test_plain_json_needs_no_pydantic() -> None:
    code = (
        "import sys\n"
        "from gwfw.runtime.encode import encoder\n"
        "assert encoder(dict[str, list[int]])({'a': [1]}) == '{\"a\":[1]}'\n"
        "assert encoder(str | None)(None) == 'null'\n"
        "print('pydantic' in sys.modules, 'pydantic_core' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
