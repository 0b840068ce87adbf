"""State machines as users declare them: what becomes of each form, and what is refused with which lines."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from gwfw.errors import MissingExtra, Problem, Refusal
from gwfw.freeze.freezing import freeze
from gwfw.graph.model import AppGraph, Grant, Machine, Ref

if TYPE_CHECKING:
    from tests.unit.conftest import Write

HEAD = """
from gwfw import App, Flow, Router
from gwfw.mapping import request
app = App("shop")
http, sfn, dynamo = app.http, app.sfn, app.dynamo

from pydantic import BaseModel
class Book(BaseModel):
    id: str

books = dynamo.table("books", Book, key="id")

@sfn.task
def charge(order: dict[str, object]) -> dict[str, object]: return order

@sfn.task
def ship(order: dict[str, object]) -> None: ...

"""
LINE = HEAD.count("\n") + 1


def graph(write: Write, source: str) -> AppGraph:
    return freeze(write(HEAD + source).app).graph


def machine(write: Write, source: str) -> Machine:
    [found] = graph(write, source).machines
    return found


def problems(write: Write, source: str) -> list[Problem]:
    with pytest.raises(Refusal) as caught:
        graph(write, source)
    return list(caught.value.problems)


def text(machine: Machine) -> Any:
    return json.loads("".join(part if isinstance(part, str) else part.name for part in machine.definition))


FORMS = {
    "a decorated definition": '@sfn.start("/go")\ndef fulfil() -> Flow[dict[str, object], None]: return charge >> ship\n',
    "a definition with a route of its own": 'def fulfil(): return charge >> ship\nsfn.start("/go", fulfil)\n',
    "a flow": 'fulfil = sfn.machine("fulfil", charge >> ship)\nsfn.start("/go", fulfil)\n',
    "a target": 'fulfil = sfn.machine("fulfil", charge >> ship)\nhttp.post("/go").to(fulfil.start())\n',
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_machine(write: Write, form: str) -> None:
    found = graph(write, FORMS[form])
    [made] = found.machines
    assert (made.name, made.type, made.arn) == ("fulfil", "STANDARD", None)
    assert text(made) == {
        "StartAt": "charge",
        "States": {
            "charge": {"Type": "Task", "Resource": "task-charge", "Next": "ship"},
            "ship": {"Type": "Task", "Resource": "task-ship", "End": True},
        },
    }
    [spec] = found.integrations
    assert (spec.kind, spec.name) == ("stepfunctions", "http POST /go")


def test_a_definition_started_synchronously_is_an_express_one(write: Write) -> None:
    both = '@sfn.start("/go")\n@sfn.start_sync("/run", method="PUT")\ndef quote(): return charge\n'
    found = graph(write, both)
    assert [made.type for made in found.machines] == ["EXPRESS"]
    assert [spec.name for spec in found.integrations] == ["http POST /go", "http PUT /run"]


def test_a_machine_without_a_route(write: Write) -> None:
    assert machine(write, 'sfn.machine("quote", charge, express=True)\n').type == "EXPRESS"


def test_a_machine_that_exists_elsewhere(write: Write) -> None:
    arn = "arn:aws:states:eu-west-1:999999999999:stateMachine:old"
    found = graph(write, f'old = sfn.machine("old", "{arn}")\nsfn.start("/old", old)\n')
    assert found.machines == (Machine(name="old", definition=(), arn=arn),)
    assert [grant for grant in found.grants if grant.principal.startswith("machine")] == []
    assert found.grants[0].resource == Ref("machine", "old", "arn")


def test_a_machine_of_the_app_s_own_construct(write: Write) -> None:
    source = """
@app.construct
def old(stack): raise AssertionError("nothing is made here")
legacy = sfn.machine("legacy", old)
sfn.start("/old", legacy)
sfn.stop("/stop", legacy, execution_arn=request.query["arn"])
@http.post("/again")
def again() -> str: return legacy.execute({})
"""
    found = graph(write, source)
    assert found.machines == (Machine(name="legacy", definition=(), arn=Ref("construct", "old", "arn")),)
    assert [(grant.principal, grant.resource.attribute, grant.actions) for grant in found.grants] == [
        ("function:api", "arn", ("states:StartExecution",)),
        ("integration:http POST /old", "arn", ("states:StartExecution",)),
        ("integration:http POST /stop", "executions", ("states:StopExecution",)),
    ]


def test_what_runs_in_the_place_of_a_machine(write: Write) -> None:
    arn = "arn:aws:states:eu-west-1:999999999999:stateMachine:old"
    source = f'sfn.machine("old", "{arn}", local=charge >> ship, uses=[books.read])\n'
    found = graph(write, source)
    [made] = found.machines
    assert made.arn == arn
    run = ["task-charge", "task-ship"]
    assert [part.name for part in made.definition if isinstance(part, Ref)] == run
    assert [grant.resource.name for grant in found.grants if grant.principal == "machine:old"] == [*run, "books"]


def test_a_construct_that_is_not_there(write: Write) -> None:
    [problem] = problems(write, 'sfn.machine("m", Router().construct(ship.function))\n')
    assert (problem.code, problem.what) == ("dangling", "the machine 'm' needs a construct that is not there: 'ship'")


ASL = """{
  "StartAt": "Charge",
  "States": {
    "Charge": {"Type": "Task", "Resource": "${charge}", "Next": "Put"},
    "Put": {
      "Type": "Task",
      "Resource": "arn:aws:states:::dynamodb:putItem",
      "Parameters": {"TableName": "${books}", "Item": {"id": {"S": "a-${kind}-b"}}, "N": [1, true, null, 0.5]},
      "End": true
    }
  }
}
"""
YAML = """
StartAt: Charge
States:
  Charge:
    Type: Task
    Resource: ${charge}
    Next: Put
  Put:
    Type: Task
    Resource: arn:aws:states:::dynamodb:putItem
    Parameters:
      TableName: ${books}
      Item:
        id: {S: "a-${kind}-b"}
      N: [1, true, null, 0.5]
    End: true
"""


@pytest.mark.parametrize(("name", "content"), [("f.asl.json", ASL), ("f.asl.yaml", YAML), ("f.yml", YAML)])
def test_a_definition_in_a_file(write: Write, name: str, content: str) -> None:
    write("", "nothing")
    source = f'sfn.machine("fulfil", sfn.asl("{name}", charge=charge, books=books, kind="x"))\n'
    found = graph_with_file(write, source, name, content)
    [made] = found.machines
    assert text(made)["States"]["Put"]["Parameters"] == {
        "TableName": "books",
        "Item": {"id": {"S": "a-x-b"}},
        "N": [1, True, None, 0.5],
    }
    assert [part for part in made.definition if isinstance(part, Ref)] == [
        Ref("function", "task-charge", "arn"),
        Ref("table", "books", "name"),
    ]
    assert [grant for grant in found.grants if grant.principal == "machine:fulfil"] == [
        Grant(
            principal="machine:fulfil",
            resource=Ref("function", "task-charge", "arn"),
            actions=("lambda:InvokeFunction",),
        ),
        Grant(principal="machine:fulfil", resource=Ref("table", "books", "arn"), actions=("dynamodb:PutItem",)),
    ]


def graph_with_file(write: Write, source: str, name: str, content: str) -> AppGraph:
    """The graph of a module beside which there is a file of that name."""
    from pathlib import Path

    module = write(HEAD + source, "machines")
    assert module.__file__ is not None
    (Path(module.__file__).parent / name).write_text(content, encoding="utf-8")
    return freeze(module.app).graph


def test_times_in_yaml_stay_texts(write: Write) -> None:
    content = "StartAt: W\nStates:\n  W: {Type: Wait, Timestamp: 2026-12-24T18:00:00Z, End: true}\n"
    [made] = graph_with_file(write, 'sfn.machine("w", sfn.asl("w.yaml"))\n', "w.yaml", content).machines
    assert text(made)["States"]["W"]["Timestamp"] == "2026-12-24T18:00:00Z"


FILES: dict[str, tuple[str, str, str, str]] = {
    "no file": ("other.json", "{}", "asl-file", "the file of a definition cannot be read"),
    "no JSON": ("f.json", "{", "asl-file", "the file of a definition cannot be parsed"),
    "no YAML": ("f.yaml", "a: [", "asl-file", "the file of a definition cannot be parsed"),
    "an unknown name": (
        "f.json",
        '{"A": "${nothing}"}',
        "asl-substitution",
        "the file has ${nothing}, and nothing is given",
    ),
    "an unused name": ("f.json", '{"A": 1}', "asl-substitution", "the file has no ${charge}"),
    "a name that stands for nothing": (
        "f.json",
        '{"A": "${charge}", "B": "${number}"}',
        "asl-substitution",
        "this cannot stand for ${number}",
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_files_that_are_wrong(write: Write, case: str) -> None:
    name, content, code, what = FILES[case]
    number = ", number=5" if "number" in content else ""
    wanted = "f.yaml" if name == "f.yaml" else "f.json"
    source = f'sfn.machine("m", sfn.asl("{wanted}", charge=charge{number}))\n'
    with pytest.raises(Refusal) as caught:
        graph_with_file(write, source, name, content)
    [problem] = caught.value.problems
    assert problem.code == code
    assert what in problem.what
    assert problem.places[0].line == LINE


def test_what_aws_would_refuse_is_told_with_the_line_of_the_state(write: Write) -> None:
    content = ASL.replace('"Next": "Put"', '"Next": "Nowhere"')
    source = 'sfn.machine("m", sfn.asl("f.json", charge=charge, books=books, kind="x"))\n'
    with pytest.raises(Refusal) as caught:
        graph_with_file(write, source, "f.json", content)
    found = {problem.what.removeprefix("AWS would refuse this definition: "): problem for problem in caught.value.problems}
    missing = found["Missing 'Next' target: Nowhere"]
    assert missing.received == "MISSING_TRANSITION_TARGET at /States/Charge/Next"
    assert [(place.file.rpartition("/")[2], place.line) for place in missing.places] == [
        ("f.json", 4),
        ("machines.py", LINE),
    ]
    assert found['State "Put" is not reachable.'].places[0].line == 5


OLD = "arn:aws:states:eu-west-1:999999999999:stateMachine:old"
REFUSED: dict[str, tuple[str, str, str]] = {
    "no name": ('sfn.machine("", charge)', "machine-name", "this cannot be a state machine's name"),
    "a name with a blank": ('sfn.machine("a b", charge)', "machine-name", "this cannot be a state machine's name"),
    "no ARN": ('sfn.machine("m", "arn:aws:lambda:x")', "machine-arn", "this is not the ARN of a state machine"),
    "a construct": (
        'Made = type("StateMachine", (), {"__module__": "aws_cdk.aws_stepfunctions"})\nsfn.machine("m", Made())',
        "machine-construct",
        "a CDK construct cannot be a machine's definition",
    ),
    "something in the place of a flow": (
        'sfn.machine("m", charge, local=ship)',
        "machine-local",
        "what a machine does is known here, so that nothing runs in its place",
    ),
    "something else in the place of a machine": (
        f'sfn.machine("m", "{OLD}", local="{OLD}")',
        "machine-local",
        "what runs in the place of a machine is a flow, or sfn.asl(...)",
    ),
    "permissions of nobody": (
        f'sfn.machine("m", "{OLD}", uses=[books.read])',
        "machine-local",
        "the role of a machine that is defined elsewhere is not made here",
    ),
    "no flow": ('sfn.machine("m", 5)', "definition", "a state machine is a task, tasks joined with >>, or sfn.asl"),
    "a function without parentheses of its own": (
        '@sfn.start("/go")\ndef m(order): return charge',
        "definition",
        "a definition is called once, without arguments",
    ),
    "a definition that fails": (
        '@sfn.start("/go")\ndef m(): return charge >> 1',
        "definition",
        "the definition raised an exception",
    ),
    "a definition that gives nothing": ('@sfn.start("/go")\ndef m(): ...', "definition", "a state machine is a task"),
    "a definition that gives an ARN": ('@sfn.start("/go")\ndef m(): return "arn:..."', "definition", "a state machine is"),
    "a value that is not JSON": (
        'sfn.machine("m", sfn.constant({1: 2}))',
        "definition",
        "the key of an object is a text, not 1",
    ),
    "a time-out that is none": (
        'sfn.machine("m", charge, timeout=0)',
        "machine-definition",
        "Value should be between 1 and",
    ),
    "a time-out of a file": (
        'sfn.machine("m", sfn.asl("m.json"), timeout=5)',
        "machine-timeout",
        "the time that an execution may take is said where the machine is defined",
    ),
    "a time-out of a machine elsewhere": (
        'sfn.machine("m", "arn:aws:states:us-east-1:123456789012:stateMachine:old", timeout=5)',
        "machine-timeout",
        "the time that an execution may take is said where the machine is defined",
    ),
    "a number that is not JSON": (
        'sfn.machine("m", sfn.constant(float("nan")))',
        "definition",
        "this flow cannot be written in the States Language",
    ),
    "a condition that cannot be read": (
        'sfn.machine("m", sfn.choice(sfn.when(lambda o: o.a and o.b, charge)))',
        "condition",
        "is not known here",
    ),
    "a wrong value": ('sfn.machine("m", sfn.wait(-1))', "machine-definition", "AWS would refuse this definition: "),
    "an express machine that waits for a callback": (
        'sfn.machine("m", sfn.service("dynamodb:putItem.sync", {"TableName": books}), express=True)',
        "machine-definition",
        "AWS would refuse this definition: The resource provided",
    ),
    "what only AWS runs": (
        'sfn.machine("m", sfn.service("glue:startJobRun.sync", {"JobName": "j"}))',
        "machine-definition",
        "AWS takes this definition, but nothing local runs it: The resource arn:aws:states:::glue:startJobRun.sync",
    ),
    "a service on nothing": (
        'sfn.machine("m", sfn.service("dynamodb:putItem", {"TableName": "t", "Item": {}}))',
        "machine-grant",
        "the machine's role would need dynamodb:PutItem",
    ),
    "a permission that is none": ('sfn.machine("m", charge, uses=[5])', "uses", "uses= takes a list of permissions"),
    "a route to something else": ('sfn.start("/go", 5)', "not-a-machine", "a route starts a machine of sfn.machine(...)"),
    "a synchronous start of a standard machine": (
        'm = sfn.machine("m", charge)\nsfn.start_sync("/go", m)',
        "machine-type",
        "only express machines can be started synchronously",
    ),
    "a stop without an execution": (
        'm = sfn.machine("m", charge)\nsfn.stop("/stop", m)',
        "no-execution-arn",
        "StopExecution needs the execution ARN",
    ),
    "a stop of an express machine": (
        '@sfn.stop("/stop", execution_arn=request.query["a"])\n@sfn.start_sync("/run")\ndef m(): return charge',
        "machine-type",
        "executions of express machines cannot be stopped",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(write: Write, case: str) -> None:
    source, code, what = REFUSED[case]
    found = problems(write, source + "\n")
    assert [problem.code for problem in found] == [code]
    assert what in found[0].what
    assert found[0].places[0].file.endswith("app.py")
    assert found[0].places[0].line >= LINE
    assert found[0].remedy


@pytest.mark.parametrize("decorator", ["start", "start_sync", "stop"])
def test_parentheses_are_not_forgotten(write: Write, decorator: str) -> None:
    [problem] = problems(write, f"@sfn.{decorator}\ndef m(): return charge\n")
    assert (problem.code, problem.remedy) == ("missing-parentheses", f'@sfn.{decorator}("/path")')


def test_both_lines_of_machines_with_one_name(write: Write) -> None:
    [problem] = problems(write, 'sfn.machine("m", charge)\nsfn.machine("m", ship)\n')
    assert problem.code == "declared-twice"
    assert [place.line for place in problem.places] == [LINE, LINE + 1]


def test_a_definition_named_from_two_files_is_one(write: Write) -> None:
    source = """
        from gwfw import App, Router
        app, router = App("shop"), Router()
        app.include(router)
        @app.sfn.task
        def charge(order: dict[str, object]) -> None: ...
        def fulfil(): return charge
        app.sfn.start("/a", fulfil)
        router.sfn.start_sync("/b", fulfil)
    """
    found = freeze(write(source).app).graph
    assert [(made.name, made.type) for made in found.machines] == [("fulfil", "EXPRESS")]


def test_permissions_that_the_definition_does_not_show(write: Write) -> None:
    source = (
        'put = sfn.service("dynamodb:putItem", {"TableName.$": "$.table", "Item": {}})\n'
        'sfn.machine("m", put, uses=[books.write, books.get])\n'
    )
    found = graph(write, source)
    assert [grant for grant in found.grants if grant.principal == "machine:m"] == [
        Grant(
            principal="machine:m",
            resource=Ref("table", "books", "arn"),
            actions=("dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
        )
    ]


def test_yaml_needs_its_parser(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(MissingExtra, match="a definition in YAML needs the optional part 'local'"):
        graph_with_file(write, 'sfn.machine("w", sfn.asl("w.yaml"))\n', "w.yaml", "")


def test_a_finding_about_the_whole_file(write: Write) -> None:
    with pytest.raises(Refusal) as caught:
        graph_with_file(write, 'sfn.machine("w", sfn.asl("w.json"))\n', "w.json", "[]")
    [problem] = caught.value.problems
    assert problem.remedy == "correct the definition"
    assert [(place.file.rpartition("/")[2], place.line) for place in problem.places] == [("machines.py", LINE)]


def test_queues_and_buses_are_named_as_their_services_know_them(write: Write) -> None:
    source = (
        'jobs, events = app.queue("jobs"), app.bus("events")\n'
        'send = sfn.service("sqs:sendMessage", {"QueueUrl": jobs, "MessageBody.$": "$"})\n'
        'put = sfn.service("events:putEvents", {"Entries": [{"EventBusName": events, "Source": "s", "DetailType": "d",'
        ' "Detail": {}}]})\n'
        'sfn.machine("m", send >> put)\n'
    )
    found = graph(write, source)
    [made] = found.machines
    refs = {part for part in made.definition if isinstance(part, Ref)}
    assert refs == {Ref("queue", "jobs", "url"), Ref("bus", "events", "name")}
    grants = {grant.resource: grant.actions for grant in found.grants if grant.principal == "machine:m"}
    assert grants == {
        Ref("bus", "events", "arn"): ("events:PutEvents",),
        Ref("queue", "jobs", "arn"): ("sqs:SendMessage",),
    }


def test_a_tasks_function_runs_as_long_as_its_state_waits(write: Write) -> None:
    found = graph(write, "@sfn.task(timeout=120)\ndef long(order: dict[str, object]) -> None: ...\n")
    assert {function.name: function.timeout_s for function in found.functions} == {
        "task-charge": 29,
        "task-long": 120,
        "task-ship": 29,
    }


@pytest.mark.parametrize("timeout", ["0", "901", "1.5", "True"])
def test_a_function_cannot_run_any_time(write: Write, timeout: str) -> None:
    [problem] = problems(write, f"@sfn.task(timeout={timeout})\ndef long(order: dict[str, object]) -> None: ...\n")
    assert (problem.code, problem.received, problem.allowed) == ("task-timeout", timeout, "1 to 900 seconds")


def test_how_long_an_execution_may_take(write: Write) -> None:
    made = text(machine(write, 'sfn.machine("m", charge, timeout=3600)\n'))
    assert (made["TimeoutSeconds"], made["StartAt"]) == (3600, "charge")
