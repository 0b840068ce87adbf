from __future__ import annotations

from typing import Any

import pytest

from gwfw import App
from gwfw.errors import Place, Refusal
from gwfw.integrations.lambda_custom import declare
from gwfw.integrations.lambda_custom.declare import Invoked, invoke
from gwfw.integrations.lambda_custom.spec import LambdaCustom
from gwfw.integrations.sides import Declare, Site

SIDE: Declare[Invoked, LambdaCustom] = declare
SITE = Site(api="websocket", key="calc", place=Place("app.py", 7))
app = App("library")


@app.sfn.task
def charge(order: int) -> int:
    return order


def plain(order: int) -> int:
    return order


def test_a_task_is_invoked() -> None:
    target = invoke(charge, template='{"n":$input.path("$.n")}', reply=True)
    spec = SIDE.integration(target, SITE)
    assert (spec.name, spec.function) == ("websocket calc", "task-charge")
    assert spec.request_templates == (("$default", ('{"n":$input.path("$.n")}',)),)
    assert (target.written, target.two_way) == ("invoke(charge)", True)
    assert (SIDE.grants(spec), SIDE.describe(spec)) == ((), "lambda task-charge")


@pytest.mark.parametrize("given", [plain, None, "charge"])
def test_what_is_no_task_is_refused(given: Any) -> None:
    with pytest.raises(Refusal) as caught:
        SIDE.integration(invoke(given), SITE)
    (problem,) = caught.value.problems
    assert (problem.code, problem.places) == ("not-a-task", (SITE.place,))
