"""Orders over HTTP: create, read, list; and a state machine that API Gateway starts by itself."""

from uuid import uuid4

from pydantic import BaseModel, Field

from gwfw import App, Flow
from gwfw.targets import url

app = App("orders")
http, sfn, dynamo = app.http, app.sfn, app.dynamo


class Order(BaseModel):
    book_id: str = Field(min_length=1)
    quantity: int = Field(default=1, ge=1, le=100)


class Placed(Order):
    id: str
    status: str = "placed"


orders = dynamo.table("orders", Placed, key="id")


@http.post("/orders", status=201, auth=None)
def place(order: Order) -> Placed:
    placed = Placed(id=uuid4().hex, **order.model_dump())
    orders.put(placed)
    return placed


@http.get("/orders/{id}", auth=None)
def read(id: str) -> Placed:
    return orders[id]  # ItemMissing, answered 404


@http.get("/orders", auth=None)
def find(status: str | None = None, limit: int = 50) -> list[Placed]:
    found = [order for order in orders.scan() if status in (None, order.status)]
    return sorted(found, key=lambda order: order.id)[:limit]


@sfn.task(retry=3)
def charge(order: Order) -> Placed:
    return Placed(id=uuid4().hex, status="charged", **order.model_dump())


@sfn.task
def ship(order: Placed) -> Placed:
    shipped = order.model_copy(update={"status": "shipped"})
    orders.put(shipped)
    return shipped


@sfn.start("/orders/start", auth=None)  # API Gateway starts the state machine itself, with the body as its input
def fulfil() -> Flow[Order, Placed]:
    return charge >> ship


http.any("/legacy/{proxy+}", auth=None).to(url("https://legacy.example.com/{proxy}"))  # no code runs
