"""The committed templates are what CloudFormation takes, says cfn-lint: types, properties, values, references."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration

TEMPLATES = Path(__file__).with_name("templates")

# Findings that are left as they are, and why. One that is gone must leave this list.
LEFT = {
    "W3005": "the CDK itself makes a function or a machine depend on its role, which a reference says already",
}


def test_findings_are_the_known_ones() -> None:
    templates = sorted(str(path) for path in TEMPLATES.glob("*.template.json"))
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--format", "json", "--regions", "eu-north-1", "--"]
    done = subprocess.run([*command, *templates], capture_output=True, text=True, check=False)
    findings = {found["Rule"]["Id"]: f"{found['Filename']}: {found['Message']}" for found in json.loads(done.stdout)}
    assert {rule: text for rule, text in findings.items() if rule not in LEFT} == {}
    assert findings.keys() == LEFT.keys()
