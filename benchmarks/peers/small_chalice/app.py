"""The same route by chalice."""

from __future__ import annotations

from chalice import Chalice

app = Chalice(app_name="small")


def hello() -> dict[str, str]:
    return {"hello": "world"}


app.route("/hello")(hello)
