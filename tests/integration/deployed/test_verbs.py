"""The verbs on what is there already: a deployment again, and the removal of everything. Runs after its neighbours."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("deploy")]

Outputs: TypeAlias = dict[str, dict[str, str]]
Gwfw: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]


def test_a_second_deployment_changes_nothing(gwfw: Gwfw, outputs: Outputs, folders: dict[str, Path]) -> None:
    done = gwfw("deploy", "--folder", str(folders["orders"]), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"stack": "orders-dev", "changed": False, "outputs": outputs["orders"]}
    assert done.stderr.splitlines()[-1] == "orders-dev: no changes"


def test_wider_permissions_are_not_deployed_unseen(gwfw: Gwfw, outputs: Outputs, folders: dict[str, Path]) -> None:
    app = folders["orders"] / "orders.py"
    app.write_text(
        app.read_text()
        + "\n\n@http.delete('/orders/{id}', auth=None)\ndef remove(id: str) -> None:\n    orders.delete(id)\n"
    )
    done = gwfw("deploy", "--folder", str(folders["orders"]))
    assert done.returncode == 1
    assert "[iam-broadened]" in done.stderr
    assert "gwfw deploy --yes" in done.stderr


def test_removal_is_confirmed(gwfw: Gwfw, outputs: Outputs, folders: dict[str, Path]) -> None:
    done = gwfw("destroy", "--folder", str(folders["chat"]))
    assert done.returncode == 2
    assert "table sessions is deleted with all of its items" in done.stderr


def test_nothing_is_left(gwfw: Gwfw, aws: Callable[[str], Any], outputs: Outputs, folders: dict[str, Path]) -> None:
    for folder in folders.values():
        done = gwfw("destroy", "--folder", str(folder), "--yes")
        assert done.returncode == 0, done.stderr
    stacks = aws("cloudformation").describe_stacks()["Stacks"]
    assert {stack["StackName"] for stack in stacks if not stack["StackStatus"].startswith("DELETE")} == {"CDKToolkit"}
    assert aws("apigatewayv2").get_apis()["Items"] == []
    assert aws("lambda").list_functions()["Functions"] == []
    assert aws("dynamodb").list_tables()["TableNames"] == []
