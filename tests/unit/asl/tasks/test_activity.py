"""Activities as tasks. What their tokens bring is told in the tests of Task."""

from __future__ import annotations

from gwfw.asl.actions import Failed, OfferActivity
from tests.unit.asl.conftest import drive, failure, machine, output

ACTIVITY = "arn:aws:states:us-east-1:123456789012:activity:work"
TASK = {"Type": "Task", "Resource": ACTIVITY}


def test_a_task_is_offered_with_a_token() -> None:
    driver = drive(machine(TASK), {"a": 1}, answer=lambda task: None)
    assert driver.asked == [OfferActivity(work=1, activity=ACTIVITY, input={"a": 1}, token="id-1")]


def test_an_activity_that_does_not_exist() -> None:
    driver = drive(machine(TASK), answer=lambda task: Failed(error="States.Runtime", cause="no such activity"))
    assert failure(driver)[0] == "States.Runtime"


def test_a_workers_result_may_be_too_large() -> None:
    state = {**TASK, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], "End": True}
    driver = drive(machine(state, {"Type": "Pass"}), answer=lambda task: None)
    driver.take(driver.run.task_succeeded("id-1", "x" * 262_144, driver.now))
    assert ACTIVITY in str(output(driver))
