"""Map: inline and distributed."""

from __future__ import annotations

from typing import Any

import pytest

from gwfw.asl.program import compile
from tests.unit.asl.conftest import (
    ARN,
    IDENTITY,
    Boom,
    Driver,
    drive,
    echo,
    failure,
    findings,
    jsonata,
    machine,
    outcome_of,
    output,
    told,
)

PASS = {"Type": "Pass"}
EXCEEDED = "The specified tolerated failure threshold was exceeded"


def each(*states: dict[str, Any], mode: str = "INLINE", execution: str = "STANDARD", **fields: Any) -> dict[str, Any]:
    """A Map whose processor has these states, named I0, I1, ..."""
    names = [f"I{index}" for index in range(len(states))]
    linked = {}
    for own, state, following in zip(names, states, [*names[1:], None], strict=True):
        way: dict[str, Any] = (
            {} if state["Type"] in ("Fail", "Succeed") else {"Next": following} if following else {"End": True}
        )
        linked[own] = {**state, **way}
    config = {"Mode": mode} if mode == "INLINE" else {"Mode": mode, "ExecutionType": execution}
    return {"Type": "Map", "ItemProcessor": {"ProcessorConfig": config, "StartAt": "I0", "States": linked}, **fields}


def spread(*states: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return each(*states, mode="DISTRIBUTED", **fields)


def task(name: str = "F", **fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": f"{ARN}{name}", **fields}


def add(number: int) -> dict[str, Any]:
    return {"Type": "Pass", "Parameters": {"n.$": f"States.MathAdd($, {number})"}, "OutputPath": "$.n"}


INDEX = {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", "k.$": "$.k"}


@pytest.mark.parametrize("make", [each, spread])
@pytest.mark.parametrize(
    ("fields", "data", "result"),
    [
        ({}, [1, 2], [1, 2]),
        ({"ItemsPath": "$.xs"}, {"xs": [1, 2]}, [1, 2]),
        ({"InputPath": "$.in", "ItemsPath": "$.xs"}, {"in": {"xs": [1]}}, [1]),
        ({"ItemsPath": "$.xs[*].v"}, {"xs": [{"v": 1}, {"v": 2}]}, [1, 2]),
        ({"ItemsPath": "$v"}, {}, [7, 8]),
        ({"ItemsPath": "$$.Execution.Input.xs"}, {"xs": [3]}, [3]),
        (
            {"ItemsPath": "$.xs", "ItemSelector": INDEX},
            {"xs": ["a", "b"], "k": 9},
            [{"i": 0, "v": "a", "k": 9}, {"i": 1, "v": "b", "k": 9}],
        ),
        ({"ItemsPath": "$.xs", "Parameters": {"v.$": "$$.Map.Item.Source"}}, {"xs": [1]}, [{"v": "STATE_DATA"}]),
        (
            {"ItemsPath": "$.xs", "ResultSelector": {"n.$": "States.ArrayLength($)"}, "ResultPath": "$.r"},
            {"xs": [1]},
            {"xs": [1], "r": {"n": 1}},
        ),
        ({}, [], []),
    ],
)
def test_jsonpath_flow(make: Any, fields: dict[str, Any], data: object, result: object) -> None:
    assert output(drive(machine(make(PASS, **fields)), data, variables={"v": [7, 8]})) == result


@pytest.mark.parametrize("mode", ["INLINE", "DISTRIBUTED"])
@pytest.mark.parametrize(
    ("fields", "data", "result"),
    [
        ({}, [1, 2], [1, 2]),
        ({"Items": [1, "{% $states.input %}"]}, 2, [1, 2]),
        ({"Items": "{% $states.input.xs[$ > 1] %}"}, {"xs": [1, 2, 3]}, [2, 3]),
        ({"Items": "{% [$states.input.xs[$ > 2]] %}"}, {"xs": [1, 2, 3]}, [3]),
        (
            {
                "Items": "{% $states.input %}",
                "ItemSelector": {"v": "{% $states.context.Map.Item.Value %}", "all": "{% $states.input %}"},
            },
            [1],
            [{"v": 1, "all": [1]}],
        ),
        (
            {
                "Items": {"a": 1, "b": 2},
                "ItemSelector": "{% $states.context.Map.Item.Key & $states.context.Map.Item.Value %}",
            },
            None,
            ["a1", "b2"],
        ),
        ({}, {"a": 1, "b": [2]}, [{"Key": "a", "Value": 1}, {"Key": "b", "Value": [2]}]),
        ({"Output": "{% $sum($states.result) %}"}, [1, 2], 3),
    ],
)
def test_jsonata_flow(mode: str, fields: dict[str, Any], data: object, result: object) -> None:
    assert output(drive(jsonata(each(PASS, mode=mode, **fields)), data)) == result


def test_the_legacy_iterator() -> None:
    state = {"Type": "Map", "Iterator": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": True}}}}
    assert output(drive(machine(state), [1])) == [1]


def test_iterations_end_on_their_own() -> None:
    assert output(drive(machine(each({"Type": "Succeed", "OutputPath": "$.a"})), [{"a": 1}, {"a": 2}])) == [1, 2]


def test_results_keep_the_items_order() -> None:
    driver = Driver(compile(machine(each(task()))), [1, 2, 3], functions={"F": [echo]}, pick=lambda choices: choices - 1)
    assert output(driver.settle()) == [1, 2, 3]
    assert driver.calls == {"F": [3, 2, 1]}


@pytest.mark.parametrize(
    ("mode", "fields", "data", "most"),
    [
        ("INLINE", {}, list(range(50)), 40),
        ("INLINE", {"MaxConcurrency": 0}, list(range(50)), 40),
        ("INLINE", {"MaxConcurrency": 100}, list(range(50)), 40),
        ("INLINE", {"MaxConcurrency": 3}, list(range(50)), 3),
        ("DISTRIBUTED", {}, list(range(50)), 50),
        ("DISTRIBUTED", {"MaxConcurrency": 7}, list(range(50)), 7),
        ("INLINE", {"ItemsPath": "$.xs", "MaxConcurrencyPath": "$.n"}, {"xs": list(range(9)), "n": 2}, 2),
    ],
)
def test_how_many_run_at_once(mode: str, fields: dict[str, Any], data: object, most: int) -> None:
    driver = Driver(compile(machine(each(task(), mode=mode, **fields))), data, functions={"F": [echo]})
    assert len(driver.pending) == most
    seen = 0
    while driver.run.status == "RUNNING":
        seen = max(seen, len(driver.pending))
        waiting = driver.pending.pop(0)
        driver.take(driver.run.result(waiting.work, outcome_of(1, None), driver.now))
    assert seen == most


def test_a_concurrency_that_an_expression_gives() -> None:
    state = each(task(), MaxConcurrency="{% $count($states.input) - 1 %}")
    driver = Driver(compile(jsonata(state)), [1, 2, 3], functions={"F": [echo]})
    assert len(driver.pending) == 2


# Failures ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("definition", "data", "error", "cause"),
    [
        (machine(each(PASS, ItemsPath="$.p")), {"p": 1}, "States.Runtime", 'Reference path "$.p" must point to array.'),
        (machine(each(PASS)), {"p": 1}, "States.Runtime", 'Reference path "$" must point to array.'),
        (machine(each(PASS, ItemsPath="$.p")), {}, "States.Runtime", "Invalid path '$.p' : No results for path: $['p']"),
        (jsonata(each(PASS)), 1, "States.QueryEvaluationError", "Map state input must be an array but was: 1"),
        (
            jsonata(each(PASS, Items="{% 1 %}")),
            None,
            "States.QueryEvaluationError",
            "The JSONata expression '1' specified for the field 'Items' returned an unexpected result type. "
            "Expected 'array', but was 'number' for value: 1",
        ),
        (
            machine(each(PASS, ItemsPath="$.xs", MaxConcurrencyPath="$.p")),
            {"xs": [], "p": "NoNumber"},
            "States.Runtime",
            'The MaxConcurrencyPath field refers to value "NoNumber" which is not a valid integer: $.p',
        ),
        (
            machine(each(PASS, ItemsPath="$.xs", MaxConcurrencyPath="$.p")),
            {"xs": [], "p": -1},
            "States.Runtime",
            "MaxConcurrency cannot be negative.",
        ),
        (
            machine(spread(PASS, ItemsPath="$.xs", ToleratedFailureCountPath="$.p")),
            {"xs": [], "p": {}},
            "States.Runtime",
            'The ToleratedFailureCountPath field refers to value "{}" which is not a valid integer: $.p',
        ),
        (
            machine(spread(PASS, ItemsPath="$.xs", ToleratedFailurePercentagePath="$.p")),
            {"xs": [], "p": None},
            "States.Runtime",
            'The ToleratedFailurePercentagePath field refers to value "null" which is not a valid float: $.p',
        ),
        (
            machine(spread(PASS, ItemsPath="$.xs", ToleratedFailureCountPath="$.p")),
            {"xs": [], "p": -1},
            "States.Runtime",
            "ToleratedFailureCount cannot be negative.",
        ),
        (
            jsonata(spread(PASS, ToleratedFailurePercentage="{% 101 %}")),
            [],
            "States.QueryEvaluationError",
            "ToleratedFailurePercentage must be between 0 and 100.",
        ),
        (
            jsonata(spread(PASS, ToleratedFailurePercentage="{% -0.5 %}")),
            [],
            "States.QueryEvaluationError",
            "The ToleratedFailurePercentage field must be a number of at least 0, but was: -0.5",
        ),
        (
            machine(each(PASS, ItemSelector={"v.$": "$.nope"})),
            [1],
            "States.Runtime",
            "The JSONPath '$.nope' specified for the field 'v.$' could not be found in the input '[1]'",
        ),
    ],
)
def test_fields_that_are_wrong_at_run_time(definition: dict[str, Any], data: object, error: str, cause: str) -> None:
    assert failure(drive(definition, data)) == (error, told(cause))


def test_the_items_selector_of_no_items_is_not_evaluated() -> None:
    driver = drive(machine(each(PASS, ItemSelector={"v.$": "$.nope"})), [])
    assert output(driver) == []
    assert driver.chain() == [
        ("ExecutionStarted", 1, 0),
        ("MapStateEntered", 2, 0),
        ("MapStateStarted", 3, 2),
        ("MapStateSucceeded", 4, 3),
        ("MapStateExited", 5, 3),
        ("ExecutionSucceeded", 6, 5),
    ]
    assert driver.event("MapStateStarted") == {"length": 0}


def test_the_first_failing_iteration_stops_the_others_and_gives_its_own_error() -> None:
    driver = Driver(compile(machine(each(task(), {"Type": "Wait", "Seconds": 9}))), [1, 2, 3], answer=lambda task: None)
    driver.take(driver.run.result(1, outcome_of(1, None), driver.now))
    driver.take(driver.run.result(3, outcome_of(Boom("Bad"), None), driver.now))
    assert failure(driver)[0] == "Bad"
    assert driver.cancelled == [2]
    assert driver.types()[-8:] == [
        "LambdaFunctionFailed",
        "MapIterationFailed",
        "WaitStateAborted",
        "MapIterationAborted",
        "TaskStateAborted",
        "MapIterationAborted",
        "MapStateFailed",
        "ExecutionFailed",
    ]
    assert driver.event("MapIterationFailed") == {"name": "A", "index": 2}
    assert [driver.event("MapIterationAborted", index)["index"] for index in range(2)] == [0, 1]


def test_a_map_is_retried_as_a_whole() -> None:
    state = each(task(), Retry=[{"ErrorEquals": ["Bad"], "MaxAttempts": 1}])
    driver = drive(machine(state), [1, 2], functions={"F": [1, Boom("Bad"), echo]})
    assert output(driver) == [1, 2]
    assert driver.types("MapState") == [
        "MapStateEntered",
        "MapStateStarted",
        "MapStateFailed",
        "MapStateStarted",
        "MapStateSucceeded",
        "MapStateExited",
    ]


def test_a_map_catches_by_the_iterations_error() -> None:
    state = each({"Type": "Fail", "Error": "E", "Cause": "c"}, Catch=[{"ErrorEquals": ["E"], "Next": "B"}], End=True)
    assert output(drive(machine(state, PASS), [1])) == {"Error": "E", "Cause": "c"}


def test_an_item_that_cannot_be_selected_fails_the_map_under_way() -> None:
    selector = "{% $states.context.Map.Item.Index < 2 ? 1 : $nope %}"
    driver = drive(jsonata(each(task(), MaxConcurrency=2, ItemSelector=selector)), [1, 2, 3], functions={"F": [echo]})
    error, cause = failure(driver)
    assert error == "States.QueryEvaluationError"
    assert "'A' (entered at the event id #2)" in str(cause)
    assert "the field 'ItemSelector' returned nothing" in str(cause)
    assert driver.cancelled == [2]


# History -------------------------------------------------------------------------------------------------------------


def test_events_of_iterations_at_once() -> None:
    driver = drive(machine(each(PASS)), [1, 2])
    assert driver.chain()[2:-1] == [
        ("MapStateStarted", 3, 2),
        ("MapIterationStarted", 4, 3),
        ("PassStateEntered", 5, 4),
        ("PassStateExited", 6, 5),
        ("MapIterationSucceeded", 7, 6),
        ("MapIterationStarted", 8, 3),
        ("PassStateEntered", 9, 8),
        ("PassStateExited", 10, 9),
        ("MapIterationSucceeded", 11, 10),
        ("MapStateSucceeded", 12, 11),
        ("MapStateExited", 13, 11),
    ]
    assert driver.event("MapIterationStarted", 1) == {"name": "A", "index": 1}


def test_events_of_iterations_one_by_one() -> None:
    driver = drive(machine(each(PASS, MaxConcurrency=1)), [1, 2])
    assert driver.chain()[6:8] == [("MapIterationSucceeded", 7, 6), ("MapIterationStarted", 8, 6)]


def test_a_nested_map_shadows_the_item_of_the_outer_one() -> None:
    inner = each({"Type": "Pass", "Parameters": {"v.$": "$$.Map.Item.Value"}, "OutputPath": "$.v"})
    inner["ItemProcessor"] = {"StartAt": "X", "States": {"X": {**inner["ItemProcessor"]["States"]["I0"]}}}
    outer = each(inner, {"Type": "Pass", "Parameters": {"v.$": "$$.Map.Item.Value", "r.$": "$"}})
    assert output(drive(machine(outer), [["a"], ["b"]])) == [{"v": ["a"], "r": ["a"]}, {"v": ["b"], "r": ["b"]}]


# Distributed ---------------------------------------------------------------------------------------------------------


def test_a_map_run_hides_its_children() -> None:
    driver = drive(machine(spread(PASS, Label="work")), [1, 2])
    assert driver.chain() == [
        ("ExecutionStarted", 1, 0),
        ("MapStateEntered", 2, 0),
        ("MapStateStarted", 3, 2),
        ("MapRunStarted", 4, 3),
        ("MapRunSucceeded", 5, 4),
        ("MapStateSucceeded", 6, 4),
        ("MapStateExited", 7, 4),
        ("ExecutionSucceeded", 8, 7),
    ]
    arn = "arn:aws:states:us-east-1:123456789012:mapRun:m/work:id-1"
    assert driver.event("MapRunStarted") == {"mapRunArn": arn}


@pytest.mark.parametrize(("execution", "kind"), [("STANDARD", "execution"), ("EXPRESS", "express")])
def test_children_are_executions_of_their_own(execution: str, kind: str) -> None:
    look = {"e.$": "$$.Execution.Id", "i.$": "$$.Execution.Input", "m.$": "$$.StateMachine", "s.$": "$$.State.Name"}
    driver = drive(machine(spread({"Type": "Pass", "Parameters": look}, execution=execution)), [7])
    tail = ":id-3" if execution == "EXPRESS" else ""
    machine_arn = "arn:aws:states:us-east-1:123456789012:stateMachine:m/id-1"
    assert output(driver) == [
        {
            "e": f"arn:aws:states:us-east-1:123456789012:{kind}:m/id-1:id-3{tail}",
            "i": 7,
            "m": {"Id": machine_arn, "Name": "m/id-1"},
            "s": "I0",
        }
    ]
    assert IDENTITY.arn_of("mapRun").endswith(":mapRun:m")


def test_children_do_not_see_variables() -> None:
    first = {"Type": "Pass", "Assign": {"v": 1}}
    selected = spread(PASS, ItemSelector={"v.$": "$v"})
    assert output(drive(machine(first, selected), [0])) == [{"v": 1}]
    reading = spread({"Type": "Pass", "InputPath": "$v"})
    assert failure(drive(machine(first, reading), [0])) == ("States.ExceedToleratedFailureThreshold", EXCEEDED)


def test_a_childs_runtime_error_is_a_failure_like_any_other() -> None:
    state = spread({"Type": "Pass", "InputPath": "$.x"}, ToleratedFailureCount=1)
    driver = drive(machine(state), [{}])
    cause = told("Invalid path '$.x' : No results for path: $['x']", "I0")
    assert output(driver) == [{"Error": "States.Runtime", "Cause": cause}]


@pytest.mark.parametrize(
    ("fields", "failing", "total", "fails"),
    [
        ({}, 0, 3, False),
        ({}, 1, 3, True),
        ({"ToleratedFailureCount": 0}, 1, 3, True),
        ({"ToleratedFailureCount": 1}, 1, 3, False),
        ({"ToleratedFailureCount": 1}, 2, 3, True),
        ({"ToleratedFailurePercentage": 50}, 2, 4, False),
        ({"ToleratedFailurePercentage": 50}, 3, 4, True),
        ({"ToleratedFailurePercentage": 33.4}, 1, 3, False),
        ({"ToleratedFailurePercentage": 33}, 1, 3, True),
        ({"ToleratedFailurePercentage": 100}, 3, 3, False),
        ({"ToleratedFailureCount": 3, "ToleratedFailurePercentage": 10}, 1, 3, True),
        ({"ToleratedFailureCount": 0, "ToleratedFailurePercentage": 100}, 1, 3, True),
    ],
)
def test_tolerance(fields: dict[str, Any], failing: int, total: int, fails: bool) -> None:
    steps = [Boom("Bad")] * failing + [1]
    driver = drive(machine(spread(task(), **fields)), list(range(total)), functions={"F": steps})
    if not fails:
        assert output(driver) == [{"Error": "Bad", "Cause": '{"errorMessage": "boom", "errorType": "Bad"}'}] * failing + [
            1
        ] * (total - failing)
        return
    assert failure(driver) == ("States.ExceedToleratedFailureThreshold", EXCEEDED)
    assert driver.types()[-3:] == ["MapRunFailed", "MapStateFailed", "ExecutionFailed"]
    assert driver.event("MapRunFailed") == {"error": "States.ExceedToleratedFailureThreshold", "cause": EXCEEDED}


def test_too_many_failures_can_be_caught_and_stop_the_other_children() -> None:
    state = spread(task(), Catch=[{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "Next": "B"}], End=True)
    driver = Driver(compile(machine(state, PASS)), [1, 2], answer=lambda task: None)
    driver.take(driver.run.result(1, outcome_of(Boom("Bad"), None), driver.now))
    assert output(driver) == {"Error": "States.ExceedToleratedFailureThreshold", "Cause": EXCEEDED}
    assert driver.cancelled == [2]


def test_a_map_run_that_is_stopped() -> None:
    branches = [
        {"StartAt": "M", "States": {"M": {**spread(task()), "End": True}}},
        {"StartAt": "T", "States": {"T": {**task(), "End": True}}},
    ]
    driver = Driver(compile(machine({"Type": "Parallel", "Branches": branches})), [1], answer=lambda task: None)
    driver.take(driver.run.result(2, outcome_of(Boom("Bad"), None), driver.now))
    assert driver.cancelled == [1]
    assert driver.types("Map") == ["MapStateEntered", "MapStateStarted", "MapRunStarted", "MapRunAborted", "MapStateAborted"]


def test_stopping_the_execution_stops_the_children() -> None:
    driver = Driver(
        compile(machine(spread({"Type": "Wait", "Seconds": 9}, task(), execution="EXPRESS"))), [1], answer=lambda task: None
    )
    driver.take(driver.run.stop(driver.now))
    assert driver.run.next_deadline is None


def test_an_express_child_that_takes_longer_than_five_minutes_fails() -> None:
    state = spread({"Type": "Wait", "Seconds": 301}, execution="EXPRESS", ToleratedFailureCount=1)
    driver = drive(machine(state), [1])
    assert (output(driver), driver.seconds) == ([{"Error": "States.Timeout", "Cause": ""}], 300)


def test_an_express_child_has_no_limit_of_events() -> None:
    loop = {
        "StartAt": "P",
        "States": {
            "P": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "C"},
            "C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 7000, "Next": "P"}], "Default": "S"},
            "S": {"Type": "Succeed"},
        },
    }
    for execution, succeeds in (("EXPRESS", True), ("STANDARD", False)):
        config = {"Mode": "DISTRIBUTED", "ExecutionType": execution}
        state = {"Type": "Map", "ItemProcessor": {"ProcessorConfig": config, **loop}}
        assert (drive(machine(state), [{"n": 0}]).run.status == "SUCCEEDED") is succeeds


@pytest.mark.parametrize(
    ("batcher", "items", "batches"),
    [
        ({"MaxItemsPerBatch": 2}, [1, 2, 3], [{"Items": [1, 2]}, {"Items": [3]}]),
        ({"MaxItemsPerBatchPath": "$.n"}, [1, 2, 3], [{"Items": [1, 2]}, {"Items": [3]}]),
        ({"MaxInputBytesPerBatch": 18}, ["aaaa", "b", "c"], [{"Items": ["aaaa"]}, {"Items": ["b"]}, {"Items": ["c"]}]),
        ({"MaxInputBytesPerBatch": 21}, ["a", "b", "c"], [{"Items": ["a", "b"]}, {"Items": ["c"]}]),
        ({"MaxInputBytesPerBatch": 5}, ["aaaa", "b"], [{"Items": ["aaaa"]}, {"Items": ["b"]}]),
        (
            {"MaxItemsPerBatch": 9, "BatchInput": {"t.$": "$.n"}},
            [1],
            [{"BatchInput": {"t": 2}, "Items": [1]}],
        ),
        ({"MaxItemsPerBatch": 2}, [], []),
    ],
)
def test_batches(batcher: dict[str, Any], items: list[object], batches: object) -> None:
    state = spread(PASS, ItemsPath="$.xs", ItemBatcher=batcher)
    assert output(drive(machine(state), {"xs": items, "n": 2})) == batches


def test_batches_of_selected_items_in_jsonata() -> None:
    state = spread(
        PASS,
        ItemSelector="{% $states.context.Map.Item.Value * 10 %}",
        ItemBatcher={"MaxItemsPerBatch": "{% 2 %}", "BatchInput": "{% $count($states.input) %}"},
    )
    assert output(drive(jsonata(state), [1, 2, 3])) == [
        {"BatchInput": 3, "Items": [10, 20]},
        {"BatchInput": 3, "Items": [30]},
    ]


def test_the_tolerance_of_batches_counts_batches() -> None:
    state = spread(task(), ItemBatcher={"MaxItemsPerBatch": 2}, ToleratedFailurePercentage=50)
    driver = drive(machine(state), [1, 2, 3], functions={"F": [Boom("Bad"), 1]})
    assert driver.run.status == "SUCCEEDED"


# Definitions ---------------------------------------------------------------------------------------------------------


def changed(state: dict[str, Any], **processor: Any) -> dict[str, Any]:
    return {**state, "ItemProcessor": {**state["ItemProcessor"], **processor}}


@pytest.mark.parametrize(
    ("state", "code", "message", "path"),
    [
        (
            {"Type": "Map"},
            "SCHEMA_VALIDATION_FAILED",
            "Exactly one of these fields is allowed: [ItemProcessor, Iterator]",
            "/States/A",
        ),
        (
            each(PASS, ItemSelector={}, Parameters={}),
            "SCHEMA_VALIDATION_FAILED",
            "Exactly one of these fields is allowed: [ItemSelector, Parameters]",
            "/States/A",
        ),
        (
            changed(each(PASS), QueryLanguage="JSONPath"),
            "SCHEMA_VALIDATION_FAILED",
            "Field 'QueryLanguage' is not supported",
            "/States/A/ItemProcessor",
        ),
        (
            changed(each(PASS), ProcessorConfig={"Mode": "PARALLEL"}),
            "SCHEMA_VALIDATION_FAILED",
            "Value should be one of the following: [INLINE, DISTRIBUTED]",
            "/States/A/ItemProcessor/ProcessorConfig/Mode",
        ),
        (
            changed(each(PASS), ProcessorConfig={"Mode": "DISTRIBUTED"}),
            "SCHEMA_VALIDATION_FAILED",
            "These fields are required: [ExecutionType]",
            "/States/A/ItemProcessor/ProcessorConfig",
        ),
        (
            changed(each(PASS), ProcessorConfig={"Size": 1}),
            "SCHEMA_VALIDATION_FAILED",
            "Field 'Size' is not supported",
            "/States/A/ItemProcessor/ProcessorConfig",
        ),
        (
            each(PASS, ItemBatcher={"MaxItemsPerBatch": 1}),
            "SCHEMA_VALIDATION_FAILED",
            "Field 'ItemBatcher' is only supported in a Map of mode DISTRIBUTED",
            "/States/A/ItemBatcher",
        ),
        (
            spread(PASS, ItemBatcher={}),
            "SCHEMA_VALIDATION_FAILED",
            "One of these fields is required: [MaxItemsPerBatch, MaxInputBytesPerBatch]",
            "/States/A/ItemBatcher",
        ),
        (
            spread(PASS, Label="not a label"),
            "SCHEMA_VALIDATION_FAILED",
            "A label has 1 to 40 letters, digits, '-' and '_'",
            "/States/A/Label",
        ),
        (
            spread(PASS, ToleratedFailurePercentage=101),
            "SCHEMA_VALIDATION_FAILED",
            "Value should be between 0 and 100",
            "/States/A/ToleratedFailurePercentage",
        ),
        (
            spread(PASS, ToleratedFailurePercentage="1"),
            "SCHEMA_VALIDATION_FAILED",
            "Expected value of type [NUMBER]",
            "/States/A/ToleratedFailurePercentage",
        ),
        (
            spread(PASS, ItemReader={}),
            "NOT_EMULATED",
            "Field 'ItemReader' is not run locally: it needs Amazon S3",
            "/States/A/ItemReader",
        ),
        (
            spread(PASS, ResultWriter={}),
            "NOT_EMULATED",
            "Field 'ResultWriter' is not run locally: it needs Amazon S3",
            "/States/A/ResultWriter",
        ),
        (
            each(PASS, Items=[]),
            "SCHEMA_VALIDATION_FAILED",
            "The QueryLanguage is set to 'JSONPath', but field 'Items' is only supported for the 'JSONata' QueryLanguage",
            "/States/A",
        ),
    ],
)
def test_definitions_that_are_wrong(state: dict[str, Any], code: str, message: str, path: str) -> None:
    assert (code, message, path) in findings(machine(state))


def test_items_that_are_neither_an_array_nor_an_object() -> None:
    found = findings(jsonata(each(PASS, Items="text")))
    assert found == [
        ("SCHEMA_VALIDATION_FAILED", "Expected value of type [ARRAY] or a JSONata expression", "/States/A/Items")
    ]


def test_a_broken_expression_for_a_number() -> None:
    ((code, _, path),) = findings(jsonata(each(PASS, MaxConcurrency="{% ( %}")))
    assert (code, path) == ("INVALID_JSONATA_EXPRESSION", "/States/A/MaxConcurrency")


def test_a_tolerance_has_no_effect_inline_and_is_warned_about() -> None:
    definition = machine(each({"Type": "Fail", "Error": "E"}, ToleratedFailureCount=5))
    (warning,) = compile(definition).warnings
    assert (warning.severity, warning.path) == ("WARNING", "/States/A/ToleratedFailureCount")
    assert failure(drive(definition, [1])) == ("E", None)


def test_an_express_machine_has_no_distributed_map() -> None:
    found = findings(machine(spread(PASS)), express=True)
    path = "/States/A/ItemProcessor/ProcessorConfig/Mode"
    assert found == [("SCHEMA_VALIDATION_FAILED", "Express state machine does not support a Map in mode DISTRIBUTED", path)]


def test_express_children_only_request_and_get_responses() -> None:
    waiting = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken"}
    message = "Express state machine does not support '.waitForTaskToken' service integration "
    path = "/States/A/ItemProcessor/States/I0/Resource"
    assert findings(machine(spread(waiting, execution="EXPRESS"))) == [("SCHEMA_VALIDATION_FAILED", message, path)]
    assert findings(machine(spread(waiting))) == []
