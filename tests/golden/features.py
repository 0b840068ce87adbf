"""Graphs that use every setting, kind and resource once."""

from __future__ import annotations

from gwfw.authorizers.iam.spec import Iam
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.freeze.grants import CONSUME
from gwfw.graph.model import (
    ApiKey,
    AppGraph,
    Bus,
    Configuration,
    Construct,
    Consumer,
    Cors,
    Domain,
    Function,
    Grant,
    Handler,
    HttpApi,
    Machine,
    Queue,
    Quota,
    Ref,
    Route,
    Stage,
    Stream,
    Table,
    Throttle,
    WebSocketApi,
)
from gwfw.graph.nonproxy import IntegrationResponse
from gwfw.integrations.aws_action.spec import AwsAction
from gwfw.integrations.aws_service.spec import AwsService
from gwfw.integrations.http.spec import Http
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.integrations.lambda_custom.spec import LambdaCustom
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.integrations.mock.spec import Mock
from gwfw.integrations.private.spec import Private
from gwfw.integrations.stepfunctions.spec import StepFunctions
from tests.golden.graphs import API, MODEL, PASS, SESSIONS, SESSIONS_ARN, api, role

CERTIFICATE = "arn:aws:acm:eu-north-1:123456789012:certificate/0f1e2d3c-0000-4000-8000-000000000000"
ASKS = (
    '{"StartAt":"ask","States":{"ask":{"End":true,"Parameters":{"StateMachineArn":"',
    '"},"Resource":"arn:aws:states:::states:startExecution","Type":"Task"}}}',
)
CHARGE = Handler(source="task", key="charge", module="inside", name="charge")


def own(*names: str) -> tuple[Construct, ...]:
    """The constructs of those names that `tests.golden.network` makes."""
    return tuple(Construct(name=name, module="tests.golden.network", function=name) for name in names)


FEATURES = {
    # Every setting of an HTTP API and its stages, and mappings of parameters both ways.
    "edge": AppGraph(
        name="edge",
        http=HttpApi(
            routes=(
                Route(key="$default", integration="http $default"),
                Route(key="GET /items", integration="lambda api"),
            ),
            stages=(
                Stage(
                    name="$default",
                    throttle=Throttle(rate_limit=50.5, burst_limit=10),
                    route_throttles=(("GET /items", Throttle(rate_limit=1, burst_limit=2)),),
                    access_log='$context.requestId "$context.routeKey" $context.status',
                ),
                Stage(name="beta", variables=(("colour", "green"),)),
            ),
            cors=Cors(
                allow_origins=("https://example.com",),
                allow_methods=("GET", "POST"),
                allow_headers=("x-token",),
                expose_headers=("x-total",),
                allow_credentials=True,
                max_age_s=600,
            ),
            disable_default_endpoint=True,
            mappings=(("api.example.com", "v1/edge", "$default"), ("beta.example.com", "", "beta")),
        ),
        integrations=(
            HttpProxy(
                name="http $default",
                url="https://old.example.com",
                method="POST",
                request_parameters=(
                    ("append:header.x-colour", "$stageVariables.colour"),
                    ("overwrite:path", "/old"),
                    ("remove:querystring.secret", ""),
                ),
                response_parameters=(
                    (200, (("append:header.x-from", "old"), ("overwrite:statuscode", "203"))),
                    (404, (("remove:header.server", ""),)),
                ),
            ),
            LambdaProxy(name="lambda api", function="api", request_parameters=(("append:header.x-path", "$request.path"),)),
        ),
        functions=(api(),),
    ),
    # Every kind of authorizer, with scopes, both formats of Lambda authorizers, and open routes among guarded ones.
    "guarded": AppGraph(
        name="guarded",
        http=HttpApi(
            routes=(
                Route(key="GET /", integration="lambda api"),
                Route(key="GET /a", integration="lambda api", authorizer="tokens", scopes=("read", "write")),
                Route(key="GET /b", integration="lambda api", authorizer="tokens"),
                Route(key="GET /c", integration="lambda api", authorizer="signed"),
                Route(key="GET /d", integration="lambda api", authorizer="asked"),
                Route(key="GET /e", integration="lambda api", authorizer="asked-simply"),
                Route(key="GET /f", integration="lambda api", authorizer="asked"),
            )
        ),
        websocket=WebSocketApi(
            routes=(
                Route(key="$connect", integration="lambda api", authorizer="door"),
                Route(key="say", integration="lambda api"),
            )
        ),
        integrations=(API,),
        authorizers=(
            LambdaAuthorizer(name="asked", function="guard", identity_sources=("$request.header.x-key",), ttl_s=60),
            LambdaAuthorizer(name="asked-simply", function="guard", simple=True),
            LambdaAuthorizer(name="door", function="guard", identity_sources=("route.request.querystring.key",)),
            Iam(name="signed"),
            Jwt(name="tokens", issuer="https://issuer.example.com/", audience=("one", "two")),
        ),
        functions=(api(), Function(name="guard", handlers=())),
    ),
    # What runs without a proxy: services, backends, mocks, with templates and responses; machines of here and elsewhere.
    "services": AppGraph(
        name="services",
        http=HttpApi(
            routes=(
                Route(key="POST /elsewhere", integration="elsewhere"),
                Route(key="POST /stop", integration="stop"),
                Route(key="POST /sync", integration="sync"),
            )
        ),
        websocket=WebSocketApi(
            routes=(
                Route(key="ask", integration="custom", two_way=True),
                Route(key="hook", integration="hook"),
                Route(key="pass", integration="pass"),
                Route(key="ping", integration="mock", two_way=True),
                Route(key="put", integration="put", two_way=True),
            ),
            mappings=(("ask.example.com", "", ""), ("ask.example.com", "v2", "")),
        ),
        integrations=(
            LambdaCustom(
                name="custom",
                function="api",
                request_templates=(("application/json", ("$input.body",)),),
                passthrough="NEVER",
            ),
            StepFunctions(name="elsewhere", machine="theirs"),
            Http(
                name="hook",
                url="https://hook.example.com/{id}",
                proxy=False,
                method="PUT",
                request_parameters=(("integration.request.path.id", "route.request.querystring.id"),),
            ),
            Mock(
                name="mock",
                request_templates=(("$default", ('{"statusCode":200}',)),),
                responses=(
                    IntegrationResponse(key="$default", templates=(("pong", '{"pong":true}'),), template_selection="pong"),
                    IntegrationResponse(key="/4\\d\\d/", content_handling="CONVERT_TO_TEXT"),
                ),
            ),
            Http(name="pass", url="https://hook.example.com"),
            AwsAction(
                name="put",
                service="dynamodb",
                action="PutItem",
                resource=SESSIONS_ARN,
                allow=("dynamodb:PutItem",),
                request_templates=(
                    ("$default", ('{"TableName":"', Ref("table", "sessions", "name"), '","Item":{"id":{"S":"x"}}}')),
                ),
                content_handling="CONVERT_TO_TEXT",
            ),
            StepFunctions(
                name="stop", machine="slow", action="StopExecution", parameters=(("ExecutionArn", "$request.body.arn"),)
            ),
            StepFunctions(name="sync", machine="quick", action="StartSyncExecution"),
        ),
        functions=(api(),),
        resources=(
            Machine(name="quick", type="EXPRESS", definition=(PASS,)),
            Machine(name="slow", definition=(PASS,)),
            Machine(name="theirs", definition=(), arn="arn:aws:states:eu-north-1:123456789012:stateMachine:Theirs"),
            SESSIONS,
        ),
        grants=(
            role("elsewhere", Ref("machine", "theirs", "arn"), "states:StartExecution"),
            role("put", SESSIONS_ARN, "dynamodb:PutItem"),
            role("stop", Ref("machine", "slow", "executions"), "states:StopExecution"),
            role("sync", Ref("machine", "quick", "arn"), "states:StartSyncExecution"),
        ),
    ),
    # Every other resource, called by a route itself and granted to a function; a queue's consumer; a private target.
    "queues": AppGraph(
        name="queues",
        http=HttpApi(
            routes=(
                Route(key="ANY /inner/{proxy+}", integration="inner"),
                Route(key="GET /settings", integration="read"),
                Route(key="POST /events", integration="tell"),
                Route(key="POST /jobs", integration="send"),
                Route(key="POST /records", integration="record"),
            )
        ),
        integrations=(
            Private(
                name="inner",
                target="arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/inner/0123456789abcdef/fedcba98",
                bound_as="inner",
                vpc_link="abc123",
                tls=True,
                server_name="inner.example.com",
                request_parameters=(("overwrite:path", "$request.path"),),
            ),
            AwsService(
                name="read",
                subtype="AppConfig-GetConfiguration",
                bound=(
                    ("Application", (Ref("config", "settings", "application"),)),
                    ("Configuration", (Ref("config", "settings", "configuration"),)),
                    ("Environment", (Ref("config", "settings", "environment"),)),
                ),
                request_parameters=(("ClientId", "$context.identity.sourceIp"),),
            ),
            AwsService(
                name="record",
                subtype="Kinesis-PutRecord",
                bound=(("StreamName", (Ref("stream", "log", "name"),)),),
                request_parameters=(("Data", "$request.body"), ("PartitionKey", "$context.requestId")),
            ),
            AwsService(
                name="send",
                subtype="SQS-SendMessage",
                bound=(("QueueUrl", (Ref("queue", "jobs", "url"),)),),
                request_parameters=(("MessageBody", "$request.body"),),
            ),
            AwsService(
                name="tell",
                subtype="EventBridge-PutEvents",
                bound=(("EventBusName", (Ref("bus", "news", "name"),)),),
                request_parameters=(("Detail", "$request.body"), ("DetailType", "told"), ("Source", "queues")),
            ),
        ),
        functions=(
            api(),
            Function(
                name="queue-jobs",
                handlers=(Handler(source="queue", key="jobs", module="queues", name="work"),),
                timeout_s=90,
            ),
        ),
        consumers=(Consumer(queue="jobs", function="queue-jobs", batch=5),),
        resources=(
            Bus(name="news"),
            Configuration(name="settings", content='{"colour":"blue"}'),
            Queue(name="jobs", visibility_s=90),
            Stream(name="log"),
        ),
        grants=(
            Grant(principal="function:api", resource=Ref("bus", "news", "arn"), actions=("events:PutEvents",)),
            Grant(principal="function:api", resource=Ref("queue", "jobs", "arn"), actions=("sqs:SendMessage",)),
            Grant(principal="function:api", resource=Ref("stream", "log", "arn"), actions=("kinesis:PutRecord",)),
            Grant(principal="function:queue-jobs", resource=Ref("queue", "jobs", "arn"), actions=CONSUME),
            role("read", Ref("config", "settings", "arn"), "appconfig:GetConfiguration"),
            role("record", Ref("stream", "log", "arn"), "kinesis:PutRecord"),
            role("send", Ref("queue", "jobs", "arn"), "sqs:SendMessage"),
            role("tell", Ref("bus", "news", "arn"), "events:PutEvents"),
        ),
    ),
    # What the app makes itself: domains, machines, private targets behind a shared link and links of their own.
    "inside": AppGraph(
        name="inside",
        http=HttpApi(
            routes=(
                Route(key="ANY /ledger/{proxy+}", integration="ledger"),
                Route(key="ANY /orders/{proxy+}", integration="orders"),
                Route(key="ANY /stock/{proxy+}", integration="stock"),
                Route(key="ANY /theirs/{proxy+}", integration="theirs"),
                Route(key="POST /name", integration="name"),
                Route(key="POST /start", integration="start"),
                Route(key="POST /stop", integration="stop"),
            ),
            mappings=(
                ("api.example.com", "", "$default"),
                ("api.example.com", "v1", "$default"),
                ("made.example.com", "", "$default"),
                ("own.example.com", "", "$default"),
                ("there.example.com", "", "$default"),
            ),
        ),
        integrations=(
            Private(name="ledger", target=Ref("construct", "ledger", "arn"), target_kind="nlb", bound_as="ledger"),
            Private(
                name="orders",
                target=Ref("construct", "orders", "arn"),
                bound_as="orders",
                tls=True,
                server_name="orders.example.com",
            ),
            Private(
                name="stock",
                target=Ref("construct", "stock", "arn"),
                target_kind="cloud_map",
                bound_as="stock",
                vpc_link=Ref("construct", "link", "id"),
                method="POST",
            ),
            StepFunctions(
                name="name", machine="named", action="StopExecution", parameters=(("ExecutionArn", "$request.body.arn"),)
            ),
            StepFunctions(name="start", machine="legacy"),
            StepFunctions(
                name="stop", machine="legacy", action="StopExecution", parameters=(("ExecutionArn", "$request.body.arn"),)
            ),
            Private(name="theirs", target=Ref("construct", "imported", "arn"), bound_as="theirs", vpc_link="abc123"),
        ),
        functions=(Function(name="task-charge", handlers=(CHARGE,)),),
        resources=(
            Machine(name="asking", definition=(ASKS[0], Ref("machine", "legacy", "arn"), ASKS[1])),
            Machine(
                name="legacy",
                definition=(Ref("function", "task-charge", "arn"), Ref("machine", "asking", "arn")),
                arn=Ref("construct", "machine", "arn"),
            ),
            Machine(name="named", definition=(), arn=Ref("construct", "named", "arn")),
        ),
        constructs=own(
            *("certificate", "domain", "imported", "ledger", "link", "machine", "named", "network", "orders", "stock"),
            "zone",
        ),
        domains=(
            Domain(name="api.example.com", certificate=CERTIFICATE, zone="Z0123456789ABC"),
            Domain(name="made.example.com", certificate=Ref("construct", "certificate", "arn")),
            Domain(name="own.example.com", made=Ref("construct", "domain", "name"), zone=Ref("construct", "zone", "id")),
        ),
        grants=(
            Grant(
                principal="function:task-charge",
                resource=Ref("machine", "legacy", "arn"),
                actions=("states:SendTaskSuccess",),
            ),
            role("name", Ref("machine", "named", "executions"), "states:StopExecution"),
            role("start", Ref("machine", "legacy", "arn"), "states:StartExecution"),
            role("stop", Ref("machine", "legacy", "executions"), "states:StopExecution"),
            Grant(principal="machine:asking", resource=Ref("machine", "legacy", "arn"), actions=("states:StartExecution",)),
            Grant(
                principal="machine:legacy",
                resource=Ref("function", "task-charge", "arn"),
                actions=("lambda:InvokeFunction",),
            ),
        ),
    ),
    # A WebSocket API with keys, models and limits of single routes, and a domain of its own.
    "talk": AppGraph(
        name="talk",
        websocket=WebSocketApi(
            routes=(
                Route(key="$connect", integration="lambda api", api_key_required=True),
                Route(
                    key="say",
                    integration="lambda api",
                    models=(("$default", MODEL), ("short", MODEL)),
                    model_selection="$request.body.form",
                ),
                Route(key="shout", integration="lambda api", models=(("$default", MODEL),)),
            ),
            stages=(
                Stage(
                    name="live",
                    throttle=Throttle(rate_limit=100, burst_limit=50),
                    route_throttles=(("say", Throttle(rate_limit=5, burst_limit=5)),),
                    access_log="$context.requestId $context.connectionId",
                    variables=(("room", "blue"),),
                ),
            ),
            selection="$request.body.do",
            mappings=(("chat.example.com", "", "live"), ("talk.example.com", "", "live")),
            rooms="gwfw-rooms",
            fan_out=1000,
            api_keys=(
                ApiKey(name="guests", quota=Quota(limit=100, period="DAY")),
                ApiKey(name="old", id="a1b2c3d4e5"),
                ApiKey(name="partners", throttle=Throttle(rate_limit=10, burst_limit=5)),
            ),
        ),
        domains=(Domain(name="talk.example.com", certificate=CERTIFICATE, zone="Z0123456789ABC"),),
        integrations=(API,),
        functions=(api(),),
        consumers=(Consumer(queue="gwfw-fan-out", function="api", batch=1, together=9),),
        resources=(
            Queue(name="gwfw-fan-out", visibility_s=60, deliveries=5),
            Table(name="gwfw-rooms", key="pk", sort="sk", expires="expires"),
        ),
        grants=(
            Grant(
                principal="function:api",
                resource=Ref("queue", "gwfw-fan-out", "arn"),
                actions=("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"),
            ),
            Grant(
                principal="function:api",
                resource=Ref("table", "gwfw-rooms", "arn"),
                actions=("dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:Query"),
            ),
        ),
    ),
}
