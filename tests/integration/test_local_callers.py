"""`gwfw local` without an account: tokens of `gwfw token` from another process, and grants that are enforced."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

pytestmark = pytest.mark.integration

APP = """
from gwfw import App, Request
from gwfw.auth import jwt

app = App("shop")


@app.http.get("/mine", auth=jwt(issuer="https://issuer.invalid/pool", audience=["shop"], scopes=["read"]))
def mine(request: Request) -> str:
    return request.event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
"""


def minted(folder: Path, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "gwfw.cli", "token", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_a_token_is_good_before_and_after_the_start(served: Callable[[Path], Any], tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    before = minted(tmp_path, "--sub", "ann")
    running = served(tmp_path)
    with httpx.Client(trust_env=False, timeout=60, base_url=running.http) as http:

        def ask(token: str) -> tuple[int, str]:
            answer = http.get("/mine", headers={"authorization": f"Bearer {token}"})
            return answer.status_code, answer.text

        assert ask(before) == (200, '"ann"')
        assert ask(minted(tmp_path)) == (200, '"developer"')
        assert ask(minted(tmp_path, "--scope", "write"))[0] == 403
        assert ask(before[:-4] + "AAAA")[0] == 401
    assert stat.S_IMODE((tmp_path / ".gwfw" / "issuer.pem").stat().st_mode) == 0o600


LIMITED = """
import boto3
from pydantic import BaseModel

from gwfw import App, Connection
from botocore.exceptions import ClientError

app = App("shop")
http, ws, dynamo = app.http, app.ws, app.dynamo


class Item(BaseModel):
    id: str


mine = dynamo.table("mine", Item, key="id")
others = dynamo.table("others", Item, key="id")
MADE = boto3.client("dynamodb")


def put(client: object, table: str) -> str:
    try:
        client.put_item(TableName=f"shop-dev-{table}", Item={"id": {"S": "1"}})
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "written"


@http.post("/items/{table}", auth=None, uses=[mine.write])
def write(table: str) -> list[str]:
    return [put(MADE, table), put(boto3.client("dynamodb"), table)]


@http.get("/items", auth=None)
def read() -> list[Item]:
    return list(mine.scan())


@http.get("/file", auth=None)
def file() -> str:
    try:
        boto3.client("s3").get_object(Bucket="b", Key="k")
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "found"


@ws.route("hello")
def hello(connection: Connection) -> None:
    connection.send({"hello": True})
"""


def test_grants_are_enforced(served: Callable[[Path], Any], tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(LIMITED)
    running = served(tmp_path)
    with httpx.Client(trust_env=False, timeout=60, base_url=running.http) as http:
        assert http.post("/items/mine").json() == ["written", "written"]
        assert http.post("/items/others").json() == ["AccessDeniedException", "AccessDeniedException"]
        assert http.get("/items").json() == [{"id": "1"}]
        assert http.get("/file").json() == "AccessDenied"
    with connect(running.ws, proxy=None, open_timeout=30) as socket:
        socket.send('{"action": "hello"}')
        assert json.loads(socket.recv(timeout=30)) == {"hello": True}
    running.until("remedy: uses=[others.write] where the function is declared")
