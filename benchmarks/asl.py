"""How long state machines take: `python benchmarks/asl.py`.

Prints: a three-state machine (Pass, Choice, Succeed) from start to end, by the interpreter, through the local service, by
moto where its interpreter is installed (`pip install "moto[stepfunctions]"`), these interleaved in one run, and through the
local service by boto3, as moto is asked; its compilation; a Map over 10 000 items with the memory it takes; the time to
import the interpreter. Nothing is asserted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from random import Random
from statistics import median, quantiles
from typing import Any

from gwfw.asl.program import Program, compile
from gwfw.asl.run import Identity, Run
from gwfw.asl.view import Sources
from gwfw.exchange import AwsRequest, Reply
from gwfw.graph.model import AppGraph
from gwfw.local import dispatch
from gwfw.local.emulator import Emulator
from gwfw.local.ids import LocalIds
from gwfw.local.settings import LocalSettings

ROUNDS = 200
ITEMS = 10_000
ROLE = "arn:aws:iam::123456789012:role/bench"
IDENTITY = Identity(
    arn="arn:aws:states:us-east-1:123456789012:execution:bench:run",
    name="run",
    machine_arn="arn:aws:states:us-east-1:123456789012:stateMachine:bench",
    machine_name="bench",
    role_arn=ROLE,
)
THREE_STATES = {
    "StartAt": "Total",
    "States": {
        "Total": {"Type": "Pass", "Parameters": {"n.$": "$.qty"}, "Next": "Large"},
        "Large": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.n", "NumericGreaterThan": 10, "Next": "Done"}],
            "Default": "Done",
        },
        "Done": {"Type": "Succeed"},
    },
}
EACH = {"StartAt": "Item", "States": {"Item": {"Type": "Pass", "Parameters": {"n.$": "$"}, "End": True}}}
MAPS = {
    "inline, EXPRESS": ({"Mode": "INLINE"}, True),
    "distributed": ({"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, False),
}


class Numbers:
    """Ids that cost nothing."""

    def __init__(self) -> None:
        self._next = count()

    def uuid(self) -> str:
        return str(next(self._next))


SOURCES = Sources(Numbers(), Random(1))


def main() -> None:
    """Print everything."""
    with moto() as moto_run:
        runs: dict[str, Callable[[], object]] = {"interpreter": interpreter(), "local service": service()}
        runs |= moto_run
        times = interleaved(runs)
    with through_boto3() as run:
        times |= interleaved({"local service, through boto3": run})
    print(f"{'three states, start to end':<32}{'p50':>10}{'p95':>10}   (milliseconds)")
    for name, found in times.items():
        print(f"{name:<32}{median(found):>10.3f}{quantiles(found, n=20)[-1]:>10.3f}")
    if not moto_run:
        print("moto: not installed with its interpreter, so nothing stands beside")
    print(f"{'compile it':<32}{best(lambda: compile(THREE_STATES)):>10.3f}")
    for name in MAPS:
        show_map(name)
    for name, statement in {
        "interpreter": "import gwfw.asl.run",
        "with JSONata": "import gwfw.asl.run, gwfw.asl.jsonata",
    }.items():
        print(f"{'import, ' + name:<32}{imported(statement):>10.1f}")


def interleaved(runs: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Milliseconds of each, one after the other in every round."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for call in runs.values():
        call()
    for _ in range(ROUNDS):
        for name, call in runs.items():
            times[name].append(timed(call))
    return times


def timed(call: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def best(call: Callable[[], object]) -> float:
    """Milliseconds, the best of many."""
    return min(timed(call) for _ in range(ROUNDS))


# The three-state machine ---------------------------------------------------------------------------------------------


def interpreter() -> Callable[[], object]:
    """By the interpreter alone."""
    program = compile(THREE_STATES)
    return lambda: ran(program, {"qty": 12})


def ran(program: Program, data: object) -> Run:
    """A run that ends at once."""
    run = Run(program, data, identity=IDENTITY, sources=SOURCES)
    run.start(0.0)
    assert run.status == "SUCCEEDED", run.cause
    return run


def service() -> Callable[[], object]:
    """Through the local service: StartExecution and DescribeExecution, as bytes in and out."""
    emulator = Emulator(AppGraph(name="bench"), settings=LocalSettings(app="bench"), ids=LocalIds(1))
    tokens = count(1)

    def ask(operation: str, **members: object) -> Any:
        headers = (
            ("host", "states.us-east-1.amazonaws.com"),
            ("x-amz-target", f"AWSStepFunctions.{operation}"),
            ("authorization", dispatch.authorization("states", "us-east-1")),
        )
        request = AwsRequest(service="states", headers=headers, body=json.dumps(members).encode())
        (reply,) = [action for action in emulator.aws(next(tokens), request, 0.0) if isinstance(action, Reply)]
        return json.loads(reply.response.body)

    definition = json.dumps(THREE_STATES)
    arn = ask("CreateStateMachine", name="bench", definition=definition, roleArn=ROLE)["stateMachineArn"]

    def run() -> None:
        execution = ask("StartExecution", stateMachineArn=arn, input='{"qty": 12}')["executionArn"]
        assert ask("DescribeExecution", executionArn=execution)["status"] == "SUCCEEDED"

    return run


@contextmanager
def moto() -> Iterator[dict[str, Callable[[], object]]]:
    """moto's interpreter through boto3, if it is there."""
    if not all(find_spec(name) for name in ("antlr4", "boto3", "moto")):
        yield {}
        return
    import boto3
    from moto import mock_aws

    os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        client: Any = boto3.client("stepfunctions")
        definition = json.dumps(THREE_STATES)
        arn = client.create_state_machine(name="bench", definition=definition, roleArn=ROLE)["stateMachineArn"]
        names = count()

        def run() -> None:
            started = client.start_execution(stateMachineArn=arn, input='{"qty": 12}', name=f"run{next(names)}")
            while (status := client.describe_execution(executionArn=started["executionArn"])["status"]) == "RUNNING":
                time.sleep(0.0005)
            assert status == "SUCCEEDED"

        yield {"moto, through boto3": run}


@contextmanager
def through_boto3() -> Iterator[Callable[[], object]]:
    """The local service through boto3, as tests use it: what boto3 costs is in it, as it is in moto's time."""
    import boto3

    from gwfw import App
    from gwfw.testing import Client

    with Client(App("bench")):
        client: Any = boto3.client("stepfunctions")
        definition = json.dumps(THREE_STATES)
        arn = client.create_state_machine(name="bench", definition=definition, roleArn=ROLE)["stateMachineArn"]

        def run() -> None:
            execution = client.start_execution(stateMachineArn=arn, input='{"qty": 12}')["executionArn"]
            assert client.describe_execution(executionArn=execution)["status"] == "SUCCEEDED"

        yield run


# Maps and imports ----------------------------------------------------------------------------------------------------


def show_map(name: str) -> None:
    """A Map over many items: how long, and the memory at its peak beside what its results take."""
    mode, express = MAPS[name]
    state = {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": {"ProcessorConfig": mode, **EACH}, "End": True}
    program = compile({"StartAt": "Each", "States": {"Each": state}}, express=express)
    data = {"items": list(range(ITEMS))}
    milliseconds = timed(lambda: ran(program, data))
    tracemalloc.start()
    run = ran(program, data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    output = json.loads(json.dumps(run.output))
    results = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert len(output) == ITEMS
    about = f"Map of {ITEMS} items, {name}"
    print(f"{about:<40}{milliseconds:>8.0f} ms, peak {peak / 2**20:.1f} MiB, results alone {results / 2**20:.1f} MiB")


def imported(statement: str) -> float:
    """Milliseconds of an import in a process of its own, the best of several."""
    code = f"import time; t = time.perf_counter(); {statement}; print((time.perf_counter() - t) * 1000)"
    return min(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(7)
    )


if __name__ == "__main__":
    main()
