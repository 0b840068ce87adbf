"""What a Lambda process costs until its first event is answered: `python benchmarks/cold_start.py`.

Prints the CPU of whole processes in milliseconds: a plain function beside handlers that are called
through `gwfw.runtime.entry` as Lambda does, without a model, with one, and with a table that is read. Medians of rounds in
which each has its turn; the ratio is to the plain function, and for the model and the table to what they need by themselves
(pydantic with a model, a boto3 client that reads an item). Nothing is asserted. Unix only.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from statistics import median

from gwfw.freeze.freezing import freeze
from gwfw.local.names import bindings
from gwfw.local.settings import LocalSettings
from gwfw.runtime import bundle

ROUNDS = 9
APP = """
from pydantic import BaseModel
from gwfw import App

app = App("cold")
"""
CALLED = """
import json, sys
from gwfw.runtime.entry import handler
answer = handler(json.loads(sys.argv[1]), None)
assert answer["statusCode"] == 200, answer
"""
MODEL = """
class Item(BaseModel):
    id: str
    name: str = ""
    quantity: int = 1
"""
MODULES = {
    "bare": """
from gwfw import App
app = App("cold")

@app.http.post("/items", auth=None)
def add(id: str = "") -> dict[str, str]:
    return {"hello": "world"}
""",
    "model": f"""{APP}{MODEL}
@app.http.post("/items", auth=None)
def add(item: Item) -> Item:
    return item
""",
    "table": f"""{APP}{MODEL}
items = app.dynamo.table("items", Item, key="id")

@app.http.post("/items", auth=None)
def add(item: Item) -> Item:
    return items.get(item.id) or item
""",
}
BY_HAND = {
    "plain": 'import json, sys\nevent = json.loads(sys.argv[1])\njson.dumps({"statusCode": 200, "body": event["body"]})\n',
    "pydantic": f"""
import json, sys
from pydantic import BaseModel
{MODEL}
json.dumps({{"statusCode": 200, "body": Item.model_validate_json(json.loads(sys.argv[1])["body"]).model_dump_json()}})
""",
    "boto3": f"""
import json, sys
import boto3
from pydantic import BaseModel
{MODEL}
item = Item.model_validate_json(json.loads(sys.argv[1])["body"])
boto3.client("dynamodb").get_item(TableName="items", Key={{"id": {{"S": item.id}}}})
json.dumps({{"statusCode": 200, "body": item.model_dump_json()}})
""",
}
SHOWN = {
    "a plain function": ("plain", "plain"),
    "a bare handler": ("bare", "plain"),
    "pydantic by hand": ("pydantic", "pydantic"),
    "a handler with a model": ("model", "pydantic"),
    "pydantic and boto3 by hand": ("boto3", "boto3"),
    "a handler that reads a table": ("table", "boto3"),
}
EVENT = {
    "version": "2.0",
    "routeKey": "POST /items",
    "rawPath": "/items",
    "rawQueryString": "",
    "headers": {"content-type": "application/json"},
    "requestContext": {"http": {"method": "POST", "path": "/items", "sourceIp": "127.0.0.1"}, "routeKey": "POST /items"},
    "body": '{"id":"1","name":"x","quantity":2}',
    "isBase64Encoded": False,
}


class Empty(BaseHTTPRequestHandler):
    """In the place of DynamoDB: no item is there."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "application/x-amz-json-1.0")
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        pass


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name, dynamodb() as endpoint:
        runs = {**by_hand(endpoint), **by_entry(Path(name), endpoint)}
        found: dict[str, list[float]] = {name: [] for name in runs}
        for code, environment in runs.values():
            cost(code, environment)
        for _ in range(ROUNDS):
            for name, (code, environment) in runs.items():
                found[name].append(cost(code, environment))
    print(f"{'process until its first answer':<32}{'CPU ms':>8}{'range':>14}{'ratio':>8}")
    for text, (name, beside) in SHOWN.items():
        values, ratio = found[name], median(found[name]) / median(found[beside])
        print(f"{text:<32}{median(values):>8.1f}{f'{min(values):.0f}-{max(values):.0f}':>14}{ratio:>8.2f}")


def by_hand(endpoint: str) -> dict[str, tuple[str, Mapping[str, str]]]:
    """What is there without a framework."""
    return {name: (code, environment(endpoint)) for name, code in BY_HAND.items()}


def by_entry(folder: Path, endpoint: str) -> dict[str, tuple[str, Mapping[str, str]]]:
    """Each module with its bundle's table, and the environment in which Lambda would call it."""
    sys.path.insert(0, str(folder))
    made: dict[str, tuple[str, Mapping[str, str]]] = {}
    for name, text in MODULES.items():
        (folder / f"cold_{name}.py").write_text(text)
        graph = freeze(__import__(f"cold_{name}").app).graph
        table = folder / f"{name}.json"
        table.write_text(json.dumps(bundle.table(graph)))
        told = json.dumps(bindings(graph, LocalSettings(app=graph.name), endpoint=endpoint))
        made[name] = (
            CALLED,
            {
                **environment(endpoint),
                "PYTHONPATH": str(folder),
                "GWFW_BUNDLE": str(table),
                "GWFW_BINDINGS": told,
            },
        )
    return made


def environment(endpoint: str) -> dict[str, str]:
    """A Lambda environment's variables, in a few words."""
    return {
        "PATH": os.environ["PATH"],
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint,
    }


def cost(code: str, environment: Mapping[str, str]) -> float:
    """Milliseconds of CPU of one process."""
    process = subprocess.Popen([sys.executable, "-c", code, json.dumps(EVENT)], env=environment)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(process.returncode)
    return (used.ru_utime + used.ru_stime) * 1000


@contextmanager
def dynamodb() -> Iterator[str]:
    """The URL of a stand-in."""
    with HTTPServer(("127.0.0.1", 0), Empty) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


if __name__ == "__main__":
    main()
