"""The app: an HTTP API and a WebSocket API. `gwfw local` serves it, `gwfw deploy` deploys it."""

from html import escape
from pathlib import Path

from pydantic import BaseModel

from gwfw import App, Connection, Response

app = App("app-name")
http, ws = app.http, app.ws


class Greeting(BaseModel):
    message: str


class Shout(BaseModel):
    text: str


@http.get("/hello/{name}", auth=None)
def hello(name: str, punctuation: str = "!") -> Greeting:
    return Greeting(message=f"Hello, {name}{punctuation}")


@ws.route("shout")  # a message {"action": "shout", "text": "..."}
def shout(message: Shout, connection: Connection) -> None:
    connection.send(Greeting(message=message.text.upper()))


@http.get("/", auth=None)
def page() -> Response:
    html = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
    return Response(html.replace("{{ websocket_url }}", escape(ws.url)), headers={"content-type": "text/html; charset=utf-8"})
