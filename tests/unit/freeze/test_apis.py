"""The APIs of an app: stages by the settings, and who may call what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gwfw.authorizers.iam.spec import Iam
from gwfw.authorizers.jwt.spec import Jwt
from gwfw.authorizers.request.spec import LambdaAuthorizer
from gwfw.errors import Problem, Refusal
from gwfw.freeze.freezing import Frozen, freeze
from gwfw.graph.model import ApiKey, AppGraph, Cors, Domain, Quota, Ref, Stage, Throttle

if TYPE_CHECKING:
    from tests.unit.conftest import Write

HEAD = """\
import gwfw
from gwfw import *
from gwfw.auth import iam, jwt
from gwfw.mapping import request
from gwfw.targets import mock, url
from pydantic import BaseModel

def f() -> None: ...
def g() -> None: ...
token = jwt(issuer="https://issuer.example.com/", audience=["shop"], scopes=["read"])
"""
LINE = HEAD.count("\n")


def frozen(write: Write, source: str, settings: str = "") -> Frozen:
    return freeze(
        write(f'{HEAD}app = App("shop"{settings})\nhttp, ws, dynamo = app.http, app.ws, app.dynamo\n{source}\n').app
    )


def graph(write: Write, source: str, settings: str = "") -> AppGraph:
    return frozen(write, source, settings).graph


def problems(write: Write, source: str, settings: str = "") -> tuple[Problem, ...]:
    with pytest.raises(Refusal) as raised:
        frozen(write, source, settings)
    return raised.value.problems


def asked(found: AppGraph) -> dict[str, str | None]:
    apis = [api for api in (found.http, found.websocket) if api is not None]
    return {route.key: route.authorizer for api in apis for route in api.routes}


# Stages --------------------------------------------------------------------------------------------------------------


def test_the_settings_are_the_stages(write: Write) -> None:
    found = graph(
        write,
        'http.get("/a", throttle=Throttle(rate_limit=1, burst_limit=2))(f)\nhttp.get("/b")(f)\n'
        'ws.route("say", throttle=Throttle(rate_limit=3, burst_limit=4))(f)\n'
        "ws.default(throttle=Throttle(rate_limit=5, burst_limit=6))(f)",
        ', http=HttpSettings(cors=Cors(allow_origins=["https://a.example"], max_age_s=5),'
        ' throttle=Throttle(rate_limit=10, burst_limit=20), variables={"b": "2", "a": "1"}, access_log="$context.requestId",'
        " default_endpoint=False)"
        ', ws=WebSocketSettings(selection="$request.body.type", variables={"c": "3"},'
        ' access_log="$context.requestId $context.connectionId",'
        ' api_key_selection="$context.authorizer.usageIdentifierKey")',
    )
    assert found.http is not None
    assert found.http.stages == (
        Stage(
            name="$default",
            variables=(("a", "1"), ("b", "2")),
            throttle=Throttle(rate_limit=10, burst_limit=20),
            route_throttles=(("GET /a", Throttle(rate_limit=1, burst_limit=2)),),
            access_log="$context.requestId",
        ),
    )
    assert found.http.cors == Cors(allow_origins=("https://a.example",), allow_methods=("*",), max_age_s=5)
    assert found.http.disable_default_endpoint
    assert found.websocket is not None
    assert found.websocket.stages == (
        Stage(
            name=None,
            variables=(("c", "3"),),
            route_throttles=(
                ("$default", Throttle(rate_limit=5, burst_limit=6)),
                ("say", Throttle(rate_limit=3, burst_limit=4)),
            ),
            access_log="$context.requestId $context.connectionId",
        ),
    )
    assert found.websocket.selection == "$request.body.type"
    assert found.websocket.api_key_selection == "$context.authorizer.usageIdentifierKey"


def test_without_settings_all_is_default(write: Write) -> None:
    found = graph(write, 'http.get("/a")(f)\nws.default(f)')
    assert found.http is not None
    assert found.websocket is not None
    assert (found.http.stages, found.http.cors) == ((Stage(name="$default"),), None)
    assert found.websocket.stages == (Stage(name=None),)


def test_further_stages_say_what_they_do_not_share(write: Write) -> None:
    found = graph(
        write,
        'http.get("/a", throttle=Throttle(rate_limit=1, burst_limit=2))(f)\nws.default().to(mock())',
        ', http=HttpSettings(variables={"b": "2", "a": "1"}, throttle=Throttle(rate_limit=10, burst_limit=20),'
        ' access_log="$context.requestId", stages=[Stage("beta"), Stage("v1", variables={"c": "3", "a": "0"},'
        ' throttle=Throttle(rate_limit=3, burst_limit=4), access_log="$context.requestId $context.status")])'
        ', ws=WebSocketSettings(stages=[Stage("beta", variables={"d": "4"})])',
    )
    assert found.http is not None
    assert found.websocket is not None
    first, beta, v1 = found.http.stages
    assert (first.name, beta) == ("$default", replace(first, name="beta"))
    assert v1 == Stage(
        name="v1",
        variables=(("a", "0"), ("b", "2"), ("c", "3")),
        throttle=Throttle(rate_limit=3, burst_limit=4),
        route_throttles=(("GET /a", Throttle(rate_limit=1, burst_limit=2)),),
        access_log="$context.requestId $context.status",
    )
    assert found.websocket.stages == (Stage(name=None), Stage(name="beta", variables=(("d", "4"),)))


def test_an_api_mapping_leads_to_the_first_stage_or_to_another(write: Write) -> None:
    mappings = 'stages=[Stage("v1")], api_mappings=[ApiMapping("{0}.example.com", key="v1", stage="v1"),'
    mappings += ' ApiMapping("{0}.example.com")]'
    found = graph(
        write,
        'http.get("/a")(f)\nws.default().to(mock())',
        f", http=HttpSettings({mappings.format('api')}), ws=WebSocketSettings({mappings.format('talk')})",
    )
    assert found.http is not None
    assert found.websocket is not None
    assert found.http.mappings == (("api.example.com", "v1", "v1"), ("api.example.com", "", "$default"))
    assert found.websocket.mappings == (("talk.example.com", "v1", "v1"), ("talk.example.com", "", ""))


CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/0f1e2d3c"


def test_domains_are_made_of_those_whose_api_is_there(write: Write) -> None:
    found = graph(
        write,
        f"""
@app.construct
def zone(stack): ...
@app.construct
def name(stack): ...
http.get("/a")(f)
app.http_settings = HttpSettings(
    domain=Domain("b.example.com", certificate={CERTIFICATE!r}, zone=zone),
    api_mappings=[ApiMapping(Domain("a.example.com", made=name, zone="Z1"), key="v1"), ApiMapping("c.example.com")],
)
app.ws_settings = WebSocketSettings(domain=Domain("d.example.com", made=name))
""",
    )
    assert found.domains == (
        Domain(name="a.example.com", made=Ref("construct", "name", "name"), zone="Z1"),
        Domain(name="b.example.com", certificate=CERTIFICATE, zone=Ref("construct", "zone", "id")),
    )
    assert found.http is not None
    assert [mapping[:2] for mapping in found.http.mappings] == [
        ("b.example.com", ""),
        ("a.example.com", "v1"),
        ("c.example.com", ""),
    ]


def test_domains_that_cannot_be_made(write: Write) -> None:
    source = """
http.get("/a")(f)
app.http_settings = HttpSettings(domain=Domain("a.example.com", made=print), api_mappings=[
    ApiMapping(Domain("b.example.com", certificate="x"), key="1"),
    ApiMapping(Domain("b.example.com", certificate="y"), key="2"),
])
"""
    found = problems(write, source)
    assert [(problem.what, [place.line - LINE for place in problem.places]) for problem in found] == [
        ("a.example.com: made= names a function that is decorated with @app.construct", [5]),
        ("b.example.com is made twice, and in two ways", [6, 7]),
    ]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        pytest.param('http=HttpSettings(stages=[Stage("a b")])', "stage-name", id="a name with a space"),
        pytest.param('http=HttpSettings(stages=[Stage("$default")])', "stages", id="the first stage again"),
        pytest.param('http=HttpSettings(stages=[Stage("b", variables={"a-b": ""})])', "stage-variable", id="a variable"),
        pytest.param('http=HttpSettings(stages=[Stage("b", access_log="-")])', "access-log", id="a log without an id"),
        pytest.param('http=HttpSettings(api_mappings=[ApiMapping("localhost")])', "domain", id="no domain"),
        pytest.param(
            'http=HttpSettings(api_mappings=[ApiMapping("a.example.com", stage="b")])', "domain", id="no such stage"
        ),
        pytest.param(
            'ws=WebSocketSettings(api_mappings=[ApiMapping("a.example.com", key="/b")])', "domain", id="a slash in front"
        ),
        pytest.param(
            'http=HttpSettings(api_mappings=[ApiMapping("a.example.com")]),'
            ' ws=WebSocketSettings(api_mappings=[ApiMapping("a.example.com", key="b")])',
            "domain", id="a domain of both",
        ),
        pytest.param(
            'ws=WebSocketSettings(stages=[Stage("beta")])', "websocket-stages", id="handlers that send from one stage"
        ),
    ],
)  # fmt: skip
def test_stages_and_domains_are_refused_where_the_app_is_made(write: Write, settings: str, code: str) -> None:
    source = "def send(connection: Connection) -> None: connection.send('hello')"
    [problem] = problems(write, f'{source}\nhttp.get("/a")(f)\nws.default(send)', f", {settings}")
    assert (problem.code, problem.places[0].line - LINE) == (code, 1)


def test_what_the_settings_get_wrong_is_shown_where_the_app_is_made(write: Write) -> None:
    [problem] = problems(
        write, 'http.get("/a")(f)', ', http=HttpSettings(cors=Cors(allow_origins=["*"], allow_credentials=True))'
    )
    assert (problem.code, problem.places[0].line - LINE) == ("cors-credentials", 1)


def test_targets_can_answer_messages(write: Write) -> None:
    found = graph(write, "from gwfw.targets import mock\nws.route('a').to(mock(reply='{}'))\nws.route('b').to(mock())")
    assert found.websocket is not None
    assert [(route.key, route.two_way) for route in found.websocket.routes] == [("a", True), ("b", False)]


# Who may call --------------------------------------------------------------------------------------------------------

GUARDS = """
@http.authorizer(sources=[request.header["Authorization"]], ttl_s=60)
def check(authorization: gwfw.Annotated[str, Header()] = "") -> bool: return True
@ws.authorizer(sources=[request.query["u"]])
def who(u: str) -> bool: return True
""".replace("gwfw.Annotated[str, Header()]", "str")


def test_a_route_says_who_may_call(write: Write) -> None:
    found = graph(
        write,
        GUARDS + 'http.get("/jwt", auth=token)(f)\nhttp.get("/iam", auth=iam())(f)\nhttp.get("/check", auth=check)(f)\n'
        'http.get("/open", auth=None)(f)\nws.connect(auth=who)(f)\nws.default(f)',
    )
    assert asked(found) == {
        "GET /jwt": "jwt issuer.example.com",
        "GET /iam": "iam",
        "GET /check": "check",
        "GET /open": None,
        "$connect": "who",
        "$default": None,
    }
    assert found.authorizers == (
        LambdaAuthorizer(
            name="check",
            function="authorizer-check",
            identity_sources=("$request.header.Authorization",),
            simple=True,
            ttl_s=60,
        ),
        Iam(name="iam"),
        Jwt(name="jwt issuer.example.com", issuer="https://issuer.example.com/", audience=("shop",)),
        LambdaAuthorizer(name="who", function="authorizer-who", identity_sources=("route.request.querystring.u",)),
    )
    assert found.http is not None
    assert {route.key: route.scopes for route in found.http.routes if route.scopes} == {"GET /jwt": ("read",)}


def test_an_authorizer_is_a_function_of_its_own(write: Write) -> None:
    found = frozen(write, GUARDS + 'http.get("/check", auth=check)(f)')
    function = found.graph.function("authorizer-check")
    assert function.timeout_s == 10
    [handler] = function.handlers
    assert (handler.source, handler.key, handler.name) == ("authorizer", "check", "check")
    assert found.places["authorizer check"].line - LINE == 4


def test_the_settings_say_it_for_all(write: Write) -> None:
    found = frozen(
        write,
        GUARDS + 'http.get("/a")(f)\nhttp.get("/b", auth=None)(f)\nhttp.post("/c", auth=iam())(f)\n'
        "ws.connect(f)\nws.default(f)",
        ", http=HttpSettings(auth=token), ws=WebSocketSettings(auth=iam())",
    )
    assert asked(found.graph) == {
        "GET /a": "jwt issuer.example.com",
        "GET /b": None,
        "POST /c": "iam",
        "$connect": "iam",
        "$default": None,
    }
    assert found.warnings == ()


def test_what_api_gateway_does_itself_asks_too(write: Write) -> None:
    found = graph(
        write,
        "class Session(BaseModel):\n    id: str\n"
        "sessions = dynamo.table('sessions', Session, key='id')\nws.store(sessions)\n"
        "http.any('/old/{proxy+}').to(url('https://old.example.com/{proxy}'))",
        ", http=HttpSettings(auth=token), ws=WebSocketSettings(auth=iam())",
    )
    assert asked(found) == {"ANY /old/{proxy+}": "jwt issuer.example.com", "$connect": "iam", "$disconnect": None}


def test_openness_that_nobody_wrote_is_a_warning(write: Write) -> None:
    found = frozen(write, 'http.get("/a")(f)\nhttp.get("/b", auth=None)(f)\nws.connect(f)\nws.default(f)')
    assert [(warning.code, warning.what) for warning in found.warnings] == [
        ("open-route", "everybody may call GET /a, and nobody has written that they may"),
        ("open-route", "everybody may call $connect, and nobody has written that they may"),
    ]
    settings = ", http=HttpSettings(auth=None), ws=WebSocketSettings(auth=None)"
    assert frozen(write, 'http.get("/a")(f)\nws.connect(f)\nws.default(f)', settings).warnings == ()


def test_equal_credentials_are_one_authorizer(write: Write) -> None:
    other = 'jwt(issuer="https://issuer.example.com/", audience=["shop"], scopes=["write"])'
    found = graph(write, f'http.get("/a", auth=token)(f)\nhttp.get("/b", auth={other})(f)')
    assert len(found.authorizers) == 1
    assert found.http is not None
    assert [route.scopes for route in found.http.routes] == [("read",), ("write",)]


@pytest.mark.parametrize(
    ("source", "settings", "code"),
    [
        pytest.param('http.get("/a", auth="nobody")(f)', "", "authorizer", id="a text"),
        pytest.param('http.get("/a", auth=g)(f)', "", "authorizer", id="a function that is no authorizer"),
        pytest.param(GUARDS + 'http.get("/a", auth=who)(f)', "", "authorizer", id="an authorizer of the other API"),
        pytest.param("ws.connect(auth=token)(f)", "", "authorizer", id="a token on a WebSocket API"),
        pytest.param(
            'http.get("/a", auth=token)(f)\n'
            'http.get("/b", auth=jwt(issuer="https://issuer.example.com/", audience=["other"]))(f)',
            "", "authorizer-redefined", id="two audiences of one issuer",
        ),
        pytest.param("ws.disconnect(auth=iam())(f)", "", "authorizer-route", id="credentials after the handshake"),
        pytest.param("ws.default(f)", ", ws=WebSocketSettings(auth=iam())", "authorizer-route", id="nobody to ask"),
        pytest.param(
            'http.get("/a", auth=jwt(issuer="http://x", audience=["a"]))(f)', "", "jwt-issuer", id="an issuer without TLS"
        ),
        pytest.param(
            "@http.authorizer()\ndef check() -> bool: return True\n"
            "def make():\n    @http.authorizer()\n    def check() -> bool: return True\nmake()",
            "", "declared-twice", id="two authorizers of one name",
        ),
        pytest.param("@http.authorizer\ndef check() -> bool: return True", "", "missing-parentheses", id="bare"),
        pytest.param("@ws.authorizer\ndef check() -> bool: return True", "", "missing-parentheses", id="bare, too"),
        pytest.param("@http.authorizer()\nclass Check: ...", "", "not-a-function", id="a class"),
        pytest.param("http.authorizer()(gwfw)", "", "not-a-function", id="something else"),
        pytest.param("@http.authorizer()\ndef check(a: dict) -> bool: return True", "", "parameter-body", id="a body"),
    ],
)  # fmt: skip
def test_what_is_refused(write: Write, source: str, settings: str, code: str) -> None:
    found = problems(write, source, settings)
    assert [problem.code for problem in found] == [code]
    assert all(problem.places and problem.remedy for problem in found)


def test_grants_of_an_authorizer_follow_its_code(write: Write) -> None:
    found = graph(
        write,
        "class User(BaseModel):\n    id: str\nusers = dynamo.table('users', User, key='id')\n"
        "@http.authorizer()\ndef check(u: str) -> User | None: return users.get(u)\nhttp.get('/a', auth=check)(f)",
    )
    assert [(grant.principal, grant.actions) for grant in found.grants] == [
        ("function:authorizer-check", ("dynamodb:GetItem",))
    ]


# API keys ------------------------------------------------------------------------------------------------------------

KEYS = ', ws=WebSocketSettings(api_keys=[ApiKey("b", throttle=Throttle(rate_limit=1, burst_limit=2)),'
KEYS += ' ApiKey("a", id="x1", quota=Quota(9, per="week"))])'


def test_keys_are_sorted_and_routes_say_that_they_require_one(write: Write) -> None:
    rows = "class Row(BaseModel):\n    id: str\nrows = dynamo.table('rows', Row, key='id')\n"
    rows += "@dynamo.on_connect(rows, auth=None, api_key=True)\n"
    rows += "def on(c: Connecting) -> Row:\n    return Row(id=c.connection_id)\n"
    found = graph(write, rows + 'ws.route("say", api_key=True)(f)\nws.route("be")(f)\nws.default(api_key=True)(f)', KEYS)
    assert found.websocket is not None
    assert found.websocket.api_keys == (
        ApiKey(name="a", id="x1", quota=Quota(limit=9, period="WEEK")),
        ApiKey(name="b", throttle=Throttle(rate_limit=1, burst_limit=2)),
    )
    assert [route.key for route in found.websocket.routes if route.api_key_required] == ["$connect", "$default", "say"]


@pytest.mark.parametrize(
    ("source", "settings", "line", "said"),
    [
        ("ws.connect(api_key=True)(f)", "", LINE + 3, "a route requires an API key, and the app has none"),
        ("ws.connect(f)", KEYS, LINE + 1, "no route requires an API key"),
        ("ws.disconnect(api_key=True)(f)", KEYS, LINE + 3, "$disconnect runs for every connection that has ended"),
    ],
)
def test_keys_without_routes_and_routes_without_keys_are_refused(
    write: Write, source: str, settings: str, line: int, said: str
) -> None:
    (problem,) = problems(write, source, settings)
    assert (problem.code, problem.places[0].line) == ("api-key", line)
    assert said in problem.what
