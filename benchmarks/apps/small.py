"""The app that the benchmarks serve: one route of each sort, with answers as the peers give them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from gwfw import App, Connection

app = App("small")
http, ws = app.http, app.ws


class Item(BaseModel):
    """A body that is validated."""

    name: str
    quantity: int = 1


@http.get("/hello", auth=None)
def hello() -> dict[str, str]:
    return {"hello": "world"}


@http.post("/items", auth=None)
def add(item: Item) -> Item:
    return item


@ws.default
def echo(message: dict[str, Any], connection: Connection) -> dict[str, Any]:
    return {"id": connection.id} if message.get("text") == "whoami" else message
