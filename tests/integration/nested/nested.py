"""Handlers that call their own API, send to connections and start machines whose tasks send to connections."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from threading import Lock

import boto3
from pydantic import BaseModel

from gwfw import App, Connecting, Connection, Request

app = App("nested")
http, ws, sfn, dynamo = app.http, app.ws, app.sfn, app.dynamo


class Session(BaseModel):
    id: str


class Ask(BaseModel):
    n: int


class Told(BaseModel):
    told: str
    n: int


class Answer(BaseModel):
    inner: int
    sent: int
    execution: str


sessions = dynamo.table("sessions", Session, key="id")
ws.store(sessions)

MAKING = Lock()
CALL: list[Callable[[str], str]] = []
"""How handlers call their own API in process; a served app is called over HTTP."""


def call(request: Request, path: str) -> int:
    if CALL:
        return int(CALL[-1](path))
    with urllib.request.urlopen(f"http://{request.headers['host']}{path}", timeout=60) as answer:
        return int(answer.read())


@dynamo.on_connect(sessions)
def remember(client: Connecting) -> Session:
    return Session(id=client.connection_id)


@dynamo.on_disconnect(sessions)
def forget(client: Connecting) -> str:
    return client.connection_id


@http.get("/inner/{n}", auth=None)
async def inner(n: int, request: Request) -> int:
    return call(request, f"/other/{n - 1}") + 1 if n else 0


@http.get("/other/{n}", auth=None)
def other(n: int, request: Request) -> int:
    return call(request, f"/inner/{n - 1}") + 1 if n else 0


@sfn.task
def tell(given: Ask) -> Told:
    told = Told(told="task", n=given.n)
    ws.broadcast(told)
    return told


@sfn.task
def again(told: Told) -> Told:
    return told


telling = sfn.machine("telling", tell >> again)
sfn.start("/tell", telling, auth=None)


@http.get("/outer/{n}", auth=None, uses=[telling.execute])
def outer(n: int, request: Request) -> Answer:
    found = call(request, f"/inner/{n}")
    sent = ws.broadcast(Told(told="handler", n=n))
    started = start(Ask(n=n))
    return Answer(inner=found, sent=len(sent.sent), execution=started)


@ws.route("ask", uses=[telling.execute])
def ask(message: Ask, connection: Connection) -> None:
    start(message)
    connection.send(Told(told="message", n=message.n))


def start(given: Ask) -> str:
    """Start the machine by an SDK that knows nothing of gwfw."""
    with MAKING:  # boto3's own session is not for several threads
        client = boto3.client("stepfunctions")
    started = client.start_execution(stateMachineArn=telling.arn, input=json.dumps(given.model_dump()))
    return str(started["executionArn"])
