"""Handlers that use AWS only through boto3, as code does that knows nothing of gwfw's handles."""

from __future__ import annotations

import json
from typing import Any

import boto3
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2, APIGatewayWebSocketEvent
from pydantic import BaseModel

from gwfw import App, Connecting, Connection, Request

app = App("shelf")
http, ws, sfn, dynamo = app.http, app.ws, app.sfn, app.dynamo


class Session(BaseModel):
    id: str


class Book(BaseModel):
    id: str
    title: str


class Say(BaseModel):
    text: str


books = dynamo.table("books", Book, key="id")
sessions = dynamo.table("sessions", Session, key="id")
ws.store(sessions)


@dynamo.on_connect(sessions)
def remember(client: Connecting) -> Session:
    return Session(id=client.connection_id)


@http.put("/books/{id}", auth=None, uses=[books.write, books.read])
def put_book(id: str, request: Request) -> dict[str, Any]:
    event = APIGatewayProxyEventV2(dict(request.event))
    table = boto3.resource("dynamodb").Table(books.physical_name)
    table.put_item(Item={"id": id, "title": event.json_body["title"]})
    return dict(table.get_item(Key={"id": id})["Item"])


@http.post("/tell/{connection_id}", auth=None, uses=[ws.send])
def tell(connection_id: str, request: Request) -> int:
    endpoint = ws.url.replace("ws", "http", 1)
    client = boto3.client("apigatewaymanagementapi", endpoint_url=endpoint)
    client.post_to_connection(ConnectionId=connection_id, Data=b'{"told":"by boto3"}')
    return int(client.get_connection(ConnectionId=connection_id)["ResponseMetadata"]["HTTPStatusCode"])


@sfn.task
def press(book: Book) -> Book:
    return book.model_copy(update={"title": book.title.upper()})


@sfn.task
def bind(book: Book) -> Book:
    return book


printing = sfn.machine("printing", press >> bind)
sfn.start("/press", printing, auth=None)


@http.post("/print", auth=None, uses=[printing.execute])
def print_book(book: Book) -> str:
    client = boto3.client("stepfunctions")
    started = client.start_execution(stateMachineArn=printing.arn, input=book.model_dump_json())
    return str(started["executionArn"])


@ws.route("echo")
def echo(message: Say, connection: Connection, request: Request) -> None:
    event = APIGatewayWebSocketEvent(dict(request.event))
    context = event.request_context
    connection.send({"text": event.json_body["text"], "route": context.route_key, "id": context.connection_id})


@ws.default
def anything(request: Request, connection: Connection) -> None:
    connection.send(json.dumps({"got": request.event["body"]}))
