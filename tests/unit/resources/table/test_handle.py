"""A table's handle, on the local engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel, Field, ValidationError

from gwfw.declarations import Mark
from gwfw.errors import ItemExists, ItemMissing, NotBound
from gwfw.graph.model import AppGraph
from gwfw.resources.table.declare import declare
from gwfw.resources.table.handle import Table

if TYPE_CHECKING:
    from tests.unit.conftest import Aws


class Book(BaseModel):
    id: str
    title: str = "x"
    pages: int = Field(default=1, ge=1)


class Note(BaseModel):
    user: str
    at: int
    text: str = ""


class Named(BaseModel):
    user: str
    name: str


books = Table("books", Book, key="id", place=Mark("app.py", 1))
notes = Table("notes", Note, key="user", sort="at", place=Mark("app.py", 2))
named = Table("named", Named, key="user", sort="name", place=Mark("app.py", 3))


@pytest.fixture
def aws(serve_aws: Callable[[AppGraph], Aws]) -> Aws:
    tables, problems = declare([books, notes, named], "")
    assert problems == ()
    return serve_aws(AppGraph(name="library", resources=tables))


# One item ------------------------------------------------------------------------------------------------------------


def test_an_item_is_put_and_found(aws: Aws) -> None:
    book = Book(id="1", title="Emma")
    books.put(book)
    assert books.get("1") == books["1"] == book
    books.put(Book(id="1", title="Persuasion"))
    assert books["1"].title == "Persuasion"


def test_an_item_that_is_not_there(aws: Aws) -> None:
    assert books.get("1") is None
    with pytest.raises(ItemMissing, match="table 'books' has no item '1'"):
        books["1"]
    with pytest.raises(ItemMissing, match="'books'"):
        del books["1"]
    with pytest.raises(ItemMissing, match=r"'notes' has no item \('ann', 1\)"):
        notes["ann", 1]
    with pytest.raises(ItemMissing, match="'notes'"):
        del notes["ann", 1]


def test_a_new_item_takes_nobodys_place(aws: Aws) -> None:
    books.put(Book(id="1", title="Emma"), new=True)
    with pytest.raises(ItemExists, match="table 'books' has an item '1' already"):
        books.put(Book(id="1"), new=True)
    notes.put(Note(user="ann", at=1), new=True)
    notes.put(Note(user="ann", at=2), new=True)
    with pytest.raises(ItemExists, match=r"\('ann', 2\)"):
        notes.put(Note(user="ann", at=2), new=True)
    assert books["1"].title == "Emma"


def test_only_items_of_the_model_are_put(aws: Aws) -> None:
    with pytest.raises(TypeError, match=r"an item of 'books' is a Book, not Note\("):
        books.put(Note(user="a", at=1))  # type: ignore[arg-type]  # what a type checker would refuse
    assert aws.asked == []


def test_a_deleted_item_is_given_back(aws: Aws) -> None:
    books.put(Book(id="1"))
    assert books.delete("1") == Book(id="1")
    assert books.delete("1") is None
    notes.put(Note(user="ann", at=1))
    del notes["ann", 1]
    assert notes.get("ann", 1) is None


def test_fields_are_updated(aws: Aws) -> None:
    books.put(Book(id="1", title="Emma", pages=7))
    assert books.update("1", pages=8) == books["1"] == Book(id="1", title="Emma", pages=8)
    with pytest.raises(TypeError, match="an update of 'books' sets at least one field"):
        books.update("1")
    notes.put(Note(user="ann", at=1))
    assert notes.update("ann", 1, text="hi").text == "hi"


def test_an_update_makes_no_item(aws: Aws) -> None:
    with pytest.raises(ItemMissing, match="'1'"):
        books.update("1", pages=2)
    with pytest.raises(ItemMissing, match=r"\('ann', 1\)"):
        notes.update("ann", 1, text="x")
    assert list(books.scan()) == []


@pytest.mark.parametrize("field", ["id", "isbn"])
def test_an_update_sets_fields_of_the_model_only(aws: Aws, field: str) -> None:
    with pytest.raises(TypeError, match=f"'{field}' is no field of Book that can be set"):
        books.update("1", **{field: "x"})


def test_an_update_validates(aws: Aws) -> None:
    books.put(Book(id="1"))
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        books.update("1", pages=0)
    assert books["1"].pages == 1


@pytest.mark.parametrize(
    ("call", "names"),
    [
        pytest.param(lambda: books.get("1", 2), "id", id="no sort key"),
        pytest.param(lambda: notes.get("ann"), "user, at", id="sort key missing"),
        pytest.param(lambda: notes["ann"], "user, at", id="brackets"),
        pytest.param(lambda: notes.delete("ann"), "user, at", id="delete"),
    ],
)
def test_an_item_is_named_by_its_whole_key(aws: Aws, call: Callable[[], object], names: str) -> None:
    with pytest.raises(TypeError, match=f"is named by {names}$"):
        call()


# Many items ----------------------------------------------------------------------------------------------------------


def test_every_item_is_scanned(aws: Aws) -> None:
    for number in range(3):
        books.put(Book(id=str(number)))
    assert sorted(book.id for book in books.scan()) == ["0", "1", "2"]
    assert len(list(books.scan(limit=2))) == 2
    assert list(books.scan(limit=0)) == []
    with pytest.raises(ValueError, match="limit is 0 or more, not -1"):
        books.scan(limit=-1)


def test_page_after_page_is_read(aws: Aws) -> None:
    """A page of DynamoDB holds 1 MB at most."""
    for number in range(5):
        books.put(Book(id=str(number), title="x" * 350_000))
    assert sorted(book.id for book in books.scan()) == ["0", "1", "2", "3", "4"]
    assert len(list(books.scan(limit=4))) == 4
    assert [operation for _, operation in aws.asked].count("Scan") > 2


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param({}, [1, 2, 3, 4], id="all"),
        pytest.param({"reverse": True, "limit": 2}, [4, 3], id="the latest two"),
        pytest.param({"first": 3}, [3, 4], id="from"),
        pytest.param({"last": 2}, [1, 2], id="up to"),
        pytest.param({"first": 2, "last": 3}, [2, 3], id="between"),
        pytest.param({"first": 9, "consistent": False}, [], id="none"),
    ],
)
def test_a_query_finds_by_sort_key(aws: Aws, asked: dict[str, Any], found: list[int]) -> None:
    for number in (3, 1, 4, 2):
        notes.put(Note(user="ann", at=number))
    notes.put(Note(user="bob", at=2))
    assert [note.at for note in notes.query("ann", **asked)] == found


def test_a_query_finds_by_prefix(aws: Aws) -> None:
    for name in ("ab", "b", "ac"):
        named.put(Named(user="ann", name=name))
    assert [row.name for row in named.query("ann", prefix="a")] == ["ab", "ac"]
    with pytest.raises(TypeError, match="a prefix or bounds, not both"):
        named.query("ann", prefix="a", last="b")


def test_a_query_of_a_table_without_sort_key(aws: Aws) -> None:
    books.put(Book(id="1"))
    assert list(books.query("1")) == [Book(id="1")]
    with pytest.raises(TypeError, match="the table 'books' has no sort key"):
        books.query("1", first=1)


# Around --------------------------------------------------------------------------------------------------------------


def test_a_handle_knows_nothing_outside_an_invocation() -> None:
    with pytest.raises(NotBound, match="table 'books' is not bound to a resource here"):
        books.get("1")


def test_the_physical_name_is_the_bindings(aws: Aws) -> None:
    assert books.physical_name == "library-dev-books"


def test_permissions_are_values() -> None:
    assert (books.read.handle, books.read.actions) == (books, ("dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"))
    assert books.write.actions == ("dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
    assert repr(books.write) == "<permission books.write>"
    assert repr(books) == "<table books>"


def test_every_public_attribute_says_what_it_needs() -> None:
    public = {name for name in vars(Table) if not name.startswith("_")} - {"ACTIONS", "EXPIRES", "KIND", "TARGETS", "place"}
    assert public | {"__getitem__", "__delitem__"} == set(Table.ACTIONS)


def test_a_table_is_no_collection() -> None:
    """The analysis of a handler's code sees methods; it could not see these."""
    table: Any = books
    with pytest.raises(TypeError):
        assert "1" in table
    with pytest.raises(TypeError):
        list(table)


def test_the_parameter_is_for_type_checkers() -> None:
    assert Table[Book] is Table
