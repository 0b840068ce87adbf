"""Definitions, data, outcomes and times of any form: nothing gives anything but a refusal or a documented error.

Machines are generated as they should be, then damaged now and then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, DrawFn, SearchStrategy

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
from gwfw.asl.run import Run
from tests.unit.asl.conftest import ARN, IDENTITY, START, sources

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
GIVEN = {None, "Bad", "Given", "Lambda.Unknown", "ApiGateway.500", "DynamoDB.AmazonDynamoDBException"}
GIVEN |= {"DynamoDb.DynamoDbException", "Lambda.AWSLambdaException", "Lambda.LambdaException", "SQS.AmazonSQSException"}
GIVEN |= {"EventBridge.FailedEntry", "EventBridge.AmazonCloudWatchEventsException", "Lambda.InvalidRequestContentException"}
GIVEN |= {"StepFunctions.AWSStepFunctionsException"}
"""What functions, services and Fail states of these tests give."""

values: SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from([10**400, "\ud800", "2023-11-14T22:13:21Z"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "xs", "é"]), inner, max_size=3),
    max_leaves=8,
)
inputs = values | st.fixed_dictionaries({"a": values, "xs": st.lists(values | st.integers(0, 3), max_size=3)})

# The parts of definitions --------------------------------------------------------------------------------------------

PATHS = ("$", "$.a", "$.a.b", "$.xs", "$.xs[*]", "$.xs[0]", "$..a", "$.xs[?(@.a > 1)]", "$.xs[-2:]", "$.a[5]", "$['a']")
paths = st.sampled_from([*PATHS, "$$", "$$.State.Name", "$$.Map.Item.Value", "$$.Execution.Input", "$v", "$v.a"])
places = st.sampled_from(["$", "$.a", "$.new.deep", "$.xs[0]", None])
FUNCTIONS = {
    "Format": 2,
    "StringToJson": 1,
    "JsonToString": 1,
    "Array": 2,
    "ArrayPartition": 2,
    "ArrayContains": 2,
    "ArrayRange": 3,
    "ArrayGetItem": 2,
    "ArrayLength": 1,
    "ArrayUnique": 1,
    "Base64Encode": 1,
    "Base64Decode": 1,
    "Hash": 2,
    "JsonMerge": 3,
    "MathAdd": 2,
    "MathRandom": 2,
    "StringSplit": 2,
    "UUID": 0,
}
ARGUMENTS = (*PATHS, "'a{}'", "''", "1", "-2.5", "3", "null", "true", "'SHA-1'", "$v", "States.Array($.a, 1)")
EXPRESSIONS = (
    "$states.input",
    "$states.input.a",
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
    "true",
    "3",
    "'2023-11-14T22:13:21Z'",
    "$states.input.**.a",
    "$sort($states.input.xs)",
    "$substring($states.input.a, -1, 2)",
    "$toMillis($states.input.a)",
    "$formatNumber($states.input.a, '#0.0')",
    "$match($states.input.a, /a/)",
    "$eval('1')",
    "[1..$states.input.a]",
    "$reduce($states.input.xs, function($p, $n) { $p & $n })",
    "$states.input.xs^(>$)",
    "$states.input{$string(a): xs}",
    "$zip($states.input.xs, [1, 2])",
    "$each($states.input, function($v, $k) { $k })",
    "$lookup($states.input, 'a')",
    "$single($states.input.xs)",
    "$fromMillis($states.input.a)",
    "$pad($states.input.a, 5)",
    "$round($states.input.a, 1)",
    "$power($states.input.a, $states.input.a)",
    "$sqrt($states.input.a)",
)


@st.composite
def calls(draw: DrawFn) -> str:
    """An intrinsic call with the right number of arguments."""
    name = draw(st.sampled_from([*FUNCTIONS]))
    count = FUNCTIONS[name]
    return f"States.{name}({', '.join(draw(st.lists(st.sampled_from(ARGUMENTS), min_size=count, max_size=count)))})"


templates = st.dictionaries(st.sampled_from(["a.$", "xs.$"]), paths | calls(), max_size=2).flatmap(
    lambda evaluated: st.dictionaries(st.sampled_from(["b", "c"]), values, max_size=1).map(
        lambda plain: {**plain, **evaluated}
    )
)
expressions = st.sampled_from(EXPRESSIONS).map(lambda text: f"{{% {text} %}}")
formulas: SearchStrategy[Any] = st.recursive(
    expressions | values,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "xs"]), inner, max_size=2),
    max_leaves=3,
)
assigned_paths = st.dictionaries(st.sampled_from(["v.$", "w.$"]), paths | calls(), max_size=1)
assigned_formulas = st.dictionaries(st.sampled_from(["v", "w"]), formulas, max_size=1)
names = st.lists(
    st.sampled_from(["States.TaskFailed", "States.Timeout", "Bad", "States.Runtime", "States.QueryEvaluationError"]),
    min_size=1,
    max_size=2,
)
errors = names | st.just(["States.ALL"])
retriers = st.fixed_dictionaries(
    {"ErrorEquals": errors},
    optional={"MaxAttempts": st.integers(0, 2), "IntervalSeconds": st.integers(1, 3), "BackoffRate": st.floats(1, 3)},
)
comparisons = st.one_of(
    st.builds(lambda path, text: {"Variable": path, "StringEquals": text}, paths, st.text(max_size=2)),
    st.builds(lambda path, number: {"Variable": path, "NumericLessThan": number}, paths, st.integers(0, 3)),
    st.builds(lambda path, other: {"Variable": path, "NumericEqualsPath": other}, paths, paths),
    st.builds(
        lambda path, test, expected: {"Variable": path, test: expected},
        paths,
        st.sampled_from(["IsPresent", "IsNull", "IsString"]),
        st.booleans(),
    ),
    st.builds(
        lambda path, pattern: {"Variable": path, "StringMatches": pattern}, paths, st.sampled_from(["*", "a*", "\\*"])
    ),
)
conditions: SearchStrategy[Any] = st.recursive(
    comparisons,
    lambda inner: (
        st.builds(lambda join, parts: {join: parts}, st.sampled_from(["And", "Or"]), st.lists(inner, min_size=1, max_size=2))
        | st.builds(lambda part: {"Not": part}, inner)
    ),
    max_leaves=3,
)
numbers = st.sampled_from([1, 2, 5])
tolerances = st.fixed_dictionaries({}, optional={"ToleratedFailureCount": numbers, "ToleratedFailurePercentage": numbers})
INVOKE = {"FunctionName": "F", "Payload": {"a": 1}}
TASKS: dict[str, Any] = {
    f"{ARN}F": None,
    "arn:aws:states:us-east-1:123456789012:activity:work": None,
    "lambda:invoke": INVOKE,
    "lambda:invoke.waitForTaskToken": INVOKE,
    "aws-sdk:lambda:invoke": {"FunctionName": "F", "Payload": "{}"},
    "dynamodb:putItem": {"TableName": "t"},
    "aws-sdk:dynamodb:getItem": {"TableName": "t"},
    "sqs:sendMessage.waitForTaskToken": {"MessageBody": {"a": 1}},
    "events:putEvents": {"Entries": [{"Detail": {}}]},
    "apigateway:invoke": {"ApiEndpoint": "e", "Method": "GET"},
    "states:startExecution": {"StateMachineArn": "arn:m"},
    "states:startExecution.sync:2": {"StateMachineArn": "arn:m"},
}


# Machines ------------------------------------------------------------------------------------------------------------

Fields = dict[str, SearchStrategy[Any]]
FLOW: dict[bool, Fields] = {
    False: {"InputPath": paths, "OutputPath": paths, "Assign": assigned_paths},
    True: {"Output": formulas, "Assign": assigned_formulas},
}
RESULT: dict[bool, Fields] = {
    False: {**FLOW[False], "ResultPath": places, "ResultSelector": templates},
    True: {"Output": formulas | st.just("{% $states.result %}"), "Assign": assigned_formulas},
}


def some(draw: DrawFn, fields: Fields) -> dict[str, Any]:
    """A few of the fields."""
    chosen = draw(st.lists(st.sampled_from([*fields]), max_size=2, unique=True))
    return {name: draw(fields[name]) for name in chosen}


def failing(draw: DrawFn, jsonata: bool, own: list[str]) -> dict[str, Any]:
    """`Retry` and `Catch`."""
    fields: dict[str, Any] = {}
    if draw(st.integers(0, 2)) == 0:
        fields["Retry"] = [draw(retriers)]
    if draw(st.integers(0, 1)) == 0:
        catcher = {"ErrorEquals": draw(errors), "Next": draw(st.sampled_from(own))}
        more = {"Output": formulas} if jsonata else {"ResultPath": places}
        fields["Catch"] = [{**catcher, **some(draw, more)}]
    return fields


def state(draw: DrawFn, kind: str, jsonata: bool, own: list[str], prefix: str, depth: int) -> dict[str, Any]:
    """One state without its way."""
    match kind:
        case "Pass":
            more: Fields = {} if jsonata else {"Result": values, "Parameters": templates, "ResultPath": places}
            return some(draw, {**FLOW[jsonata], **more})
        case "Succeed":
            return some(draw, {name: field for name, field in FLOW[jsonata].items() if name != "Assign"})
        case "Fail":
            text = expressions | st.just("Given")
            if jsonata:
                return some(draw, {"Error": text, "Cause": text})
            return some(draw, {"Error": st.just("Given"), "CausePath": paths | calls()})
        case "Wait":
            way = st.sampled_from(
                ["Seconds", "Timestamp"] if jsonata else ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]
            )
            field = draw(way)
            literal = st.just(1) if field == "Seconds" else st.just("2023-11-14T22:13:21Z")
            end = paths if field.endswith("Path") else literal | expressions if jsonata else literal
            return {field: draw(end), **some(draw, FLOW[jsonata])}
        case "Choice":
            rule = {"Condition": draw(expressions | st.booleans())} if jsonata else draw(conditions)
            return {"Choices": [{**rule, "Next": draw(st.sampled_from(own))}], **some(draw, FLOW[jsonata])}
        case "Task":
            resource = draw(st.sampled_from([*TASKS]))
            arguments = {"Arguments" if jsonata else "Parameters": TASKS[resource]} if TASKS[resource] else {}
            times = some(draw, {"TimeoutSeconds": numbers | expressions if jsonata else numbers})
            arn = resource if resource.startswith("arn:") else f"arn:aws:states:::{resource}"
            return {"Resource": arn, **arguments, **times, **some(draw, RESULT[jsonata]), **failing(draw, jsonata, own)}
        case "Parallel":
            branches = [draw(machines(depth - 1, f"{prefix}{branch}", jsonata)) for branch in range(draw(st.integers(1, 2)))]
            return {"Branches": branches, **some(draw, RESULT[jsonata]), **failing(draw, jsonata, own)}
        case _:
            distributed = draw(st.booleans())
            mode = (
                {"Mode": "DISTRIBUTED", "ExecutionType": draw(st.sampled_from(["STANDARD", "EXPRESS"]))}
                if distributed
                else {"Mode": "INLINE"}
            )
            processor = {**draw(machines(depth - 1, f"{prefix}i", jsonata)), "ProcessorConfig": mode}
            items: Fields = (
                {"Items": expressions, "ItemSelector": formulas}
                if jsonata
                else {"ItemsPath": paths, "ItemSelector": templates}
            )
            more = {"MaxConcurrency": numbers | expressions if jsonata else numbers}
            extra: dict[str, Any] = draw(tolerances) if distributed else {}
            if distributed and draw(st.booleans()):
                extra["ItemBatcher"] = {"MaxItemsPerBatch": draw(numbers)}
            return {
                "ItemProcessor": processor,
                **extra,
                **some(draw, {**items, **more}),
                **some(draw, RESULT[jsonata]),
                **failing(draw, jsonata, own),
            }


@st.composite
def machines(draw: DrawFn, depth: int = 1, prefix: str = "", jsonata: bool = False) -> dict[str, Any]:
    """A machine as it should be."""
    own = [f"{prefix}{name}" for name in "ABC"[: draw(st.integers(1, 3))]]
    kinds = ["Pass", "Wait", "Task", "Task", *(["Parallel", "Map"] if depth else [])]
    states: dict[str, Any] = {}
    for index, name in enumerate(own):
        last = index + 1 == len(own)
        kind = draw(st.sampled_from([*kinds, *(["Succeed", "Fail"] if last else ["Choice"])]))
        way: dict[str, Any] = {"End": True} if last else {"Next": own[index + 1]}
        if kind in ("Succeed", "Fail"):
            way = {}
        if kind == "Choice":
            way = {"Default": own[index + 1]}
        states[name] = {"Type": kind, **way, **state(draw, kind, jsonata, own, name, depth)}
    return {"StartAt": own[0], "States": states}


@st.composite
def damaged(draw: DrawFn, whole: Any) -> Any:
    """A definition with one value somewhere replaced, or one member taken away."""
    if isinstance(whole, dict) and whole and draw(st.integers(0, 3)):
        name = draw(st.sampled_from([*whole]))
        return {**whole, name: draw(damaged(whole[name]))}
    if isinstance(whole, dict) and whole and draw(st.booleans()):
        name = draw(st.sampled_from([*whole]))
        return {key: value for key, value in whole.items() if key != name}
    return draw(values | paths | expressions | calls() | st.text(max_size=8).map("{{%{}%}}".format))


@st.composite
def definitions(draw: DrawFn) -> dict[str, Any]:
    """A machine of either language, damaged in one of four cases."""
    jsonata = draw(st.booleans())
    machine: dict[str, Any] = draw(machines(jsonata=jsonata))
    if jsonata:
        machine["QueryLanguage"] = "JSONata"
    return machine if draw(st.integers(0, 3)) else draw(damaged(machine))


# What happens to runs ------------------------------------------------------------------------------------------------


@st.composite
def outcomes(draw: DrawFn, task: Task) -> Outcome | None:
    """What a task may be answered with; None: nothing."""
    failed = Failed(error="Bad", cause="cause")
    refused: Outcome = Refused(code="ValidationException", message="no")
    value = draw(values)
    own: list[Outcome]
    if isinstance(task, InvokeFunction):
        raised = draw(st.sampled_from(['{"errorType":"Bad","errorMessage":"m"}', "{}", "no json"]))
        own = [Returned(payload=json.dumps(value)), Returned(payload="no json"), Raised(payload=raised), refused]
    elif isinstance(task, CallApi):
        own = [ApiAnswered(status=draw(st.sampled_from([200, 500])), body=draw(st.sampled_from(["{}", "text"])))]
    elif isinstance(task, StartExecution):
        own = [Started(execution="arn:e", started_at=START), refused]
    elif isinstance(task, OfferActivity):
        own = [failed]
    else:
        own = [Answered(value=value), refused]
    return draw(st.sampled_from([*own, own[0], failed, None]))


def drive(run: Run, data: DataObject) -> None:
    """Let a run go on with outcomes, callbacks and time, in any order, and stop it if it does not end."""
    pending: list[Any] = [action for action in run.start(START) if hasattr(action, "token")]
    now = START
    for _ in range(60):
        if run.status != "RUNNING" or not (pending or run.next_deadline):
            break
        if pending:
            task = pending.pop(data.draw(st.integers(0, len(pending) - 1)))
            actions = answer(run, task, data, now)
        else:
            assert run.next_deadline is not None
            now = max(now, run.next_deadline)
            actions = run.advance(now)
        pending += [action for action in actions if hasattr(action, "token")]
    run.stop(now)


def answer(run: Run, task: Any, data: DataObject, now: float) -> list[Any]:
    outcome = data.draw(outcomes(task))
    actions: list[Any] = [] if outcome is None else run.result(task.work, outcome, now)
    if isinstance(outcome, Started):
        actions += run.result(task.work, ended(data), now)
    if task.token is not None and run.waits_for(task.token):
        actions += run.heartbeat(task.token, now)
        if data.draw(st.booleans()):
            return actions + run.task_succeeded(task.token, data.draw(values), now)
        return actions + run.task_failed(task.token, "Bad", None, now)
    return actions


def ended(data: DataObject) -> Ended:
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


def compiled(definition: object, *, express: bool = False) -> Program | DefinitionError:
    """The program, or why there is none."""
    try:
        return compile(definition, express=express)
    except DefinitionError as error:
        return error


@pytest.fixture(autouse=True, scope="module")
def few_events() -> Iterator[None]:
    """Endless loops end sooner."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "LIMIT", 400)
        patch.setattr(history, "EXPRESS_LIMIT", 400)
        yield


@given(definitions(), inputs, st.booleans(), st.data())
@settings(max_examples=300, deadline=None)
def test_nothing_gives_anything_but_a_documented_error(definition: Any, value: Any, express: bool, data: DataObject) -> None:
    program = compiled(definition, express=express)
    if isinstance(program, DefinitionError):
        assert str(program)
        return
    run = Run(program, value, identity=IDENTITY, sources=sources(), variables={"v": value})
    drive(run, data)
    assert run.status in ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
    named = '"Fail"' in json.dumps(definition)
    assert named or run.error in DOCUMENTED | GIVEN, run.cause
    events = json.loads(json.dumps(run.history))
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    assert all(event["previousEventId"] < event["id"] for event in events)


@given(values)
@settings(max_examples=200)
def test_no_value_is_more_than_refused_as_a_definition(value: Any) -> None:
    for definition in (value, {"StartAt": "A", "States": value}, {"StartAt": "A", "States": {"A": value}}):
        found = compiled(definition)
        assert isinstance(found, Program) or found.findings
