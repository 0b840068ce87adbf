"""Service tasks of handles: what they emit, what they refuse, and what becomes of an execution."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel, Field

from gwfw import App
from gwfw.errors import Refusal
from gwfw.flow import Flow
from gwfw.freeze.freezing import freeze
from gwfw.graph.model import Grant, Ref
from gwfw.graph.template import document
from gwfw.resources.machine.builder import Builder
from gwfw.testing import Client

if TYPE_CHECKING:
    from gwfw.flow import Node
    from tests.unit.conftest import Write

PASSED = "{% $states.input %}"


class Line(BaseModel):
    sku: str
    price: Decimal = Decimal(1)


class Order(BaseModel):
    id: str
    total: int = Field(default=0, alias="theTotal")
    lines: list[Line] = []


class Cart(BaseModel):
    order: Order
    pages: dict[str, list[Line]] = {}


class Picture(BaseModel):
    id: str
    content: bytes = b""


class Visit(BaseModel):
    user: str
    at: int


class Question(BaseModel):
    text: str
    task_token: str = Field(alias="token")


app = App("shop")
orders = app.dynamo.table("orders", Order, key="id")
visits = app.dynamo.table("visits", Visit, key="user", sort="at")
jobs = app.queue("jobs", Order)
questions = app.queue("questions", Question)
events = app.bus("events", source="shop")


@app.sfn.task
def charge(order: Order) -> Order:
    return order


@app.sfn.task
def check(cart: Cart) -> Cart:
    return cart


@app.sfn.task
def visit(given: Visit) -> Visit:
    return given


def the_order(cart: Cart) -> Order:
    return cart.order


def state(flow: Node, name: str) -> Any:
    """One state of a flow's definition, with references as texts."""
    text = document(Builder("").machine(flow.steps))
    written = "".join(part if isinstance(part, str) else f"<{part.kind} {part.name} {part.attribute}>" for part in text)
    return json.loads(written)["States"][name]


WRITTEN: dict[str, tuple[Node, str, str, dict[str, object], str | None]] = {
    "an item": (
        visits.put_item_task(),
        "dynamodb putItem",
        "dynamodb:putItem",
        {
            "TableName": "<table visits name>",
            "Item": '{% {"user": {"S": $states.input.user}, "at": {"N": $string($states.input.at)}} %}',
        },
        PASSED,
    ),
    "a part as a new item": (
        visits.put_item_task("$.visit", new=True),
        "dynamodb putItem",
        "dynamodb:putItem",
        {
            "TableName": "<table visits name>",
            "Item": '{% {"user": {"S": $states.input.visit.user}, "at": {"N": $string($states.input.visit.at)}} %}',
            "ConditionExpression": "attribute_not_exists(#key)",
            "ExpressionAttributeNames": {"#key": "user"},
        },
        PASSED,
    ),
    "an item that is read": (
        visits.get_item_task(lambda given: given.who, lambda given: given.times[0], name="read"),
        "read",
        "dynamodb:getItem",
        {
            "TableName": "<table visits name>",
            "Key": {"user": '{% {"S": $states.input.who} %}', "at": '{% {"N": $string($states.input.times[0])} %}'},
            "ConsistentRead": True,
        },
        '{% $exists($states.result.Item) ? {"user": $states.result.Item.user.S, "at": $number($states.result.Item.at.N)}'
        ' : $error("visits has no such item") %}',
    ),
    "an item that is deleted": (
        visit >> visits.delete_item_task(),
        "dynamodb deleteItem",
        "dynamodb:deleteItem",
        {
            "TableName": "<table visits name>",
            "Key": {"user": '{% {"S": $states.input.user} %}', "at": '{% {"N": $string($states.input.at)} %}'},
        },
        PASSED,
    ),
    "an item by an odd name": (
        orders.delete_item_task("$.and['it\\'s'].id"),
        "dynamodb deleteItem",
        "dynamodb:deleteItem",
        {"TableName": "<table orders name>", "Key": {"id": '{% {"S": $states.input.`and`.`it\'s`.id} %}'}},
        PASSED,
    ),
    "a message": (
        check >> jobs.send_task(the_order, delay_s=5),
        "sqs sendMessage",
        "sqs:sendMessage",
        {"QueueUrl": "<queue jobs url>", "MessageBody": "{% $states.input.order %}", "DelaySeconds": 5},
        PASSED,
    ),
    "a question": (
        questions.send_task("{% {'text': 'sure?'} %}", wait_for_callback=True, into="token", heartbeat=60),
        "sqs sendMessage.waitForTaskToken",
        "sqs:sendMessage.waitForTaskToken",
        {
            "QueueUrl": "<queue questions url>",
            "MessageBody": "{% $merge([({'text': 'sure?'}), {\"token\": $states.context.Task.Token}]) %}",
        },
        None,
    ),
    "an event": (
        charge >> events.put_task(detail_type="Charged"),
        "events putEvents",
        "events:putEvents",
        {
            "Entries": [
                {
                    "Detail": PASSED,
                    "DetailType": "Charged",
                    "Source": "shop",
                    "EventBusName": "<bus events name>",
                }
            ]
        },
        PASSED,
    ),
}


@pytest.mark.parametrize(("flow", "name", "action", "arguments", "output"), WRITTEN.values(), ids=WRITTEN)
def test_what_is_written(flow: Node, name: str, action: str, arguments: dict[str, object], output: str | None) -> None:
    written = state(flow, name)
    assert written["Resource"] == f"arn:aws:states:::{action}"
    assert (written["QueryLanguage"], written["Arguments"], written.get("Output")) == ("JSONata", arguments, output)
    assert ("HeartbeatSeconds" in written) is ("wait" in action)


def test_types_go_on_through_these_steps() -> None:
    flow: Flow[Cart, Order] = (
        check >> events.put_task(detail_type="Checked") >> orders.get_item_task(lambda cart: cart.order.id)
    )
    written = state(flow >> app.sfn.map(charge, items=lambda order: order.lines), "map")  # type: ignore[arg-type,return-value]
    assert written["ItemsPath"] == "$.lines"
    written = state(flow >> jobs.send_task(lambda order: order.total), "sqs sendMessage")  # type: ignore[arg-type,return-value]
    assert written["Arguments"]["MessageBody"] == "{% $states.input.theTotal %}"


REFUSED: dict[str, tuple[Callable[[App], Node], str]] = {
    "a key of none": (
        lambda app: app.dynamo.table("orders", Order, key="id").get_item_task("$.id", "$.at"),
        "an item of 'orders' is named by id",
    ),
    "a field that is no attribute": (
        lambda app: app.dynamo.table("pictures", Picture, key="id").put_item_task(),
        "bytes at $states.input.content is no type of an attribute",
    ),
    "one key of two": (
        lambda app: app.dynamo.table("visits", Visit, key="user", sort="at").get_item_task("$.user"),
        "an item of 'visits' is named by user, at",
    ),
    "a search": (
        lambda app: app.dynamo.table("orders", Order, key="id").get_item_task("$..id"),
        "$..id does not name one part",
    ),
    "no path": (lambda app: app.queue("jobs", Order).send_task("order"), "order does not name one part"),
    "a computed part": (
        lambda app: app.bus("events").put_task(lambda order: order.total + 1, detail_type="x") >> charge,
        "unsupported operand",
    ),
    "a model without a place for the token": (
        lambda app: app.queue("jobs", Order).send_task(wait_for_callback=True),
        "the model of 'jobs' has no field 'task_token'",
    ),
}


@pytest.mark.parametrize(("step", "what"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_refused_with_its_place(step: Callable[[App], Any], what: str) -> None:
    app = App("shop")
    app.sfn.machine("fulfil", step(app))
    with pytest.raises(Refusal) as raised:
        freeze(app)
    (problem,) = raised.value.problems
    assert problem.code == "service-task"
    assert what in problem.what
    assert problem.places[0].file.endswith("test_prepared.py")


# Executions -----------------------------------------------------------------------------------------------------------


SHOP = """
    from decimal import Decimal

    from pydantic import BaseModel, Field

    from gwfw import App

    class Line(BaseModel):
        sku: str
        price: Decimal = Decimal(1)

    class Order(BaseModel):
        id: str
        total: int = Field(default=0, alias="theTotal")
        lines: list[Line] = []

    class Question(BaseModel):
        text: str
        task_token: str = Field(alias="token")

    app = App("shop")
    sfn = app.sfn
    orders = app.dynamo.table("orders", Order, key="id")
    jobs, questions = app.queue("jobs", Order), app.queue("questions", Question)
    events = app.bus("events", source="shop")
    taken, tokens = [], []

    @sfn.task
    def charge(order: Order) -> Order:
        return order

    @jobs.consumer
    def work(order: Order) -> None:
        taken.append(order)

    @questions.consumer
    def answer(question: Question) -> None:
        ask.send_heartbeat(question.task_token)
        if question.text == "sure?":
            ask.send_success(question.task_token, {"answer": "yes"})
        else:
            ask.send_failure(question.task_token, "Unsure")

    flow = charge >> orders.put_item_task(new=True) >> jobs.send_task() >> events.put_task(detail_type="Charged")
    fulfil = sfn.machine("fulfil", flow >> charge)
    read = sfn.machine("read", orders.get_item_task("$.which"))
    remove = sfn.machine("remove", orders.delete_item_task())
    asked = questions.send_task("$", wait_for_callback=True, into="token", heartbeat=60)
    ask = sfn.machine("ask", asked)

    @sfn.task
    def note(question: Question) -> None:
        tokens.append(question.task_token)

    @app.http.post("/answers", auth=None)
    def answered(question: Question) -> None:
        confirm.send_success(question.task_token, question.text)

    payload = {"token": "{% $states.context.Task.Token %}", "text": "{% $states.input.text %}"}
    @sfn.task(catch=sfn.fail("Never"))
    def grow(order: Order) -> Order:
        return order.model_copy(update={"total": order.total + 1})

    growing = sfn.machine("growing", sfn.repeat(grow, until=lambda order: order.total > 5, every=60))
    outer = sfn.machine("outer", growing.execute_task() >> sfn.wait(1))
    starter = sfn.machine("starter", sfn.parallel(
        growing.execute_task(lambda cart: cart.order, wait=False), growing.execute_task("$.order")
    ))

    noted = sfn.service("lambda:invoke.waitForTaskToken", {"FunctionName": note, "Payload": payload})
    confirm = sfn.machine("confirm", noted)
"""


@pytest.fixture
def shop(write: Write) -> Any:
    """A module whose machines do everything."""
    return write(SHOP)


def ended(gw: Client, machine: Any, given: object) -> Any:
    """The run of an execution."""
    running = gw.machine(machine)
    return running.wait(running.start(given))


ORDER = {"id": "1", "theTotal": 3, "lines": [{"sku": "a", "price": "1.5"}]}


def test_an_execution_writes_sends_and_puts(shop: Any) -> None:
    with Client(shop.app) as gw:
        run = ended(gw, shop.fulfil, ORDER)
        assert (run.status, run.output) == ("SUCCEEDED", ORDER)
        gw.settle()
        assert gw.items(shop.orders) == shop.taken == [shop.Order.model_validate(ORDER)]
        again = ended(gw, shop.fulfil, ORDER)
        assert (again.status, again.error) == ("FAILED", "DynamoDB.ConditionalCheckFailedException")
        read = ended(gw, shop.read, {"which": "1"})
        assert (read.status, read.output) == ("SUCCEEDED", ORDER)
        assert ended(gw, shop.remove, ORDER).output == ORDER
        assert gw.items(shop.orders) == []
        missing = ended(gw, shop.read, {"which": "1"})
        assert (missing.status, missing.error) == ("FAILED", "States.QueryEvaluationError")


def test_a_consumer_answers_the_question_of_an_execution(shop: Any) -> None:
    with Client(shop.app) as gw:
        run = ended(gw, shop.ask, {"text": "sure?"})
        assert (run.status, run.output) == ("SUCCEEDED", {"answer": "yes"})
        run = ended(gw, shop.ask, {"text": "really?"})
        assert (run.status, run.error) == ("FAILED", "Unsure")


def test_a_task_gets_a_token_and_a_route_answers(shop: Any) -> None:
    with Client(shop.app) as gw:
        confirm = gw.machine(shop.confirm)
        started = confirm.start({"text": "sure?"})
        assert confirm.wait(started).status == "RUNNING"
        (token,) = shop.tokens
        assert gw.post("/answers", json={"token": token, "text": "yes"}).status_code == 200
        run = confirm.wait(started)
        assert (run.status, run.output) == ("SUCCEEDED", "yes")


def test_a_flow_repeats_until_its_condition_holds(shop: Any) -> None:
    with Client(shop.app, start=1000.0) as gw:
        run = ended(gw, shop.growing, ORDER)
        assert (run.output["theTotal"], run.states.count("grow"), gw.clock.now()) == (6, 3, 1120.0)


def test_a_machine_runs_another_and_gives_its_output(shop: Any) -> None:
    with Client(shop.app) as gw:
        assert ended(gw, shop.outer, ORDER).output == {**ORDER, "theTotal": 6}


def test_a_machine_starts_another_and_goes_on(shop: Any) -> None:
    with Client(shop.app) as gw:
        given = {"order": ORDER}
        assert ended(gw, shop.starter, given).output == [given, {**ORDER, "theTotal": 6}]
        gw.clock.advance(600)
        assert [run.status for run in gw.machine("growing").runs] == ["SUCCEEDED", "SUCCEEDED"]


def test_an_express_machine_cannot_be_waited_for() -> None:
    sfn = App("shop").sfn
    quick = sfn.machine("quick", sfn.wait(1) >> sfn.constant(1), express=True)
    builder = Builder("")
    builder.machine(quick.execute_task().steps)
    assert ["express machine" in problem.what for problem in builder.problems] == [True]
    builder = Builder("")
    builder.machine(quick.execute_task(wait=False).steps)
    assert builder.problems == []


def test_the_grants_of_the_machine_follow(shop: Any) -> None:
    grants = freeze(shop.app).graph.grants
    assert Grant(principal="machine:read", resource=Ref("table", "orders", "arn"), actions=("dynamodb:GetItem",)) in grants
    answers = ("states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess")
    assert Grant(principal="function:queue-questions", resource=Ref("machine", "ask", "arn"), actions=answers) in grants
    found = {grant.resource.kind: grant.actions for grant in grants if grant.principal == "machine:fulfil"}
    assert {kind: found[kind] for kind in ("table", "queue", "bus")} == {
        "table": ("dynamodb:PutItem",),
        "queue": ("sqs:SendMessage",),
        "bus": ("events:PutEvents",),
    }
