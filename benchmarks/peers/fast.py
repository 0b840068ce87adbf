"""The same route by FastAPI."""

from __future__ import annotations

from fastapi import FastAPI

app = FastAPI()


async def hello() -> dict[str, str]:
    return {"hello": "world"}


app.get("/hello")(hello)
