"""The one-file app of the documentation, as mypy and pyright must accept it."""

from pydantic import BaseModel

from gwfw import App, Connecting, Connection, Flow
from gwfw.targets import alb, cloud_map, nlb, url

LISTENER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/net/bills/50dc6c/f2f7dc"

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


@app.construct
def network(stack: object) -> list[str]:
    return [repr(stack)]


@app.construct
def listener(stack: object) -> tuple[str, ...]:
    return tuple(network(stack))


http.any("/stock/{proxy+}").to(alb(listener))
http.any("/shelves/{proxy+}").to(cloud_map(listener, vpc_link=network))
http.any("/bills/{proxy+}").to(nlb(LISTENER, vpc_link="abc123"))


@sfn.task(retry=3)
def charge(order: Order) -> Order:
    return order


@sfn.task
def ship(order: Order) -> None: ...


@sfn.start("/orders")
def fulfil() -> Flow[Order, None]:
    return charge >> ship


legacy = sfn.machine("legacy", listener)
old = sfn.machine("old", "arn:aws:states:us-east-1:123456789012:stateMachine:old", local=charge >> ship)
sfn.start("/legacy", legacy)


def again(order: Order) -> str:
    return legacy.execute(order) + old.execute(order)


@dynamo.on_connect(sessions)
def remember(client: Connecting) -> Session:
    return Session(id=client.connection_id, label=f"user:{client.query['u']}", since=client.connected_at)


@ws.route("sendMessage")
def say(message: Say, connection: Connection) -> None:
    ws.broadcast(message)
