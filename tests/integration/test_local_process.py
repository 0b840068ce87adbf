"""`gwfw local` as a process: its start, its saves, its end, and what is wrong with an app or a command line."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

pytestmark = pytest.mark.integration

APP = """
import os
import subprocess
import sys
import threading

from pydantic import BaseModel

from gwfw import App, Connecting, Connection

app = App("shop")
http, ws, dynamo = app.http, app.ws, app.dynamo


class Session(BaseModel):
    id: str


class Say(BaseModel):
    text: str


sessions = dynamo.table("sessions", Session, key="id")
ws.store(sessions)


@dynamo.on_connect(sessions)
def remember(client: Connecting) -> Session:
    return Session(id=client.connection_id)


@http.get("/pid", auth=None)
def pid() -> int:
    return os.getpid()


@http.get("/sessions", auth=None)
def count() -> int:
    return len(list(sessions.scan()))


@http.post("/say", auth=None)
def tell(message: Say) -> str:
    ws.broadcast({"text": message.text})
    return "told"


@http.get("/hang", auth=None)
def hang() -> str:
    print("hanging", flush=True)
    threading.Event().wait()
    return "never"


@http.get("/crash", auth=None)
def crash() -> str:
    os._exit(3)


@ws.route("say")
def say(message: Say, connection: Connection) -> None:
    connection.send({"text": message.text})
"""

MORE = """
from gwfw import Router

router = Router()


@router.http.get("/more", auth=None)
def more() -> str:
    return "more"
"""

Start = Callable[..., Any]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(APP)
    return tmp_path


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=30) as client:
        yield client


def opened(url: str) -> ClientConnection:
    return connect(url, proxy=None, open_timeout=30)


def alive(pid: int) -> bool:
    """Whether the process runs; one that was not yet collected by its parent does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_start_tells_routes_urls_and_time(local: Start, shop: Path, client: httpx.Client) -> None:
    running = local(shop).ready()
    printed = "\n".join(running.printed)
    assert "shop  gwfw local, ready in" in printed
    assert "  http GET /pid                        λ pid\n" in printed
    assert "→ dynamodb:PutItem sessions" in printed
    assert running.ws == running.http.replace("http", "ws", 1) + "/dev"
    assert client.get(f"{running.http}/sessions").json() == 0
    assert " 200 " in running.until("GET /sessions")


def test_client_that_comes_while_it_starts_is_answered(local: Start, shop: Path, client: httpx.Client) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    local(shop, port=port)
    while True:
        try:
            answer = client.get(f"http://127.0.0.1:{port}/sessions")
            break
        except httpx.ConnectError:
            continue
    assert answer.json() == 0


def cut_off(client: httpx.Client, url: str) -> None:
    with pytest.raises(httpx.HTTPError):
        client.get(url)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_signal_ends_everything(local: Start, shop: Path, client: httpx.Client, number: signal.Signals) -> None:
    running = local(shop).ready()
    pid = client.get(f"{running.http}/pid").json()
    with opened(running.ws) as ws:
        hanging = threading.Thread(target=cut_off, args=(client, f"{running.http}/hang"))
        hanging.start()
        running.until("hanging")
        assert alive(pid)
        assert running.end(number) == 0
        with pytest.raises(ConnectionClosed) as caught:
            ws.recv(timeout=30)
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 1001
    hanging.join(30)
    assert not alive(pid)
    assert not any("Traceback" in line or "Exception" in line for line in running.printed)


def test_signal_while_it_starts_ends_everything(local: Start, shop: Path) -> None:
    (shop / "app.py").write_text(f"import os\nprint('importing', os.getpid(), flush=True)\n{APP}")
    running = local(shop)
    pid = int(running.until("importing").split()[1])
    assert running.end(signal.SIGINT) == 0
    assert not alive(pid)
    assert not any("Traceback" in line for line in running.printed)


def test_app_ends_with_a_server_that_is_killed(local: Start, shop: Path, client: httpx.Client) -> None:
    running = local(shop).ready()
    pid = client.get(f"{running.http}/pid").json()
    assert running.end(signal.SIGKILL) == -signal.SIGKILL
    tick = threading.Event()
    while alive(pid):
        tick.wait(0.01)


# Saves ------------------------------------------------------------------------------------------------------------------


def test_save_takes_new_code_and_keeps_connections_and_tables(local: Start, shop: Path, client: httpx.Client) -> None:
    running = local(shop).ready()
    with opened(running.ws) as ws:
        pid = client.get(f"{running.http}/pid").json()
        (shop / "app.py").write_text(APP.replace('return "told"', 'return "told again"'))
        assert "app.py" in running.until("reload ")
        assert client.post(f"{running.http}/say", json={"text": "hi"}).json() == "told again"
        assert json.loads(ws.recv(timeout=30)) == {"text": "hi"}
        ws.send('{"action":"say","text":"me"}')
        assert json.loads(ws.recv(timeout=30)) == {"text": "me"}
        assert client.get(f"{running.http}/sessions").json() == 1
        assert client.get(f"{running.http}/pid").json() != pid
    assert running.end() == 0


def test_route_that_a_save_adds_is_served(local: Start, shop: Path, client: httpx.Client) -> None:
    running = local(shop).ready()
    (shop / "more.py").write_text(MORE)
    (shop / "app.py").write_text(f"{APP}\nfrom more import router\n\napp.include(router)\n")
    running.until("GET /more")
    assert client.get(f"{running.http}/more").json() == "more"


def test_wrong_save_leaves_the_code_from_before(local: Start, shop: Path, client: httpx.Client) -> None:
    running = local(shop).ready()
    (shop / "app.py").write_text(f"{APP}\nimport nothing_of_this_name\n")
    running.until("app imports 'nothing_of_this_name', which is not there  [app-import]")
    running.until("until then the code from before goes on")
    assert client.get(f"{running.http}/sessions").json() == 0
    (shop / "app.py").write_text(APP.replace('return "told"', 'return "corrected"'))
    running.until("reload app.py")
    assert client.post(f"{running.http}/say", json={"text": "hi"}).json() == "corrected"


def test_app_that_is_wrong_from_the_start_is_waited_for(local: Start, shop: Path, client: httpx.Client) -> None:
    (shop / "app.py").write_text(APP.replace('@http.get("/pid", auth=None)', "@http.get"))
    running = local(shop)
    running.until("http.get needs its parentheses")
    url = running.until("answers 503 until then").strip().split("/ ")[0]
    assert client.get(f"{url}/pid").json() == {"message": "Service Unavailable"}
    (shop / "app.py").write_text(APP)
    running.ready()
    assert client.get(f"{url}/sessions").json() == 0
    assert running.end() == 0


def test_process_that_ends_by_itself_is_started_again(local: Start, shop: Path, client: httpx.Client) -> None:
    running = local(shop).ready()
    with opened(running.ws):
        assert client.get(f"{running.http}/crash").status_code == 500
        running.until("the app's process ended (exit status 3); 1 running invocation")
        assert client.get(f"{running.http}/sessions").json() == 1


# What is wrong ------------------------------------------------------------------------------------------------------------


def gwfw(folder: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "gwfw.cli", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_busy_port(shop: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        status, printed = gwfw(shop, "local", "--port", port)
    assert status == 2
    assert printed.splitlines() == [
        "another program listens on this port  [port-in-use]",
        f"  received: 127.0.0.1:{port}",
        "  remedy: gwfw local --port 0",
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--app", "nonsense"], "[app-location]"),
        (["--folder", "nothing"], "[no-folder]"),
        (["--port", "70000"], "[bad-port]"),
        (["--stage", "a stage"], "[stage-name]"),
        (["--host", "nothing.invalid"], "[bad-host]"),
    ],
    ids=lambda value: value[0].strip("-") if isinstance(value, list) else "",
)
def test_option_that_makes_no_sense(shop: Path, arguments: list[str], told: str) -> None:
    status, printed = gwfw(shop, "local", *arguments)
    assert (status, told in printed, "Traceback" in printed) == (2, True, False)


def test_without_reload_a_wrong_app_is_the_end(shop: Path) -> None:
    (shop / "app.py").write_text("def nothing(:\n")
    status, printed = gwfw(shop, "local", "--port", "0", "--no-reload")
    assert status == 1
    assert "SyntaxError" in printed
    assert "start gwfw local again" in printed
