"""Requests signed by signers that know nothing of gwfw: aws4, which is JavaScript, and botocore.

Routes with `iam()` are called over a real socket, and so is the management API; where signatures of management calls are
checked (the settings' `signed`), the gateway is asked in process.
"""

from __future__ import annotations

import http.client
import json
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from websockets.sync.client import connect

from gwfw.deploy import node
from gwfw.exchange import Accept, HttpRequest, Reply, SendFrame
from gwfw.graph.model import AppGraph, WebSocketApi
from gwfw.local.emulator import Emulator
from gwfw.local.settings import LocalSettings

AWS4 = "aws4@1.13.2"
pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("clients")]

APP = """
from gwfw import App, Connection, Request
from gwfw.auth import iam

app = App("sealed")


@app.http.get("/files/{path+}", auth=iam())
@app.http.post("/files/{path+}", auth=iam())
def files(request: Request) -> list[str]:
    event = request.event
    return [event.get("body", ""), event["requestContext"]["authorizer"]["iam"]["accessKey"]]


@app.ws.default
def who(connection: Connection) -> None:
    connection.send({"id": connection.id})
"""

SCRIPT = """
const {request, keys, module} = JSON.parse(require("fs").readFileSync(0, "utf8"))
process.stdout.write(JSON.stringify(require(module).sign(request, keys).headers))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that is to be signed; `target` is path and query as they are sent."""

    method: str = "GET"
    target: str
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Sign = Callable[..., dict[str, str]]
"""The headers of a call to a host (`sign(call, host, secret=...)`), those of the signature among them."""


def by_botocore(call: Call, host: str, *, secret: str = "local") -> dict[str, str]:
    request = AWSRequest(
        method=call.method,
        url=f"http://{host}{call.target}",
        data=call.body.encode(),
        headers={"Host": host, **call.headers},
    )
    SigV4Auth(Credentials("local", secret), "execute-api", "us-east-1").add_auth(request)
    return {name: str(value) for name, value in request.headers.items()}


@pytest.fixture(scope="session")
def by_aws4(tmp_path_factory: pytest.TempPathFactory) -> Sign:
    folder, found = tmp_path_factory.mktemp("aws4"), node.find()
    command = [*node.npm(found), "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), AWS4]
    installed = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if installed.returncode != 0:
        pytest.skip(f"npm could not install {AWS4}: {installed.stderr.strip()[-300:]}")

    def sign(call: Call, host: str, *, secret: str = "local") -> dict[str, str]:
        request = {
            "service": "execute-api",
            "region": "us-east-1",
            "method": call.method,
            "path": call.target,
            "headers": {"Host": host, **call.headers},
            **({"body": call.body} if call.body else {}),
        }
        keys = {"accessKeyId": "local", "secretAccessKey": secret}
        given = json.dumps({"request": request, "keys": keys, "module": str(folder / "node_modules" / "aws4")})
        done = subprocess.run(
            [str(found.path), "-e", SCRIPT], input=given, capture_output=True, text=True, check=True, timeout=60
        )
        return {name: str(value) for name, value in json.loads(done.stdout).items()}

    return sign


@pytest.fixture(params=["aws4", "botocore"])
def sign(request: pytest.FixtureRequest) -> Sign:
    made: Sign = by_botocore if request.param == "botocore" else request.getfixturevalue("by_aws4")
    return made


@pytest.fixture(scope="module")
def running(served: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("sealed")
    (folder / "app.py").write_text(APP)
    return served(folder)


def send(host: str, call: Call, headers: Mapping[str, str]) -> tuple[int, str]:
    """Send it as it was signed; httpx would write the target anew."""
    connection = http.client.HTTPConnection(host, timeout=60)
    connection.putrequest(call.method, call.target, skip_host=True, skip_accept_encoding=True)
    body = call.body.encode()
    sized = any(name.lower() == "content-length" for name in headers)
    for name, value in [*headers.items(), *([] if sized else [("Content-Length", str(len(body)))])]:
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse()
    try:
        return answer.status, answer.read().decode()
    finally:
        connection.close()


# Routes with iam() ------------------------------------------------------------------------------------------------------

CALLS = {
    "plain": Call(target="/files/a"),
    "deep": Call(target="/files/a/b/c.txt"),
    "query": Call(target="/files/a?b=2&a=1&b=1"),
    "query-without-values": Call(target="/files/a?flag&empty="),
    "query-encoded": Call(target="/files/a?q=a%20b%2Fc%3D&%C3%A4=%26~"),
    "query-encoded-where-it-need-not-be": Call(target="/files/a?q=%7E%61&%c3%a4=x"),
    "query-with-plus": Call(target="/files/a?q=a+b"),
    "path-encoded": Call(target="/files/a%20b/%C3%A4%2B"),
    "path-with-an-encoded-slash": Call(target="/files/a%2Fb"),
    "path-with-signs": Call(target="/files/a=b@c:d,e~f"),
    "body": Call(method="POST", target="/files/a?x=1", body='{"t":"ä"}', headers={"Content-Type": "application/json"}),
    "headers": Call(target="/files/a", headers={"X-Amz-Meta": "1", "X-One": "two"}),
}


@pytest.mark.parametrize("call", [pytest.param(call, id=name) for name, call in CALLS.items()])
def test_a_signed_request_reaches_its_route(running: Any, sign: Sign, call: Call) -> None:
    host = urlsplit(running.http).netloc
    status, text = send(host, call, sign(call, host))
    assert status == 200, text
    assert json.loads(text) == [call.body, "local"]


CHANGES: dict[str, Callable[[Call, dict[str, str]], tuple[Call, dict[str, str]]]] = {
    "no-signature": lambda call, headers: (call, {"Host": headers["Host"]}),
    "signature": lambda call, headers: (call, altered(headers)),
    "path": lambda call, headers: (Call(method=call.method, target="/files/b?x=1", body=call.body), headers),
    "query": lambda call, headers: (Call(method=call.method, target="/files/a?x=2", body=call.body), headers),
    "body": lambda call, headers: (Call(method=call.method, target=call.target, body="B"), headers),
    "method": lambda call, headers: (Call(target=call.target, body=call.body), headers),
}


def altered(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with another signature."""
    return {name: re.sub(r"Signature=\w{8}", "Signature=00000000", value) for name, value in headers.items()}


@pytest.mark.parametrize("change", CHANGES)
def test_a_request_that_was_changed_is_refused(running: Any, sign: Sign, change: str) -> None:
    host, call = urlsplit(running.http).netloc, Call(method="POST", target="/files/a?x=1", body="b")
    headers = sign(call, host)
    assert send(host, call, headers)[0] == 200
    changed, sent = CHANGES[change](call, headers)
    assert send(host, changed, sent) == (403, '{"message":"Forbidden"}')


def test_another_secret_is_refused(running: Any, sign: Sign) -> None:
    host, call = urlsplit(running.http).netloc, Call(target="/files/a")
    assert send(host, call, sign(call, host, secret="other"))[0] == 403


# The management API -----------------------------------------------------------------------------------------------------

WRITTEN: dict[str, Callable[[str], str]] = {
    "as-it-is": lambda own: f"/dev/@connections/{own}",
    "id-encoded": lambda own: f"/dev/@connections/{quote(own, safe='')}",
    "all-encoded": lambda own: f"/dev/%40connections/{quote(own, safe='')}",
}


@pytest.mark.parametrize("written", WRITTEN)
def test_management_of_a_running_server(running: Any, sign: Sign, written: str) -> None:
    host = urlsplit(running.http).netloc
    with connect(running.ws, proxy=None) as ws:
        ws.send("who?")
        target = WRITTEN[written](json.loads(ws.recv(timeout=60))["id"])
        post = Call(method="POST", target=target, body='{"from":"ä"}')
        assert send(host, post, sign(post, host))[0] == 200
        assert ws.recv(timeout=60) == post.body
        get, delete = Call(target=target), Call(method="DELETE", target=target)
        status, told = send(host, get, sign(get, host))
        assert (status, json.loads(told)["identity"]["sourceIp"]) == (200, "127.0.0.1")
        assert send(host, delete, sign(delete, host))[0] == 204
        assert list(ws) == []
        assert send(host, get, sign(get, host))[0] == 410


class Checked:
    """A gateway in process that checks the signatures of management calls, with one open connection."""

    host = "127.0.0.1:3000"

    def __init__(self) -> None:
        graph = AppGraph(name="checked", websocket=WebSocketApi(routes=()))
        self._emulator = Emulator(graph, settings=LocalSettings(app="checked", signed=True))
        self._tokens = count(1)
        upgrade = HttpRequest(method="GET", path="/dev", headers=(("Host", self.host),))
        actions = self._emulator.upgrade(next(self._tokens), upgrade, 0.0)
        [self.connection_id] = [action.connection_id for action in actions if isinstance(action, Accept)]

    def ask(self, call: Call, headers: Mapping[str, str]) -> tuple[int, list[str]]:
        """The status, and what the client is sent."""
        path, _, query = call.target.partition("?")
        request = HttpRequest(
            method=call.method, path=path, query=query, headers=tuple(headers.items()), body=call.body.encode()
        )
        actions = self._emulator.manage(next(self._tokens), request, 1.0)
        [status] = [action.response.status for action in actions if isinstance(action, Reply)]
        return status, [action.text for action in actions if isinstance(action, SendFrame)]


@pytest.fixture
def checked() -> Checked:
    return Checked()


@pytest.mark.parametrize("written", WRITTEN)
def test_management_where_signatures_are_checked(checked: Checked, sign: Sign, written: str) -> None:
    target = WRITTEN[written](checked.connection_id)
    post = Call(method="POST", target=target, body="hä?", headers={"Content-Type": "application/octet-stream"})
    assert checked.ask(post, sign(post, checked.host)) == (200, [post.body])
    get, delete = Call(target=target), Call(method="DELETE", target=target)
    assert checked.ask(get, sign(get, checked.host)) == (200, [])
    assert checked.ask(delete, sign(delete, checked.host)) == (204, [])
    assert checked.ask(get, sign(get, checked.host)) == (410, [])


def test_wrong_signatures_where_they_are_checked(checked: Checked, sign: Sign) -> None:
    target = WRITTEN["all-encoded"](checked.connection_id)
    post = Call(method="POST", target=target, body="right")
    headers = sign(post, checked.host)
    other = Call(method="POST", target=WRITTEN["all-encoded"]("AAAAAAAAAAAAAAA="), body="right")
    wrong = {
        "no signature": (post, {"Host": checked.host}),
        "another signature": (post, altered(headers)),
        "another secret": (post, sign(post, checked.host, secret="other")),
        "another body": (Call(method="POST", target=target, body="wrong"), headers),
        "another method": (Call(target=target), headers),
        "another connection": (other, headers),
        "another host": (post, {**headers, "Host": "localhost:3000"}),
    }
    assert {name: checked.ask(*asked) for name, asked in wrong.items()} == dict.fromkeys(wrong, (403, []))
    assert checked.ask(post, headers) == (200, ["right"])
