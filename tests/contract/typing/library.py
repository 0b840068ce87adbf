"""The one-file app of the documentation, as mypy and pyright must accept it."""

from pydantic import BaseModel

from gwfw import App, Connecting, Connection, Flow
from gwfw.targets import url

app = App("library")
http, ws, sfn, dynamo = app.http, app.ws, app.sfn, app.dynamo


class Book(BaseModel):
    id: str
    title: str


class Order(BaseModel):
    book_id: str
    quantity: int = 1


class Session(BaseModel):
    id: str
    label: str
    since: int


class Say(BaseModel):
    text: str


books = dynamo.table("books", Book, key="id")
sessions = dynamo.table("sessions", Session, key="id")
ws.store(sessions)


@http.post("/books", status=201)
def add_book(book: Book) -> Book:
    books.put(book)
    return book


@http.get("/books/{id}")
def read_book(id: str) -> Book:
    return books[id]


http.any("/legacy/{proxy+}").to(url("https://old.example.com/{proxy}"))


@sfn.task(retry=3)
def charge(order: Order) -> Order:
    return order


@sfn.task
def ship(order: Order) -> None: ...


@sfn.start("/orders")
def fulfil() -> Flow[Order, None]:
    return charge >> ship


@dynamo.on_connect(sessions)
def remember(client: Connecting) -> Session:
    return Session(id=client.connection_id, label=f"user:{client.query['u']}", since=client.connected_at)


@ws.route("sendMessage")
def say(message: Say, connection: Connection) -> None:
    ws.broadcast(message)
