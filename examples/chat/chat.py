"""A chat. Who is connected is written down without any Lambda; what people say runs one."""

from html import escape
from pathlib import Path

from pydantic import BaseModel, Field

from gwfw import App, Connecting, Connection, Response

app = App("chat")
http, ws, dynamo = app.http, app.ws, app.dynamo

PAGE = Path(__file__).with_name("page.html")


class Session(BaseModel):
    """One row for each open connection."""

    id: str
    since: int
    nickname: str = "somebody"


class Join(BaseModel):
    nickname: str = Field(min_length=1, max_length=40)


class Say(BaseModel):
    text: str = Field(min_length=1, max_length=2000)


class Joined(BaseModel):
    joined: str


class Said(BaseModel):
    nickname: str
    text: str


sessions = dynamo.table("sessions", Session, key="id")
ws.store(sessions)  # the table that says who is connected: ws.broadcast reads it


@dynamo.on_connect(sessions, auth=None)  # API Gateway writes the item itself
def remember(client: Connecting) -> Session:
    return Session(id=client.connection_id, since=client.connected_at)


@dynamo.on_disconnect(sessions)  # API Gateway deletes the item itself
def forget(client: Connecting) -> str:
    return client.connection_id


@ws.route("join")
def join(message: Join, connection: Connection) -> None:
    session = sessions[connection.id]
    sessions.put(session.model_copy(update={"nickname": message.nickname}))
    ws.broadcast(Joined(joined=message.nickname))


@ws.route("sendMessage")
def send_message(message: Say, connection: Connection) -> None:
    ws.broadcast(Said(nickname=sessions[connection.id].nickname, text=message.text))


@http.get("/", auth=None)
def page() -> Response:
    html = PAGE.read_text(encoding="utf-8").replace("{{ websocket_url }}", escape(ws.url))
    return Response(html, headers={"content-type": "text/html; charset=utf-8"})
