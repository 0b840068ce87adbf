"""Properties: results in any order, definitions and data of any form."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from gwfw.asl import history
from gwfw.asl.actions import (
    Answered,
    ApiAnswered,
    CallApi,
    Ended,
    Failed,
    InvokeFunction,
    OfferActivity,
    Outcome,
    Raised,
    Refused,
    Returned,
    Started,
    StartExecution,
    Task,
)
from gwfw.asl.program import DefinitionError, Program, compile
from gwfw.asl.run import Run, TokenGone
from tests.unit.asl.conftest import ARN, IDENTITY, START, Driver, outcome_of, sources

# Orders --------------------------------------------------------------------------------------------------------------

TASK = {"Type": "Task", "Resource": f"{ARN}F"}
LEAVES: list[dict[str, Any]] = [
    {"Type": "Pass"},
    {"Type": "Pass", "Parameters": {"in.$": "$", "name.$": "$$.State.Name"}},
    {"Type": "Pass", "Assign": {"v.$": "$"}, "ResultPath": None},
    {"Type": "Wait", "Seconds": 3},
    {"Type": "Wait", "Seconds": 1},
    TASK,
    {**TASK, "Parameters": {"wrapped.$": "$"}, "ResultPath": "$.result"},
]


def linked(names: list[str], states: list[dict[str, Any]]) -> dict[str, Any]:
    """States that lead from one to the next."""
    ways: list[dict[str, Any]] = [*({"Next": name} for name in names[1:]), {"End": True}]
    return {
        "StartAt": names[0],
        "States": {name: {**state, **way} for name, state, way in zip(names, states, ways, strict=True)},
    }


@st.composite
def sound(draw: DrawFn, depth: int = 2, prefix: str = "S") -> dict[str, Any]:
    """A machine that cannot fail, whatever it is given, if its functions do not."""
    states = []
    for index in range(draw(st.integers(1, 3))):
        name = f"{prefix}{index}"
        kind = draw(st.sampled_from(["leaf", "leaf", "parallel", "map"] if depth else ["leaf"]))
        if kind == "parallel":
            branches = [draw(sound(depth=depth - 1, prefix=f"{name}b{branch}")) for branch in range(draw(st.integers(1, 3)))]
            states.append({"Type": "Parallel", "Branches": branches})
        elif kind == "map":
            mode = draw(st.sampled_from([{"Mode": "INLINE"}, {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}]))
            processor = {**draw(sound(depth=depth - 1, prefix=f"{name}m")), "ProcessorConfig": mode}
            wrapped = {"Type": "Pass", "Parameters": {"xs.$": "States.Array($, 1, $$.State.Name)"}}
            inner = {
                "Type": "Map",
                "ItemsPath": "$.xs",
                "ItemProcessor": processor,
                "MaxConcurrency": draw(st.integers(0, 2)),
            }
            states += [wrapped, inner]
        else:
            states.append({**draw(st.sampled_from(LEAVES))})
    for state in states:
        if state["Type"] == "Task" and "ResultPath" in state:
            state["InputPath"], state["ResultPath"] = "$", "$"
        if depth < 2:
            state.pop("Assign", None)
    return linked([f"{prefix}{index}" for index in range(len(states))], states)


def answered(program: Program, data: object, choose: Callable[[int], int]) -> Run:
    """Run a machine; `choose` picks what happens next: any work under way, or the clock."""
    driver = Driver(program, data, answer=lambda task: None)
    run = driver.run
    while run.status == "RUNNING":
        choices = len(driver.pending) + (run.next_deadline is not None)
        picked = choose(choices)
        if picked < len(driver.pending):
            task = driver.pending.pop(picked)
            assert isinstance(task, InvokeFunction)
            driver.take(run.result(task.work, outcome_of({"got": task.payload}, None), driver.now))
        else:
            assert run.next_deadline is not None
            driver.now = max(driver.now, run.next_deadline)
            driver.take(run.advance(driver.now))
    return run


@given(sound(), st.data())
@settings(max_examples=150, deadline=None)
def test_any_order_of_results_gives_the_same_output(definition: dict[str, Any], data: st.DataObject) -> None:
    program = compile(definition)
    expected = answered(program, {"a": 1}, lambda choices: 0)
    assert expected.status == "SUCCEEDED"
    run = answered(program, {"a": 1}, lambda choices: data.draw(st.integers(0, choices - 1)))
    assert (run.status, run.output) == (expected.status, expected.output)
    assert sorted(run.states) == sorted(expected.states)


@given(st.permutations(range(5)), st.sets(st.integers(0, 4), min_size=1))
def test_the_first_failure_wins(order: list[int], failing: set[int]) -> None:
    branches = [linked([f"T{index}"], [TASK]) for index in range(5)]
    driver = Driver(compile(linked(["P"], [{"Type": "Parallel", "Branches": branches}])), {}, answer=lambda task: None)
    tasks = list(driver.pending)
    first = next(index for index in order if index in failing)
    for index in order:
        outcome = Failed(error=f"E{index}") if index in failing else Returned(payload="1")
        driver.take(driver.run.result(tasks[index].work, outcome, driver.now))
    assert (driver.run.status, driver.run.error) == ("FAILED", f"E{first}")
    assert not driver.pending


# Forms ---------------------------------------------------------------------------------------------------------------

DOCUMENTED = {
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.IntrinsicFailure",
    "States.QueryEvaluationError",
    "States.ResultPathMatchFailure",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
}
OWN = {"Bad", "Given", "", "Lambda.Unknown", "ApiGateway.500", "EventBridge.FailedEntry"}
"""What functions, services and Fail states of these tests give."""

json_values: SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abxv") | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
PATHS = ("$", "$.a", "$.a.b", "$.xs", "$.xs[*]", "$.xs[0]", "$..a", "$.xs[?(@.a > 1)]", "$.xs[-2:]", "$.a[5]", "$['a']")
paths = st.sampled_from([*PATHS, "$$", "$$.State.Name", "$$.Map.Item.Value", "$$.Task.Token", "$v", "$v.a"]) | st.text(
    max_size=6
)
calls = st.builds(
    lambda name, arguments: f"States.{name}({', '.join(arguments)})",
    st.sampled_from(
        [
            "Format",
            "StringToJson",
            "JsonToString",
            "Array",
            "ArrayPartition",
            "ArrayContains",
            "ArrayRange",
            "ArrayGetItem",
            "ArrayUnique",
            "Base64Encode",
            "Base64Decode",
            "Hash",
            "JsonMerge",
            "MathAdd",
            "MathRandom",
            "StringSplit",
            "UUID",
            "Nope",
        ]
    ),
    st.lists(
        st.sampled_from(PATHS) | st.sampled_from(["'a{}'", "''", "1", "-2.5", "null", "true", "'SHA-1'", "$v", "x"]),
        max_size=3,
    ),
)
EXPRESSIONS = (
    "$states.input",
    "$states.input.a",
    "$states.result",
    "$states.errorOutput.Error",
    "$states.context.State.Name",
    "$v",
    "$v + 1",
    "1 / $states.input.a",
    "$states.input.xs[$ > 1]",
    "$states.input ~> $keys()",
    "$sum($states.input.xs)",
    "$map($states.input.xs, function($x) { $x })",
    "$merge([$states.input, {'b': 2}])",
    "$partition($states.input.xs, 2)",
    "$range(0, $states.input.a, 1)",
    "$parse($states.input.a)",
    "$now()",
    "$uuid()",
    "$string($states)",
    "$sum",
    "a.b",
    "(",
    "true",
    "3",
    "'2020-01-01T00:00:00Z'",
    "$states.input.**.a",
    "$sort($states.input.xs)",
    "$substring($states.input.a, -1, 2)",
    "$toMillis($states.input.a)",
    "$formatNumber($states.input.a, '#0.0')",
    "$match($states.input.a, /a/)",
    "$eval('1')",
)
expressions = st.sampled_from(EXPRESSIONS).map(lambda text: f"{{% {text} %}}") | st.text(max_size=8).map("{{%{}%}}".format)
templates = st.recursive(
    json_values,
    lambda inner: (
        st.dictionaries(st.sampled_from(["a.$", "b.$", "xs.$"]), paths | calls, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "b", "xs"]), inner, max_size=2)
    ),
    max_leaves=3,
)
formulas: SearchStrategy[Any] = st.recursive(
    json_values | expressions,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abv"), inner, max_size=2),
    max_leaves=4,
)
errors = st.lists(
    st.sampled_from(
        ["States.ALL", "States.TaskFailed", "States.Timeout", "Bad", "States.Runtime", "States.QueryEvaluationError"]
    ),
    max_size=2,
)
names = st.sampled_from(["A", "B", "C"])
numbers = st.sampled_from([0, 1, 2, 5, -1, 1.5]) | expressions
retriers = st.fixed_dictionaries(
    {"ErrorEquals": errors},
    optional={"MaxAttempts": st.integers(0, 2), "IntervalSeconds": st.integers(0, 3), "BackoffRate": st.floats(0.5, 3)},
)
catchers = st.fixed_dictionaries(
    {"ErrorEquals": errors, "Next": names},
    optional={"ResultPath": paths | st.none(), "Output": formulas, "Assign": templates},
)
conditions: SearchStrategy[Any] = st.recursive(
    st.builds(
        lambda path, operator, operand: {"Variable": path, operator: operand},
        paths,
        st.sampled_from(
            ["StringEquals", "NumericLessThan", "BooleanEquals", "IsPresent", "IsNull", "IsNumeric", "StringMatches"]
        )
        | st.sampled_from(["NumericEqualsPath", "TimestampEquals"]),
        json_values | st.booleans() | paths,
    ),
    lambda inner: (
        st.fixed_dictionaries({"And": st.lists(inner, max_size=2)})
        | st.fixed_dictionaries({"Or": st.lists(inner, max_size=2)})
        | st.fixed_dictionaries({"Not": inner})
    ),
    max_leaves=3,
)
rules = st.one_of(
    st.builds(lambda condition, name: {**condition, "Next": name}, conditions, names),
    st.fixed_dictionaries({"Condition": expressions | st.booleans(), "Next": names}, optional={"Output": formulas}),
)
RESOURCES = (
    f"{ARN}F",
    "arn:aws:states:us-east-1:123456789012:activity:work",
    *(
        f"arn:aws:states:::{resource}"
        for resource in (
            "lambda:invoke",
            "lambda:invoke.waitForTaskToken",
            "dynamodb:putItem",
            "aws-sdk:dynamodb:getItem",
            "aws-sdk:lambda:invoke",
            "sqs:sendMessage.waitForTaskToken",
            "events:putEvents",
            "apigateway:invoke",
            "states:startExecution",
            "states:startExecution.sync:2",
        )
    ),
)
arguments = st.sampled_from(
    [
        {"FunctionName": "F", "Payload.$": "$"},
        {"FunctionName": "F", "Payload": "{}"},
        {"Entries": [{"Detail": {}}]},
        {"ApiEndpoint": "e", "Method": "GET"},
        {"StateMachineArn": "arn:m", "Input.$": "$"},
        {"MessageBody.$": "$$.Task.Token"},
    ]
)
FIELDS: dict[str, SearchStrategy[Any]] = {
    "InputPath": paths | st.none(),
    "OutputPath": paths | st.none(),
    "ResultPath": paths | st.none(),
    "Parameters": templates | arguments,
    "ResultSelector": templates,
    "Result": json_values,
    "Assign": templates | formulas,
    "Output": formulas,
    "Arguments": formulas | arguments,
    "Retry": st.lists(retriers, max_size=2),
    "Catch": st.lists(catchers, max_size=2),
    "Resource": st.sampled_from(RESOURCES),
    "TimeoutSeconds": numbers,
    "TimeoutSecondsPath": paths,
    "HeartbeatSeconds": numbers,
    "Seconds": numbers,
    "SecondsPath": paths,
    "Timestamp": st.just("2023-11-14T22:13:21Z") | expressions,
    "TimestampPath": paths,
    "Choices": st.lists(rules, max_size=2),
    "Default": names,
    "Error": st.just("Given") | expressions,
    "ErrorPath": paths | calls,
    "Cause": st.just("cause") | expressions,
    "CausePath": paths | calls,
    "Items": formulas,
    "ItemsPath": paths,
    "ItemSelector": templates | formulas,
    "MaxConcurrency": numbers,
    "MaxConcurrencyPath": paths,
    "ToleratedFailureCount": numbers,
    "ToleratedFailurePercentage": numbers,
    "ItemBatcher": st.fixed_dictionaries({"MaxItemsPerBatch": numbers}, optional={"BatchInput": templates}),
    "QueryLanguage": st.sampled_from(["JSONPath", "JSONata"]),
}
USUAL = {
    "Pass": ("Result", "Parameters", "InputPath", "ResultPath", "OutputPath", "Assign", "Output"),
    "Task": (
        "Parameters",
        "Arguments",
        "ResultSelector",
        "ResultPath",
        "Retry",
        "Catch",
        "TimeoutSeconds",
        "HeartbeatSeconds",
    ),
    "Wait": ("SecondsPath", "Timestamp", "TimestampPath", "Assign", "Output"),
    "Choice": ("Default", "InputPath", "OutputPath", "Output", "Assign"),
    "Succeed": ("InputPath", "OutputPath", "Output"),
    "Fail": ("Error", "ErrorPath", "Cause", "CausePath"),
    "Parallel": ("Parameters", "Arguments", "ResultSelector", "ResultPath", "Retry", "Catch", "Assign", "Output"),
    "Map": (
        "Items",
        "ItemsPath",
        "ItemSelector",
        "MaxConcurrency",
        "MaxConcurrencyPath",
        "ToleratedFailureCount",
        "ToleratedFailurePercentage",
        "ItemBatcher",
        "Retry",
        "Catch",
        "Output",
    ),
}
NEEDED = {"Task": ("Resource",), "Choice": ("Choices",), "Wait": ("Seconds",)}


@st.composite
def machines(draw: DrawFn, depth: int = 1, prefix: str = "") -> dict[str, Any]:
    """A machine that is right, or nearly."""
    states: dict[str, Any] = {}
    own = [f"{prefix}{name}" for name in "ABC"[: draw(st.integers(1, 3))]]
    for index, name in enumerate(own):
        kind = draw(st.sampled_from([*USUAL] if depth else [kind for kind in USUAL if kind not in ("Map", "Parallel")]))
        fields = draw(st.lists(st.sampled_from(USUAL[kind]), max_size=2, unique=True))
        odd = [draw(st.sampled_from([*FIELDS]))] if draw(st.integers(0, 30)) == 0 else []
        state = {"Type": kind, **{field: draw(FIELDS[field]) for field in (*fields, *NEEDED.get(kind, ()), *odd)}}
        if draw(st.integers(0, 20)) == 0 and fields:
            state[fields[0]] = draw(json_values)
        if kind == "Parallel":
            state["Branches"] = [draw(machines(depth - 1, f"{name}{branch}")) for branch in range(draw(st.integers(1, 2)))]
        if kind == "Map":
            mode = draw(st.sampled_from([{"Mode": "INLINE"}, {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}]))
            state["ItemProcessor"] = {**draw(machines(depth - 1, f"{name}i")), "ProcessorConfig": mode}
        if kind not in ("Choice", "Succeed", "Fail"):
            state |= {"Next": own[index + 1]} if index + 1 < len(own) else {"End": True}
        states[name] = state
    return {"StartAt": own[0], "States": states}


@st.composite
def outcomes(draw: DrawFn, task: Task) -> Outcome | None:
    """What a task may be answered with; None: nothing yet."""
    other: list[Outcome | None] = [
        None,
        Failed(error="Bad", cause="cause"),
        Refused(code="ValidationException", message="no"),
    ]
    value = draw(json_values)
    own: Outcome
    if isinstance(task, InvokeFunction):
        raised = draw(st.sampled_from(['{"errorType":"Bad","errorMessage":"m"}', "{}", "no json"]))
        own = draw(
            st.sampled_from([Returned(payload=json.dumps(value)), Returned(payload="no json"), Raised(payload=raised)])
        )
    elif isinstance(task, CallApi):
        other[2] = None
        own = ApiAnswered(status=draw(st.sampled_from([200, 500])), body=draw(st.sampled_from(["{}", "text"])))
    elif isinstance(task, StartExecution):
        own = Started(execution="arn:e", started_at=START)
    elif isinstance(task, OfferActivity):
        other[2] = own = Failed(error="Bad")
    else:
        own = Answered(value=value)
    return draw(st.sampled_from([own, own, own, *other]))


@pytest.fixture(autouse=True, scope="module")
def few_events() -> Any:
    """Endless loops end sooner."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "LIMIT", 400)
        patch.setattr(history, "EXPRESS_LIMIT", 400)
        yield


def driven(run: Run, data: st.DataObject) -> None:
    """Let a run go on with outcomes, callbacks and time, in any order, and stop it if it does not end."""
    pending = [action for action in run.start(START) if not hasattr(action, "status")]
    now = START
    for _ in range(60):
        if run.status != "RUNNING":
            break
        task: Any = pending.pop(data.draw(st.integers(0, len(pending) - 1))) if pending else None
        if task is not None:
            outcome = data.draw(outcomes(task))
            actions = run.result(task.work, outcome, now) if outcome is not None else []
            if isinstance(outcome, Started):
                actions += run.result(task.work, ended(data), now)
            if outcome is None and task.token is not None:
                actions += called_back(run, task.token, data, now)
        elif run.next_deadline is not None:
            now = max(now, run.next_deadline)
            actions = run.advance(now)
        else:
            break
        pending += [action for action in actions if hasattr(action, "work") and hasattr(action, "token")]
    run.stop(now)


def ended(data: st.DataObject) -> Ended:
    succeeded = data.draw(st.booleans())
    return Ended(
        execution="arn:e",
        machine="arn:m",
        name="e",
        status="SUCCEEDED" if succeeded else "FAILED",
        started_at=START,
        stopped_at=START,
        input="{}",
        output="[1]" if succeeded else None,
    )


def called_back(run: Run, token: str, data: st.DataObject, now: float) -> list[Any]:
    try:
        if data.draw(st.booleans()):
            return [*run.heartbeat(token, now), *run.task_succeeded(token, data.draw(json_values), now)]
        return run.task_failed(token, "Bad", None, now)
    except TokenGone:
        return []


inputs = json_values | st.fixed_dictionaries({"a": json_values, "xs": st.lists(json_values, max_size=3)})


@given(machines(), inputs, st.booleans(), st.sampled_from([None, "JSONPath", "JSONata"]), st.data())
@settings(max_examples=400, deadline=None)
def test_nothing_gives_anything_but_a_documented_error(
    definition: dict[str, Any], value: Any, express: bool, language: str | None, data: st.DataObject
) -> None:
    if language is not None:
        definition["QueryLanguage"] = language
    try:
        program = compile(definition, express=express)
    except DefinitionError as error:
        assert str(error)
        return
    run = Run(program, value, identity=IDENTITY, sources=sources(), variables={"v": value})
    driven(run, data)
    assert run.status in ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
    known = run.error is None or run.error in DOCUMENTED | OWN or run.error.endswith("Exception")
    assert known or run.cause is None or "Error" in str(definition), (run.error, run.cause)
    events = json.loads(json.dumps(run.history))
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    assert all(event["previousEventId"] < event["id"] for event in events)


@given(json_values)
@settings(max_examples=300)
def test_no_value_is_more_than_refused_as_a_definition(value: Any) -> None:
    for definition in (value, {"StartAt": "A", "States": value}, {"StartAt": "A", "States": {"A": value}}):
        try:
            compile(definition)
        except DefinitionError as error:
            assert error.findings
