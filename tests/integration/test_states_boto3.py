"""The local Step Functions through an unmodified boto3: the client of the service's own model, in process.

botocore parses every answer by its model, so a wrong type or a missing member shows here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from pydantic import BaseModel

from gwfw import App, Flow
from gwfw.testing import Client

if TYPE_CHECKING:
    from types_boto3_stepfunctions import SFNClient

app = App("shop")
http, sfn, dynamo = app.http, app.sfn, app.dynamo

ROLE = "arn:aws:iam::123456789012:role/states"


class Order(BaseModel):
    id: str
    quantity: int = 1


orders = dynamo.table("orders", Order, key="id")


@sfn.task(retry=2)
def charge(order: Order) -> Order:
    if order.quantity > 100:
        raise OutOfStock(f"{order.quantity} are too many")
    return order


class OutOfStock(Exception):
    pass


@sfn.task
def ship(order: Order) -> Order:
    orders.put(order)
    return order


@sfn.start("/orders")
def fulfil() -> Flow[Order, Order]:
    return charge >> sfn.wait(60) >> ship


quote = sfn.machine("quote", charge, express=True)


@http.post("/restart", uses=[quote.execute])
def restart(order: Order) -> str:
    return quote.execute(order, name="again")


@pytest.fixture
def gw() -> Iterator[Client]:
    with Client(app, start=1_700_000_000.0) as client:
        yield client


@pytest.fixture
def states(gw: Client) -> SFNClient:
    client: SFNClient = boto3.client("stepfunctions")
    return client


def machine(name: str) -> str:
    return f"arn:aws:states:us-east-1:123456789012:stateMachine:shop-dev-{name}"


def function(name: str) -> str:
    return f"arn:aws:lambda:us-east-1:123456789012:function:shop-dev-task-{name}"


def created(states: SFNClient, states_: dict[str, Any], name: str = "made", **more: Any) -> str:
    definition = {"StartAt": next(iter(states_)), "States": states_}
    answer = states.create_state_machine(name=name, definition=json.dumps(definition), roleArn=ROLE, **more)
    return answer["stateMachineArn"]


def ran(gw: Client, states: SFNClient, states_: dict[str, Any], input: object = None) -> Any:
    """What became of one execution of a machine of these states."""
    arn = states.start_execution(stateMachineArn=created(states, states_), input=json.dumps(input))["executionArn"]
    gw.clock.advance(3600)
    return states.describe_execution(executionArn=arn)


def test_an_execution_from_start_to_end(gw: Client, states: SFNClient) -> None:
    started = states.start_execution(stateMachineArn=machine("fulfil"), name="first", input='{"id": "a"}')
    arn = started["executionArn"]
    assert arn == "arn:aws:states:us-east-1:123456789012:execution:shop-dev-fulfil:first"
    assert started["startDate"].timestamp() == 1_700_000_000.0
    gw.settle()
    running = states.describe_execution(executionArn=arn)
    assert running["status"] == "RUNNING"
    assert "stopDate" not in running
    assert "output" not in running
    gw.clock.advance(60)
    ended = states.describe_execution(executionArn=arn)
    assert ended["status"] == "SUCCEEDED"
    assert json.loads(ended["output"]) == {"id": "a", "quantity": 1}
    assert ended["stopDate"].timestamp() == 1_700_000_060.0
    assert (ended["redriveCount"], ended["redriveStatus"]) == (0, "NOT_REDRIVABLE")
    assert ended["inputDetails"] == {"included": True}
    assert gw.items(orders) == [Order(id="a")]


def test_a_failed_task_is_repeated_and_fails_the_execution(gw: Client, states: SFNClient) -> None:
    arn = states.start_execution(stateMachineArn=machine("fulfil"), input='{"id": "a", "quantity": 101}')["executionArn"]
    gw.clock.advance(30)
    ended = states.describe_execution(executionArn=arn)
    assert (ended["status"], ended["error"]) == ("FAILED", "OutOfStock")
    assert json.loads(ended["cause"])["errorMessage"] == "101 are too many"
    assert ended["redriveStatus"] == "REDRIVABLE"
    assert len(gw.failures) == 3


def test_history_page_by_page_and_backwards(gw: Client, states: SFNClient) -> None:
    arn = states.start_execution(stateMachineArn=machine("fulfil"), input='{"id": "a"}')["executionArn"]
    gw.clock.advance(60)
    whole = states.get_execution_history(executionArn=arn)["events"]
    assert whole[0]["type"] == "ExecutionStarted"
    assert whole[-1]["type"] == "ExecutionSucceeded"
    assert [event["id"] for event in whole] == list(range(1, len(whole) + 1))
    pages = states.get_paginator("get_execution_history").paginate(executionArn=arn, PaginationConfig={"PageSize": 3})
    assert [event for page in pages for event in page["events"]] == whole
    assert states.get_execution_history(executionArn=arn, reverseOrder=True)["events"] == whole[::-1]
    bare = states.get_execution_history(executionArn=arn, includeExecutionData=False)["events"]
    assert bare[0]["executionStartedEventDetails"] == {"roleArn": "arn:aws:iam::123456789012:role/shop-dev-fulfil"}


def test_the_list_of_executions(gw: Client, states: SFNClient) -> None:
    for name in ("a", "b", "c"):
        states.start_execution(stateMachineArn=machine("fulfil"), name=name, input=json.dumps({"id": name}))
    states.stop_execution(executionArn=f"{machine('fulfil').replace('stateMachine', 'execution')}:b", error="Enough")
    found = states.list_executions(stateMachineArn=machine("fulfil"))["executions"]
    assert [(one["name"], one["status"]) for one in found] == [("c", "RUNNING"), ("b", "ABORTED"), ("a", "RUNNING")]
    aborted = states.list_executions(stateMachineArn=machine("fulfil"), statusFilter="ABORTED")["executions"]
    assert [one["name"] for one in aborted] == ["b"]
    pages = states.get_paginator("list_executions").paginate(
        stateMachineArn=machine("fulfil"), PaginationConfig={"PageSize": 2}
    )
    assert [[one["name"] for one in page["executions"]] for page in pages] == [["c", "b"], ["a"]]
    gw.clock.advance(60)


def test_stopping(gw: Client, states: SFNClient) -> None:
    arn = states.start_execution(stateMachineArn=machine("fulfil"), input='{"id": "a"}')["executionArn"]
    gw.clock.advance(5)
    stopped = states.stop_execution(executionArn=arn, error="Enough", cause="we are closed")
    assert stopped["stopDate"].timestamp() == 1_700_000_005.0
    ended = states.describe_execution(executionArn=arn)
    assert (ended["status"], ended["error"], ended["cause"]) == ("ABORTED", "Enough", "we are closed")
    gw.clock.advance(3600)
    assert states.stop_execution(executionArn=arn)["stopDate"] == stopped["stopDate"]
    assert gw.items(orders) == []


def test_running_synchronously(gw: Client, states: SFNClient) -> None:
    answer = states.start_sync_execution(stateMachineArn=machine("quote"), input='{"id": "a"}', traceHeader="Root=1")
    assert answer["status"] == "SUCCEEDED"
    assert json.loads(answer["output"]) == {"id": "a", "quantity": 1}
    assert answer["executionArn"].startswith("arn:aws:states:us-east-1:123456789012:express:shop-dev-quote:")
    assert answer["billingDetails"] == {"billedDurationInMilliseconds": 100, "billedMemoryUsedInMB": 64}
    assert answer["traceHeader"] == "Root=1"


def test_running_synchronously_what_fails_is_answered_with_200(gw: Client, states: SFNClient) -> None:
    answer: Any = states.start_sync_execution(stateMachineArn=machine("quote"), input='{"id": "a", "quantity": 101}')
    assert (answer["status"], answer["error"]) == ("FAILED", "OutOfStock")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert "output" not in answer
    assert answer["outputDetails"] == {"included": True}
    assert answer["billingDetails"]["billedDurationInMilliseconds"] == 3000  # two retries, after 1 and 2 seconds
    assert gw.failures


EXECUTION = machine("fulfil").replace("stateMachine", "execution")

REFUSED: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "an unknown machine": (
        "start_execution",
        {"stateMachineArn": machine("nothing")},
        "StateMachineDoesNotExist",
        f"State Machine Does Not Exist: '{machine('nothing')}'",
    ),
    "no ARN": ("start_execution", {"stateMachineArn": "fulfil"}, "InvalidArn", "Invalid Arn: 'Invalid ARN prefix: fulfil'"),
    "an express machine's execution": (
        "describe_execution",
        {"executionArn": f"{machine('quote').replace('stateMachine', 'express')}:a:b"},
        "InvalidArn",
        "Invalid Arn: 'Resource type not valid in this context: express'",
    ),
    "an unknown execution": (
        "describe_execution",
        {"executionArn": f"{EXECUTION}:nothing"},
        "ExecutionDoesNotExist",
        f"Execution Does Not Exist: '{EXECUTION}:nothing'",
    ),
    "a name with a blank": (
        "start_execution",
        {"stateMachineArn": machine("fulfil"), "name": "a b"},
        "InvalidName",
        "Invalid Name: 'a b'",
    ),
    "an empty input": (
        "start_execution",
        {"stateMachineArn": machine("fulfil"), "input": ""},
        "InvalidExecutionInput",
        "Invalid State Machine Execution Input: 'Invalid execution input.'",
    ),
    "an input that is not JSON": (
        "start_execution",
        {"stateMachineArn": machine("fulfil"), "input": "{"},
        "InvalidExecutionInput",
        "Invalid State Machine Execution Input: 'Expecting property name enclosed in double quotes\n"
        ' at [Source: (String)"{"; line: 1, column: 2]\'',
    ),
    "an input that is too long": (
        "start_execution",
        {"stateMachineArn": machine("fulfil"), "input": json.dumps("x" * 262_144)},
        "ValidationException",
        "1 validation error detected: Value at 'input' failed to satisfy constraint: "
        "Member must have length less than or equal to 262144",
    ),
    "a standard machine, synchronously": (
        "start_sync_execution",
        {"stateMachineArn": machine("fulfil")},
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
    ),
    "the executions of an express machine": (
        "list_executions",
        {"stateMachineArn": machine("quote")},
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
    ),
    "no machine": ("list_executions", {}, "ValidationException", "Must provide a StateMachine ARN or MapRun ARN"),
    "a status that there is not": (
        "list_executions",
        {"stateMachineArn": machine("fulfil"), "statusFilter": "succeeded"},
        "ValidationException",
        "1 validation error detected: Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy "
        "enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
    ),
    "a page that was never given out": (
        "list_executions",
        {"stateMachineArn": machine("fulfil"), "nextToken": "MTA6eA=="},
        "InvalidToken",
        "Invalid Token: 'Invalid token'",
    ),
    "a task token that was never given out": (
        "send_task_success",
        {"taskToken": "x", "output": "{}"},
        "InvalidToken",
        "Invalid Token: 'Invalid token'",
    ),
    "an output that is not JSON": (
        "send_task_success",
        {"taskToken": "x", "output": "{"},
        "InvalidOutput",
        "Invalid Output: 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'",
    ),
    "a definition of nothing": (
        "create_state_machine",
        {"name": "x", "roleArn": ROLE, "definition": "{}"},
        "InvalidDefinition",
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'",
    ),
    "an update of nothing": (
        "update_state_machine",
        {"stateMachineArn": machine("fulfil")},
        "MissingRequiredParameter",
        "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
    ),
    "tags of nothing": (
        "list_tags_for_resource",
        {"resourceArn": machine("nothing")},
        "ResourceNotFound",
        f"Resource not found: '{machine('nothing')}'",
    ),
    "an unknown activity": (
        "get_activity_task",
        {"activityArn": "arn:aws:states:us-east-1:123456789012:activity:x"},
        "ActivityDoesNotExist",
        "Activity Does Not Exist: 'arn:aws:states:us-east-1:123456789012:activity:x'",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_the_service_refuses(states: SFNClient, case: str) -> None:
    operation, given, code, message = REFUSED[case]
    with pytest.raises(ClientError) as caught:
        getattr(states, operation)(**given)
    error = caught.value.response["Error"]
    assert error["Code"] == code
    assert error["Message"] == message
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_names_of_executions(gw: Client, states: SFNClient) -> None:
    given: Any = {"stateMachineArn": machine("fulfil"), "name": "one", "input": '{"id": "a"}'}
    first = states.start_execution(**given)
    assert states.start_execution(**given | {"input": '{ "id":"a" }'})["executionArn"] == first["executionArn"]
    with pytest.raises(states.exceptions.ExecutionAlreadyExists, match=r"Execution Already Exists: 'arn:.*:one'"):
        states.start_execution(**given | {"input": "{}"})
    gw.clock.advance(60)
    with pytest.raises(states.exceptions.ExecutionAlreadyExists):
        states.start_execution(**given)
    express: Any = {"stateMachineArn": machine("quote"), "name": "one", "input": '{"id": "a"}'}
    assert states.start_execution(**express)["executionArn"] != states.start_execution(**express)["executionArn"]


def test_a_machine_of_ones_own(gw: Client, states: SFNClient) -> None:
    passes: dict[str, Any] = {"A": {"Type": "Pass", "Result": 1, "End": True}}
    arn = created(states, passes, tags=[{"key": "team", "value": "a"}])
    assert created(states, passes) == arn
    with pytest.raises(states.exceptions.StateMachineAlreadyExists):
        created(states, {"A": {"Type": "Pass", "Result": 2, "End": True}})
    described = states.describe_state_machine(stateMachineArn=arn)
    assert (described["name"], described["type"], described["status"]) == ("made", "STANDARD", "ACTIVE")
    assert json.loads(described["definition"])["States"] == passes
    execution = states.start_execution(stateMachineArn=arn)["executionArn"]
    changed = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 2, "End": True}}})
    updated = states.update_state_machine(stateMachineArn=arn, definition=changed)
    assert updated["revisionId"] != described["revisionId"]
    then = states.describe_state_machine_for_execution(executionArn=execution)
    assert json.loads(then["definition"])["States"] == passes
    names = [one["name"] for one in states.list_state_machines()["stateMachines"]]
    assert sorted(names) == ["made", "shop-dev-fulfil", "shop-dev-quote"]
    states.delete_state_machine(stateMachineArn=arn)
    states.delete_state_machine(stateMachineArn=arn)
    with pytest.raises(states.exceptions.StateMachineDoesNotExist):
        states.describe_state_machine(stateMachineArn=arn)


def test_tags(states: SFNClient) -> None:
    arn = machine("fulfil")
    states.tag_resource(resourceArn=arn, tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}])
    states.untag_resource(resourceArn=arn, tagKeys=["a", "c"])
    assert states.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "b", "value": "2"}]


WAITS: dict[str, Any] = {
    "Ask": {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl.$": "$.url", "MessageBody": {"token.$": "$$.Task.Token"}},
        "HeartbeatSeconds": 100,
        "End": True,
    }
}


def asked(gw: Client, states: SFNClient) -> tuple[str, str]:
    """An execution that waits for a callback, and the token that it sent."""
    queue: Any = boto3.client("sqs")
    url = queue.create_queue(QueueName="approvals")["QueueUrl"]
    arn = states.start_execution(stateMachineArn=created(states, WAITS), input=json.dumps({"url": url}))["executionArn"]
    gw.settle()
    [message] = queue.receive_message(QueueUrl=url)["Messages"]
    return arn, json.loads(message["Body"])["token"]


def test_a_callback_that_succeeds(gw: Client, states: SFNClient) -> None:
    arn, token = asked(gw, states)
    gw.clock.advance(90)
    states.send_task_heartbeat(taskToken=token)
    gw.clock.advance(90)
    states.send_task_success(taskToken=token, output='{"approved": true}')
    assert json.loads(states.describe_execution(executionArn=arn)["output"]) == {"approved": True}
    with pytest.raises(states.exceptions.TaskTimedOut, match="Provided task does not exist anymore"):
        states.send_task_success(taskToken=token, output="1")


def test_a_callback_that_fails(gw: Client, states: SFNClient) -> None:
    arn, token = asked(gw, states)
    states.send_task_failure(taskToken=token, error="Denied", cause="too dear")
    ended = states.describe_execution(executionArn=arn)
    assert (ended["status"], ended["error"], ended["cause"]) == ("FAILED", "Denied", "too dear")


def test_a_callback_that_never_comes(gw: Client, states: SFNClient) -> None:
    arn, token = asked(gw, states)
    gw.clock.advance(100)
    assert states.describe_execution(executionArn=arn)["error"] == "States.Timeout"
    with pytest.raises(states.exceptions.TaskTimedOut):
        states.send_task_heartbeat(taskToken=token)


def test_a_worker_of_an_activity(gw: Client, states: SFNClient) -> None:
    activity = states.create_activity(name="packing")["activityArn"]
    assert states.describe_activity(activityArn=activity)["name"] == "packing"
    assert [one["name"] for one in states.list_activities()["activities"]] == ["packing"]
    assert "taskToken" not in states.get_activity_task(activityArn=activity)
    arn = created(states, {"Pack": {"Type": "Task", "Resource": activity, "End": True}})
    execution = states.start_execution(stateMachineArn=arn, input='"a"')["executionArn"]
    task = states.get_activity_task(activityArn=activity, workerName="ann")
    assert task["input"] == '"a"'
    states.send_task_success(taskToken=task["taskToken"], output='"packed"')
    assert states.describe_execution(executionArn=execution)["output"] == '"packed"'
    states.delete_activity(activityArn=activity)
    with pytest.raises(states.exceptions.ActivityDoesNotExist):
        states.describe_activity(activityArn=activity)


def test_services_of_their_own_integration(gw: Client, states: SFNClient) -> None:
    put = {
        "Type": "Task",
        "Resource": "arn:aws:states:::dynamodb:putItem",
        "Parameters": {
            "TableName": "shop-dev-orders",
            "Item": {"id": {"S.$": "$.id"}, "quantity": {"N": "7"}},
            "ConditionExpression": "attribute_not_exists(id)",
        },
        "End": True,
    }
    ended = ran(gw, states, {"Put": put}, {"id": "a"})
    assert json.loads(ended["output"])["SdkHttpMetadata"]["HttpStatusCode"] == 200
    assert gw.items(orders) == [Order(id="a", quantity=7)]
    again = states.start_execution(stateMachineArn=created(states, {"Put": put}), input='{"id": "a"}')["executionArn"]
    gw.settle()
    ended = states.describe_execution(executionArn=again)
    assert ended["error"] == "DynamoDB.ConditionalCheckFailedException"
    assert ended["cause"].startswith("The conditional request failed (Service: AmazonDynamoDBv2; Status Code: 400; ")


SDK: dict[str, tuple[dict[str, Any], object]] = {
    "JSON": (
        {
            "Resource": "arn:aws:states:::aws-sdk:dynamodb:describeTable",
            "Parameters": {"TableName": "shop-dev-orders"},
            "ResultSelector": {"name.$": "$.Table.TableName", "status.$": "$.Table.TableStatus"},
        },
        {"name": "shop-dev-orders", "status": "ACTIVE"},
    ),
    "query": (
        {
            "Resource": "arn:aws:states:::aws-sdk:sns:createTopic",
            "Parameters": {"Name": "news"},
        },
        {"TopicArn": "arn:aws:sns:us-east-1:123456789012:news"},
    ),
    "members with small letters": (
        {
            "Resource": "arn:aws:states:::aws-sdk:sfn:describeStateMachine",
            "Parameters": {"StateMachineArn": machine("quote")},
            "ResultSelector": {"name.$": "$.Name", "type.$": "$.Type"},
        },
        {"name": "shop-dev-quote", "type": "EXPRESS"},
    ),
    "XML": (
        {
            "Resource": "arn:aws:states:::aws-sdk:s3:createBucket",
            "Parameters": {"Bucket": "pictures"},
            "ResultSelector": {"location.$": "$.Location"},
        },
        {"location": "/pictures"},
    ),
    "a function": (
        {
            "Resource": "arn:aws:states:::aws-sdk:lambda:invoke",
            "Parameters": {"FunctionName": function("charge"), "Payload": '{"id": "a"}'},
            "ResultSelector": {"payload.$": "States.StringToJson($.Payload)"},
        },
        {"payload": {"id": "a", "quantity": 1}},
    ),
    "a function by its integration": (
        {
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": "shop-dev-task-charge", "Payload": {"id": "a"}},
            "OutputPath": "$.Payload",
        },
        {"id": "a", "quantity": 1},
    ),
    "a nested execution": (
        {
            "Resource": "arn:aws:states:::states:startExecution.sync:2",
            "Parameters": {"StateMachineArn": machine("fulfil"), "Input": {"id": "b"}},
            "OutputPath": "$.Output",
        },
        {"id": "b", "quantity": 1},
    ),
}


@pytest.mark.parametrize("case", SDK)
def test_services_of_every_protocol(gw: Client, states: SFNClient, case: str) -> None:
    state, expected = SDK[case]
    ended = ran(gw, states, {"Call": {"Type": "Task", **state, "End": True}})
    assert ended["status"] == "SUCCEEDED", (ended.get("error"), ended.get("cause"))
    assert json.loads(ended["output"]) == expected


FAILING: dict[str, tuple[dict[str, Any], str, str]] = {
    "a table that is not there": (
        {"Resource": "arn:aws:states:::aws-sdk:dynamodb:describeTable", "Parameters": {"TableName": "nothing"}},
        "DynamoDb.ResourceNotFoundException",
        "(Service: DynamoDb, Status Code: 400, ",
    ),
    "a machine that is not there": (
        {
            "Resource": "arn:aws:states:::states:startExecution",
            "Parameters": {"StateMachineArn": machine("nothing"), "Input": {}},
        },
        "StepFunctions.StateMachineDoesNotExistException",
        "State Machine Does Not Exist: ",
    ),
    "a nested execution that fails": (
        {
            "Resource": "arn:aws:states:::states:startExecution.sync",
            "Parameters": {"StateMachineArn": machine("fulfil"), "Input": {"nothing": 1}},
        },
        "States.TaskFailed",
        '"Error":"gwfw.ValidationError"',
    ),
    "a function that is not there": (
        {"Resource": function("nothing")},
        "Lambda.ResourceNotFoundException",
        f"Function not found: {function('nothing')}:$LATEST (Service: AWSLambda; Status Code: 404; ",
    ),
    "a parameter that is none": (
        {"Resource": "arn:aws:states:::aws-sdk:sns:createTopic", "Parameters": {"Title": "news"}},
        "States.Runtime",
        "The field 'Title' is not supported by Step Functions",
    ),
    "a parameter that is missing": (
        {"Resource": "arn:aws:states:::aws-sdk:sns:createTopic", "Parameters": {}},
        "States.Runtime",
        'Missing required parameter in input: "Name"',
    ),
    "an operation that there is not": (
        {"Resource": "arn:aws:states:::aws-sdk:sns:createNothing", "Parameters": {}},
        "gwfw.NotEmulated",
        "sns:",
    ),
    "a service that no local engine has": (
        {"Resource": "arn:aws:states:::aws-sdk:braket:searchJobs", "Parameters": {"Filters": []}},
        "gwfw.NotEmulated",
        "no local engine serves braket:",
    ),
}


@pytest.mark.parametrize("case", FAILING)
def test_services_that_refuse(gw: Client, states: SFNClient, case: str) -> None:
    state, error, cause = FAILING[case]
    ended = ran(gw, states, {"Call": {"Type": "Task", **state, "End": True}})
    assert (ended["status"], ended["error"]) == ("FAILED", error), ended.get("cause")
    assert cause in ended["cause"]
    assert len(gw.failures) == ("fails" in case)


def test_an_api_called_by_a_machine_is_the_apps_own(gw: Client, states: SFNClient) -> None:
    host = httpx_host(gw)
    call = {
        "Type": "Task",
        "Resource": "arn:aws:states:::apigateway:invoke",
        "Parameters": {"ApiEndpoint": host, "Method": "POST", "Path": "/restart", "RequestBody": {"id": "c"}},
        "OutputPath": "$.ResponseBody",
        "End": True,
    }
    ended = ran(gw, states, {"Call": call})
    assert ended["status"] == "SUCCEEDED", (ended.get("error"), ended.get("cause"))
    assert ":express:shop-dev-quote:again:" in ended["output"]


def httpx_host(gw: Client) -> str:
    return str(gw.post("/restart", json={"id": "a"}).request.url.host)


def test_a_handler_starts_executions(gw: Client) -> None:
    answer = gw.post("/restart", json={"id": "a", "quantity": 3})
    assert ":express:shop-dev-quote:again:" in answer.json()
    [run] = gw.machine("quote").runs
    assert run.input == {"id": "a", "quantity": 3}


def test_functions_invoked_by_their_name(gw: Client) -> None:
    lambda_: Any = boto3.client("lambda")
    answer = lambda_.invoke(FunctionName="shop-dev-task-charge", Payload=b'{"id": "a"}')
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, "$LATEST")
    assert json.loads(answer["Payload"].read()) == {"id": "a", "quantity": 1}
    failed = lambda_.invoke(FunctionName=function("charge"), Payload=b"{}")
    assert failed["FunctionError"] == "Unhandled"
    assert json.loads(failed["Payload"].read())["errorType"] == "gwfw.ValidationError"
    assert lambda_.invoke(FunctionName=function("ship"), Payload=b'{"id": "b"}', InvocationType="Event")["StatusCode"] == 202
    gw.settle()
    assert gw.items(orders) == [Order(id="b")]
    with pytest.raises(lambda_.exceptions.ResourceNotFoundException, match=r"Function not found: .*:nothing:\$LATEST"):
        lambda_.invoke(FunctionName="nothing")
    assert gw.failures


def test_status_changes_on_the_bus(gw: Client, states: SFNClient) -> None:
    events: Any = boto3.client("events")
    queue: Any = boto3.client("sqs")
    url = queue.create_queue(QueueName="changes")["QueueUrl"]
    arn = queue.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="changes", EventPattern='{"source": ["aws.states"]}')
    events.put_targets(Rule="changes", Targets=[{"Id": "1", "Arn": arn}])
    states.start_execution(stateMachineArn=machine("fulfil"), name="one", input='{"id": "a"}')
    gw.clock.advance(60)
    messages = queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    told = [json.loads(message["Body"]) for message in messages]
    assert [(event["detail-type"], event["detail"]["status"]) for event in told] == [
        ("Step Functions Execution Status Change", "RUNNING"),
        ("Step Functions Execution Status Change", "SUCCEEDED"),
    ]
    assert told[0]["resources"] == [f"{EXECUTION}:one"]
    assert told[0]["detail"]["stopDate"] is None
    assert told[1]["detail"]["stopDate"] == 1_700_000_060_000


def test_a_definition_is_validated(states: SFNClient) -> None:
    good = states.validate_state_machine_definition(definition='{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}')
    assert (good["result"], good["diagnostics"]) == ("OK", [])
    bad = states.validate_state_machine_definition(definition='{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}')
    assert bad["result"] == "FAIL"
    [diagnostic] = [one for one in bad["diagnostics"] if one["code"] == "MISSING_TRANSITION_TARGET"]
    assert diagnostic == {
        "severity": "ERROR",
        "code": "MISSING_TRANSITION_TARGET",
        "message": "Missing 'Next' target: B",
        "location": "/States/A/Next",
    }
    assert bad["truncated"] is False


TRIALS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "a state that passes": (
        {"Type": "Pass", "Result": {"a": 1}, "ResultPath": "$.r", "Next": "Elsewhere"},
        {"input": '{"b": 2}'},
        {"status": "SUCCEEDED", "output": '{"b":2,"r":{"a":1}}', "nextState": "Elsewhere"},
    ),
    "a state that fails": (
        {"Type": "Fail", "Error": "Bad", "Cause": "no"},
        {},
        {"status": "FAILED", "error": "Bad", "cause": "no"},
    ),
    "a task": (
        {"Type": "Task", "Resource": function("charge"), "End": True},
        {"input": '{"id": "a"}'},
        {"status": "SUCCEEDED", "output": '{"id":"a","quantity":1}'},
    ),
    "a mocked result": (
        {"Type": "Task", "Resource": function("charge"), "Next": "Ship"},
        {"mock": {"result": '{"id": "mocked"}'}},
        {"status": "SUCCEEDED", "output": '{"id":"mocked"}', "nextState": "Ship"},
    ),
    "a mocked error that is retried": (
        {
            "Type": "Task",
            "Resource": function("charge"),
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 3}],
            "End": True,
        },
        {"mock": {"errorOutput": {"error": "Busy", "cause": "try later"}}, "stateConfiguration": {"retrierRetryCount": 1}},
        {"status": "RETRIABLE", "error": "Busy", "cause": "try later"},
    ),
    "a wait": ({"Type": "Wait", "Seconds": 10, "End": True}, {"input": "1"}, {"status": "SUCCEEDED", "output": "1"}),
    "a wait that is too long": (
        {"Type": "Wait", "Seconds": 1000, "End": True},
        {},
        {"status": "FAILED", "error": "States.Timeout"},
    ),
    "a choice by a variable": (
        {"Type": "Choice", "Choices": [{"Variable": "$n", "NumericEquals": 1, "Next": "One"}], "Default": "Many"},
        {"variables": '{"n": 1}'},
        {"status": "SUCCEEDED", "output": "{}", "nextState": "One"},
    ),
    "a state of a machine": (
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Result": 2, "End": True}}},
        {"stateName": "B"},
        {"status": "SUCCEEDED", "output": "2"},
    ),
    "a state of a machine in JSONata": (
        {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Pass", "Output": "{% 1+1 %}", "End": True}}},
        {"stateName": "A"},
        {"status": "SUCCEEDED", "output": "2"},
    ),
}


@pytest.mark.parametrize("case", TRIALS)
def test_one_state(states: SFNClient, case: str) -> None:
    definition, given, expected = TRIALS[case]
    answer = states.test_state(definition=json.dumps(definition), roleArn=ROLE, **given)
    assert {key: held for key, held in answer.items() if key != "ResponseMetadata"} == expected


def test_one_state_inspected(states: SFNClient) -> None:
    definition = {
        "Type": "Task",
        "Resource": function("charge"),
        "Parameters": {"id.$": "$.name"},
        "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 3}],
        "End": True,
    }
    answer = states.test_state(
        definition=json.dumps(definition),
        roleArn=ROLE,
        input='{"name": "a"}',
        inspectionLevel="DEBUG",
        mock={"errorOutput": {"error": "Busy", "cause": ""}},
    )
    inspected = answer["inspectionData"]
    assert (inspected["input"], inspected["afterParameters"]) == ('{"name":"a"}', '{"id":"a"}')
    assert inspected["errorDetails"] == {"retryIndex": 0, "retryBackoffIntervalSeconds": 3}


TASK = json.dumps({"Type": "Task", "Resource": function("charge"), "End": True})
UNTRIED: dict[str, tuple[str, dict[str, Any], str]] = {
    "not JSON": ("{", {}, "InvalidDefinition"),
    "no object": ("1", {}, "InvalidDefinition"),
    "no state": ('{"Type": "Nothing"}', {}, "InvalidDefinition"),
    "a name that the machine has not": ('{"StartAt": "A", "States": {}}', {"stateName": "A"}, "ValidationException"),
    "variables that are none": (TASK, {"variables": "1"}, "ValidationException"),
    "a mock of a state without work": ('{"Type": "Succeed"}', {"mock": {"result": "1"}}, "ValidationException"),
    "a mock of both": (TASK, {"mock": {"result": "1", "errorOutput": {"error": "E"}}}, "ValidationException"),
    "a mock of nothing": (TASK, {"mock": {}}, "ValidationException"),
    "a map without a mock": (
        '{"Type":"Map","ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Succeed"}}},"End":true}',
        {},
        "ValidationException",
    ),
    "a callback without a mock": (json.dumps(WAITS["Ask"]), {}, "ValidationException"),
    "a context": (TASK, {"mock": {"result": "1"}, "context": "{}"}, "ValidationException"),
    "a map's failures": (TASK, {"stateConfiguration": {"mapIterationFailureCount": 1}}, "ValidationException"),
}


@pytest.mark.parametrize("case", UNTRIED)
def test_one_state_that_cannot_be_tested(states: SFNClient, case: str) -> None:
    definition, given, code = UNTRIED[case]
    with pytest.raises(ClientError) as caught:
        states.test_state(definition=definition, roleArn=ROLE, **given)
    assert caught.value.response["Error"]["Code"] == code
