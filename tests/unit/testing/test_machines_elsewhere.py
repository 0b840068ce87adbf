"""Machines that are defined elsewhere, in tests: what runs in their place, or the sentence that nothing does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gwfw import App
from gwfw.errors import Misuse
from gwfw.mapping import request
from gwfw.testing import Client

ARN = "arn:aws:states:eu-west-1:999999999999:stateMachine:Theirs"

app = App("shop")
http, sfn = app.http, app.sfn


@app.construct
def old(stack: object) -> object:
    raise AssertionError("nothing is made before synthesis")


@sfn.task
def double(given: dict[str, int]) -> dict[str, int]:
    return {"n": given["n"] * 2}


made = sfn.machine("made", old, local=double)
theirs = sfn.machine("theirs", ARN, local=double >> sfn.wait(86_400))
nowhere = sfn.machine("nowhere", old, express=True)
sfn.start("/made", made, auth=None)
sfn.start("/theirs", theirs, auth=None)
sfn.stop("/stop", theirs, execution_arn=request.query["arn"], auth=None)
sfn.start_sync("/nowhere", nowhere, auth=None)


@http.post("/again", auth=None)
def again(given: dict[str, int]) -> str:
    return made.execute(given)


def test_what_stands_in_is_run() -> None:
    with Client(app) as gw:
        started = gw.post("/made", json={"n": 2})
        assert gw.machine(made).wait(started).output == {"n": 4}
        assert gw.machine("made").wait(gw.post("/again", json={"n": 3}).json()).output == {"n": 6}
        assert gw.machine(theirs).wait(gw.machine(theirs).start({"n": 1})).states == ["double", "wait 86400 s"]


def test_the_arn_that_was_given_is_the_machine_s() -> None:
    with Client(app) as gw:
        execution = gw.post("/theirs", json={"n": 2}).json()["executionArn"]
        assert execution.startswith(ARN.replace(":stateMachine:", ":execution:"))
        assert gw.post("/stop", params={"arn": execution}).status_code == 200
        assert gw.machine(theirs).wait(execution).status == "ABORTED"


def test_where_nothing_runs_the_sentence_says_what_would() -> None:
    cure = "nothing local runs the machine 'nowhere', which is defined elsewhere: sfn.machine('nowhere', ..., local=flow)"
    with Client(app) as gw:
        answer = gw.post("/nowhere", json={})
        assert answer.status_code == 400
        told: dict[str, Any] = json.loads(answer.text)
        assert told["__type"].endswith("StateMachineDoesNotExist")
        assert cure in told["message"]
        with pytest.raises(Misuse, match="nothing local runs the machine 'nowhere'"):
            gw.machine(nowhere).start()
