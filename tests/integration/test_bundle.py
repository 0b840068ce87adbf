"""The real bundles of both examples, unpacked into empty folders and run by a Python that has nothing else.

Lambda's runtime brings boto3 and what that needs; the app, gwfw and their dependencies must come from the bundle.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from gwfw import manifest
from gwfw.deploy import bundle
from gwfw.deploy.bundle import BundleResult
from gwfw.synth.settings import Architecture

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("deploy")]

ROOT = Path(__file__).parents[2]
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
RUNTIME_S_OWN = ("boto3", "botocore", "s3transfer", "jmespath", "python-dateutil", "six", "urllib3")
ELSEWHERE = (
    "aws_cdk",
    "boto3",
    "botocore",
    "constructs",
    "httptools",
    "httpx",
    "jsii",
    "moto",
    "pytest",
    "uvloop",
    "watchfiles",
)

# Answers each event of standard input, then tells which modules were imported from where.
LAMBDA = """
import json, sys
sys.path[:0] = sys.argv[1:]
import importlib.util
from gwfw.runtime.entry import handler
answers = [handler(event, None) for event in json.load(sys.stdin)]
from gwfw.runtime import aws
client = aws.dynamodb().meta.service_model.service_name
files = {name: getattr(module, "__file__", None) for name, module in sys.modules.items()}
print(json.dumps({"answers": answers, "client": client, "files": files}))
"""

Build: TypeAlias = Callable[[str, Architecture], BundleResult]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Gives the bundle of an example for a processor; each in a folder of its own."""
    made: dict[tuple[str, Architecture], BundleResult] = {}

    def of(app: str, architecture: Architecture) -> BundleResult:
        if (app, architecture) not in made:
            made[app, architecture] = fresh(app, architecture, tmp_path_factory.mktemp(app))
        return made[app, architecture]

    return of


def fresh(app: str, architecture: Architecture, folder: Path) -> BundleResult:
    copy = folder / app
    shutil.copytree(ROOT / "examples" / app, copy, ignore=shutil.ignore_patterns(".gwfw", "__pycache__"))
    command = [sys.executable, "-m", "gwfw.cli", "graph", "--json", "--folder", str(copy)]
    graph = manifest.load(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return bundle.build(copy, graph, python_version=RUNNING, architecture=architecture, out=folder / "code.zip")


def this_processor() -> Architecture:
    return "arm64" if os.uname().machine in ("aarch64", "arm64") else "x86_64"


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what Lambda's runtime brings, and nothing else."""
    folder = tmp_path_factory.mktemp("runtime")
    for name in RUNTIME_S_OWN:
        tops = {file.parts[0] for file in metadata.files(name) or () if not file.parts[0].startswith((".", "__"))}
        for top in tops:
            (folder / top).symlink_to(str(metadata.distribution(name).locate_file(top)))
    return folder


def event(key: str, body: object = None) -> dict[str, object]:
    """A payload of format 2.0, as far as the examples read it."""
    method, _, path = key.partition(" ")
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "test"}
    return {
        "version": "2.0",
        "routeKey": key,
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json"},
        "requestContext": {"http": http, "routeKey": key, "stage": "$default", "requestId": "id", "timeEpoch": 0},
        "isBase64Encoded": False,
    } | ({} if body is None else {"body": json.dumps(body)})


def run(made: BundleResult, folder: Path, runtime: Path, *events: object, **environment: str) -> dict[str, Any]:
    """Unpack the bundle, and answer the events in a process that sees it, the runtime, and the standard library."""
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(folder)
    variables = {"LAMBDA_TASK_ROOT": str(folder), "AWS_REGION": "eu-north-1", "AWS_DEFAULT_REGION": "eu-north-1"}
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", LAMBDA, str(folder), str(runtime)],
        input=json.dumps(events),
        env=variables | environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    packaged = ("gwfw", "pydantic", "pydantic_core", "aws_lambda_powertools", "typing_extensions")
    for name, file in told["files"].items():
        if name.partition(".")[0] in packaged:
            assert Path(file).is_relative_to(folder), name
    return told


def test_orders_answers_from_its_bundle_alone(build: Build, tmp_path: Path, runtime: Path) -> None:
    made = build("orders", this_processor())
    told = run(made, tmp_path, runtime, event("POST /orders", {"book_id": "", "quantity": 0}), event("POST /orders"))
    assert [answer["statusCode"] for answer in told["answers"]] == [422, 422]
    assert "book_id" in told["answers"][0]["body"]
    assert told["client"] == "dynamodb"


def test_a_task_is_told_by_its_environment(build: Build, tmp_path: Path, runtime: Path) -> None:
    made = build("orders", this_processor())
    told = run(made, tmp_path, runtime, {"book_id": "7"}, GWFW_HANDLER="task charge")
    [charged] = told["answers"]
    assert (charged["book_id"], charged["quantity"], charged["status"]) == ("7", 1, "charged")


def test_the_page_of_the_chat_is_in_its_bundle(build: Build, tmp_path: Path, runtime: Path) -> None:
    bindings = json.dumps({"websocket": "https://x.execute-api.eu-north-1.amazonaws.com/dev"})
    told = run(build("chat", this_processor()), tmp_path, runtime, event("GET /"), GWFW_BINDINGS=bindings)
    [answer] = told["answers"]
    assert answer["statusCode"] == 200
    assert "wss://x.execute-api.eu-north-1.amazonaws.com/dev" in answer["body"]


@pytest.mark.parametrize(("architecture", "machine"), [("x86_64", "x86_64"), ("arm64", "aarch64")])
def test_libraries_are_the_processor_s(build: Build, architecture: Architecture, machine: str) -> None:
    with zipfile.ZipFile(build("orders", architecture).path) as archive:
        libraries = [name for name in archive.namelist() if name.endswith(".so")]
    assert libraries
    assert all(machine in name for name in libraries), libraries


@pytest.mark.parametrize("app", ["chat", "orders"])
def test_what_developers_need_stays_with_them(build: Build, app: str) -> None:
    with zipfile.ZipFile(build(app, this_processor()).path) as archive:
        names = archive.namelist()
    tops = {name.partition("/")[0].removesuffix(".py") for name in names}
    assert not tops & set(ELSEWHERE)
    assert not {"tests", "test", "README.md", "pyproject.toml"} & tops
    assert {app, "gwfw", "pydantic", "aws_lambda_powertools", "gwfw-bundle.json"} <= tops


def test_what_is_bundled_is_what_was_tested(build: Build) -> None:
    """Every dependency has the version that is installed here."""
    with zipfile.ZipFile(build("orders", this_processor()).path) as archive:
        told = [name.split("/")[0].removesuffix(".dist-info") for name in archive.namelist() if name.endswith("/METADATA")]
    versions = dict(name.rsplit("-", 1) for name in told)
    assert versions == {name: metadata.version(name.replace("_", "-")) for name in versions}
    assert "pydantic" in versions


def test_the_same_app_gives_the_same_bytes(build: Build, tmp_path: Path) -> None:
    made, again = build("orders", this_processor()), fresh("orders", this_processor(), tmp_path)
    assert made.path != again.path
    assert made.sha256 == again.sha256
