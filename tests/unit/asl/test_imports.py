"""The room stands alone, and imports a library only for what needs it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

HEAVY = {"jsonata", "jsonpath", "asyncio", "pydantic", "boto3", "botocore"}


def imported(*definitions: dict[str, Any]) -> set[str]:
    """The modules of a process that imports the interpreter and compiles these."""
    code = (
        "import json, sys\nfrom gwfw.asl.program import compile\nimport gwfw.asl.run\n"
        "for definition in json.loads(sys.argv[1]): compile(definition)\nprint(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, json.dumps(definitions)], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def machine(**state: Any) -> dict[str, Any]:
    return {"StartAt": "A", "States": {"A": {"End": True, **state}}}


def test_the_interpreter_needs_nothing_else_of_gwfw() -> None:
    found = {name for name in imported() if name.partition(".")[0] == "gwfw"}
    assert {name for name in found if not name.startswith("gwfw.asl")} == {"gwfw", "gwfw.jsonpath"}
    assert not {name for name in imported() if name.partition(".")[0] in HEAVY}


@pytest.mark.parametrize(
    ("definition", "library"),
    [
        (machine(Type="Pass", InputPath="$.a[0]"), None),
        (machine(Type="Task", Resource="arn:aws:states:::sqs:sendMessage", Parameters={"a.$": "States.UUID()"}), None),
        (machine(Type="Pass", InputPath="$.a[?(@.b)]"), "jsonpath"),
        (machine(Type="Pass", QueryLanguage="JSONata", Output={"plain": 1}), None),
        (machine(Type="Pass", QueryLanguage="JSONata", Output="{% 1 %}"), "jsonata"),
    ],
)
def test_libraries_come_with_what_needs_them(definition: dict[str, Any], library: str | None) -> None:
    found = {name for name in imported(definition) if name in ("jsonpath", "jsonata")}
    assert found == ({library} if library else set())
