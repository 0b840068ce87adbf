"""What was deployed, read back from the account and compared with these tables.

Physical names become words of the examples: `<table sessions>`, `<machine fulfil>`, `<function api>`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("deploy")]

Outputs: TypeAlias = dict[str, dict[str, str]]
Aws: TypeAlias = Callable[[str], Any]
Fields: TypeAlias = dict[str, object]
Resources: TypeAlias = dict[str, dict[str, Any]]

FUNCTION = re.compile(
    r"(?:arn:aws:lambda:us-east-1:000000000000:function:)?(?:chat|orders)-dev-Function(api|taskZh\w+?)[0-9A-F]{8}-\w+"
)

LAMBDA: Fields = {"IntegrationType": "AWS_PROXY", "IntegrationUri": "<function api>", "PayloadFormatVersion": "2.0"}
WEBSOCKET_LAMBDA: Fields = {
    "IntegrationType": "AWS_PROXY",
    "IntegrationUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/<function api>/invocations",
}


def dynamodb(action: str, template: object) -> Fields:
    return {
        "IntegrationType": "AWS",
        "IntegrationMethod": "POST",
        "IntegrationUri": f"arn:aws:apigateway:us-east-1:dynamodb:action/{action}",
        "RequestTemplates": {"application/json": template},
    }


ITEM = {
    "TableName": "<table sessions>",
    "Item": {
        "id": {"S": "$context.connectionId"},
        "since": {"N": "$context.connectedAt"},
        "nickname": {"S": "somebody"},
        "gwfw:connected_at": {"N": "$context.connectedAt"},
    },
}
KEY = {"TableName": "<table sessions>", "Key": {"id": {"S": "$context.connectionId"}}}

# Every route with its integration, by the name of its API.
ROUTES: dict[str, dict[str, Fields]] = {
    "chat-dev": {"GET /": LAMBDA},
    "chat-dev-websocket": {
        "$connect": dynamodb("PutItem", ITEM),
        "$disconnect": dynamodb("DeleteItem", KEY),
        "join": WEBSOCKET_LAMBDA,
        "sendMessage": WEBSOCKET_LAMBDA,
    },
    "orders-dev": {
        "GET /orders": LAMBDA,
        "GET /orders/{id}": LAMBDA,
        "POST /orders": LAMBDA,
        "POST /orders/start": {
            "IntegrationType": "AWS_PROXY",
            "PayloadFormatVersion": "1.0",
            "RequestParameters": {"StateMachineArn": "<machine fulfil>", "Input": "$request.body"},
        },
        "ANY /legacy/{proxy+}": {
            "IntegrationType": "HTTP_PROXY",
            "IntegrationMethod": "ANY",
            "IntegrationUri": "https://legacy.example.com/{proxy}",
            "PayloadFormatVersion": "1.0",
        },
    },
}
STAGES = {"chat-dev": "$default", "chat-dev-websocket": "dev", "orders-dev": "$default"}

# Integrations with a role of their own: the subtype and what the role may do, of the deployed template, since ministack
# gives neither back.
SERVICES = {
    "chat": [
        (None, {("Allow", "dynamodb:DeleteItem", "<table sessions>")}),
        (None, {("Allow", "dynamodb:PutItem", "<table sessions>")}),
    ],
    "orders": [("StepFunctions-StartExecution", {("Allow", "states:StartExecution", "<machine fulfil>")})],
}
TYPES = {
    "chat": {
        "AWS::ApiGateway::Account": 1,
        "AWS::ApiGatewayV2::Api": 2,
        "AWS::ApiGatewayV2::Integration": 4,
        "AWS::ApiGatewayV2::IntegrationResponse": 2,
        "AWS::ApiGatewayV2::Route": 5,
        "AWS::ApiGatewayV2::Stage": 2,
        "AWS::DynamoDB::Table": 1,
        "AWS::IAM::Policy": 3,
        "AWS::IAM::Role": 4,
        "AWS::Lambda::Function": 1,
        "AWS::Lambda::Permission": 3,
        "AWS::Logs::LogGroup": 3,
    },
    "orders": {
        "AWS::ApiGatewayV2::Api": 1,
        "AWS::ApiGatewayV2::Integration": 3,
        "AWS::ApiGatewayV2::Route": 5,
        "AWS::ApiGatewayV2::Stage": 1,
        "AWS::DynamoDB::Table": 1,
        "AWS::IAM::Policy": 5,
        "AWS::IAM::Role": 5,
        "AWS::Lambda::Function": 3,
        "AWS::Lambda::Permission": 3,
        "AWS::Logs::LogGroup": 5,
        "AWS::StepFunctions::StateMachine": 1,
    },
}
FUNCTIONS = {
    "chat": {"<function api>": (29, 512, None)},
    "orders": {
        "<function api>": (29, 512, None),
        "<function taskZhcharge>": (29, 512, "task charge"),
        "<function taskZhship>": (29, 512, "task ship"),
    },
}


@pytest.fixture
def words(outputs: Outputs) -> Callable[[object], Any]:
    """Gives a JSON value with words in the place of physical names."""
    names = {value: f"<{name}>" for found in outputs.values() for name, value in found.items() if " " in name}

    def spoken(value: object) -> Any:
        text = FUNCTION.sub(r"<function \1>", json.dumps(value))
        for physical, word in names.items():
            text = re.sub(rf"(arn:aws:dynamodb:us-east-1:000000000000:table/)?{re.escape(physical)}", word, text)
        return json.loads(text)

    return spoken


@pytest.mark.parametrize("api", sorted(ROUTES))
def test_routes_and_what_they_lead_to(aws: Aws, words: Callable[[object], Any], api: str) -> None:
    gateway = aws("apigatewayv2")
    [found] = [one["ApiId"] for one in gateway.get_apis()["Items"] if one["Name"] == api]
    integrations = {f"integrations/{one['IntegrationId']}": one for one in gateway.get_integrations(ApiId=found)["Items"]}
    routes = {route["RouteKey"]: integrations[route["Target"]] for route in gateway.get_routes(ApiId=found)["Items"]}
    assert routes.keys() == ROUTES[api].keys()
    for key, expected in ROUTES[api].items():
        assert {name: spoken(words, routes[key][name]) for name in expected} == expected, key
        assert routes[key]["TimeoutInMillis"] == 29000
    assert [(one["StageName"], one["AutoDeploy"]) for one in gateway.get_stages(ApiId=found)["Items"]] == [
        (STAGES[api], True)
    ]


def spoken(words: Callable[[object], Any], value: Any) -> object:
    """The value in words; templates as the JSON that they render to."""
    if isinstance(value, dict) and "application/json" in value:
        return {kind: words(json.loads(template)) for kind, template in value.items()}
    return words(value)


@pytest.mark.parametrize("app", sorted(SERVICES))
def test_a_service_s_role_may_do_one_thing(aws: Aws, words: Callable[[object], Any], app: str) -> None:
    formation, iam = aws("cloudformation"), aws("iam")
    template = formation.get_template(StackName=f"{app}-dev")["TemplateBody"]
    resources: Resources = (template if isinstance(template, dict) else json.loads(template))["Resources"]

    def physical(logical: str) -> str:
        described = formation.describe_stack_resource(StackName=f"{app}-dev", LogicalResourceId=logical)
        return str(described["StackResourceDetail"]["PhysicalResourceId"])

    found = []
    for integration in of_type(resources, "AWS::ApiGatewayV2::Integration").values():
        if "CredentialsArn" not in integration:
            continue
        role = integration["CredentialsArn"]["Fn::GetAtt"][0]
        trusted = iam.get_role(RoleName=physical(role))["Role"]["AssumeRolePolicyDocument"]["Statement"]
        assert [one["Principal"] for one in trusted] == [{"Service": "apigateway.amazonaws.com"}]
        policies = [one for one in of_type(resources, "AWS::IAM::Policy").values() if one["Roles"] == [{"Ref": role}]]
        statements = [one for policy in policies for one in policy["PolicyDocument"]["Statement"]]
        allowed = {(one["Effect"], one["Action"], words(physical(target(one["Resource"])))) for one in statements}
        found.append((integration.get("IntegrationSubtype"), allowed))
    assert sorted(found, key=repr) == SERVICES[app]


def target(resource: dict[str, Any]) -> str:
    """The logical id of the one resource that a statement names."""
    return str(resource["Ref"] if "Ref" in resource else resource["Fn::GetAtt"][0])


def of_type(resources: Resources, type: str) -> Resources:
    """The properties of the resources of a type, by logical id."""
    return {logical: resource["Properties"] for logical, resource in resources.items() if resource["Type"] == type}


@pytest.mark.parametrize("app", sorted(TYPES))
def test_there_is_nothing_else(aws: Aws, outputs: Outputs, app: str) -> None:
    listed = aws("cloudformation").list_stack_resources(StackName=f"{app}-dev")["StackResourceSummaries"]
    assert Counter(one["ResourceType"] for one in listed) == TYPES[app]


@pytest.mark.parametrize("app", sorted(FUNCTIONS))
def test_functions(aws: Aws, words: Callable[[object], Any], app: str) -> None:
    listed = [one for one in aws("lambda").list_functions()["Functions"] if one["FunctionName"].startswith(f"{app}-dev-")]
    assert {one["Handler"] for one in listed} == {"gwfw.runtime.entry.handler"}
    told = {
        words(one["FunctionName"]): (one["Timeout"], one["MemorySize"], one["Environment"]["Variables"].get("GWFW_HANDLER"))
        for one in listed
    }
    assert told == FUNCTIONS[app]


@pytest.mark.parametrize(("app", "table"), [("chat", "sessions"), ("orders", "orders")])
def test_tables(aws: Aws, outputs: Outputs, app: str, table: str) -> None:
    found = aws("dynamodb").describe_table(TableName=outputs[app][f"table {table}"])["Table"]
    assert found["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert found["AttributeDefinitions"] == [{"AttributeName": "id", "AttributeType": "S"}]
    assert found["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


def test_the_machine(aws: Aws, outputs: Outputs, words: Callable[[object], Any]) -> None:
    found = aws("stepfunctions").describe_state_machine(stateMachineArn=outputs["orders"]["machine fulfil"])
    definition = words(json.loads(found["definition"]))
    assert found["type"] == "STANDARD"
    assert definition["StartAt"] == "charge"
    states = {name: (state["Type"], state["Resource"], state.get("Next")) for name, state in definition["States"].items()}
    assert states == {
        "charge": ("Task", "<function taskZhcharge>", "ship"),
        "ship": ("Task", "<function taskZhship>", None),
    }
