"""The schema of HTTP cases: every expectation and matcher is checked, in both ways, and fails where it must."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

RUNNER = Path(__file__).with_name("runner.py")

FN: dict[str, Any] = {"type": "lambda", "payload": "2.0", "returns": {"statusCode": 200, "body": "ok"}}
PX: dict[str, Any] = {
    "type": "http_proxy",
    "uri": "https://b.example/x/{id}",
    "method": "ANY",
    "backend": {"status": 200, "body": "hi"},
}


JWT: dict[str, Any] = {
    "type": "JWT",
    "identity_source": ["$request.header.Authorization"],
    "issuer": "https://issuer.example",
    "audience": ["aud1"],
}
TOKEN: dict[str, Any] = {
    "claims": {"iss": "https://issuer.example", "aud": "aud1", "exp": "now+600", "iat": "now-10"},
    "kid": "key1",
}
SYNC: dict[str, Any] = {
    "type": "aws_service",
    "subtype": "StepFunctions-StartSyncExecution",
    "machine_type": "STANDARD",
    "request_parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:M"},
}


def given(
    integration: dict[str, Any] | None = None, key: str = "GET /a/{id}", auth: str | None = None, **more: Any
) -> dict[str, Any]:
    route = {"key": key, "integration": "it"} if auth is None else {"key": key, "integration": "it", "auth": auth}
    return {"routes": [route], "integrations": {"it": integration or FN}, **more}


def step(expect: dict[str, Any], **request: Any) -> dict[str, Any]:
    return {"request": {"method": "GET", "path": "/a/7", **request}, "expect": expect}


CONFIGURATION = {"request": None, "expect": {"config_error": {"message_re": ".*is reserved.*"}}}
RESERVED = {**PX, "request_parameters": {"append:header.via": "x"}}
PRIVATE = {**PX, "uri": "arn:aws:x:listener/1", "connection": "VPC_LINK", "tls": {"serverNameToVerify": "s.example"}}

HOLDS: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "route and calls": (given(), [step({"route": "GET /a/{id}", "invoked": {"it": 1}}), step({"invoked_total": {"it": 2}})]),
    "no route": (given(), [step({"route": None, "response": {"status": 404}}, path="/b")]),
    "event": (
        given(),
        [
            step(
                {
                    "event_subset": {
                        "pathParameters": {"id": "7"},
                        "headers": {"x-a": "1,2", "host": {"$re": "a1b2c3d4e5.*"}},
                        "requestContext": {
                            "timeEpoch": {"$int_ms_now": True},
                            "http": {"sourceIp": "203.0.113.9", "path": {"$same_as": "rawPath"}},
                        },
                        "cookies": {"$unordered": ["b=2", "a=1"]},
                    },
                    "event_absent": ["body", "requestContext.authorizer"],
                },
                headers=[["X-A", "1"], ["x-a", "2"], ["cookie", "a=1; b=2"]],
            )
        ],
    ),
    "null": (given({**FN, "payload": "1.0"}), [step({"event_null": ["body", "stageVariables"]})]),
    "bytes": (
        given(key="POST /a/{id}"),
        [step({"event_subset": {"body": "AAE=", "isBase64Encoded": True}}, method="POST", body_base64="AAE=")],
    ),
    "no user agent": (given(), [step({"event_absent": ["headers.user-agent"]}, no_user_agent=True)]),
    "backend": (
        given(PX),
        [
            step(
                {
                    "backend_request": {
                        "method": "GET",
                        "url": "https://b.example/x/7",
                        "scheme": "https",
                        "path": "/x/7",
                        "query": {"a": ["1", "2"], "b": ""},
                        "query_absent": ["c"],
                        "headers": {"X-A": ["1", "2"], "accept": {"$absent": True}, "host": "b.example"},
                        "sni": "b.example",
                        "body": "",
                    },
                    "response": {"status": 200, "body": "hi"},
                },
                query="a=1&a=2&b=",
                headers=[["x-a", "1"], ["X-A", "2"]],
            )
        ],
    ),
    "private": (given(PRIVATE), [step({"backend_request": {"scheme": "https", "sni": "s.example", "path": "/a/7"}})]),
    "unreachable": (given({**PX, "backend": None}), [step({"invoked": {"it": 1}, "response": {"status": 503}})]),
    "response": (
        given(
            {
                **FN,
                "returns": {
                    "statusCode": 200,
                    "headers": {"X": "1"},
                    "cookies": ["a=1", "b=2"],
                    "body": '{"a":{"b":1,"c":2}}',
                },
            }
        ),
        [
            step(
                {
                    "response": {
                        "status": {"$re": "2.."},
                        "headers": {
                            "x": "1",
                            "Set-Cookie": ["a=1", "b=2"],
                            "y": {"$absent": True},
                            "date": {"$re": ".+ GMT"},
                        },
                        "set_cookie": ["a=1", "b=2"],
                        "body_json": {"a": {"b": 1, "c": 2}},
                        "body_json_subset": {"a": {"b": 1}},
                        "body_base64": "eyJhIjp7ImIiOjEsImMiOjJ9fQ==",
                    }
                }
            )
        ],
    ),
    "raw bytes": (given({"type": "lambda", "returns_raw": '{"a": '}), [step({"response": {"body": '{"a": '}})]),
    "invoke errors": (
        given({"type": "lambda", "invoke_error": "TooManyRequestsException"}),
        [step({"response": {"status": 503}})],
    ),
    "time-out": (
        given({**FN, "sleep_ms": 200, "timeout_ms": 50}),
        [step({"invoked": {"it": 1}, "response": {"status": 503}})],
    ),
    "stages, variables and limits": (
        given(
            stages=[
                {"name": "s", "variables": {"v": "1"}},
                {
                    "name": "$default",
                    "route_settings": {"GET /a/{id}": {"ThrottlingBurstLimit": 1, "ThrottlingRateLimit": 0.001}},
                },
            ]
        ),
        [
            step({"event_subset": {"stageVariables": {"v": "1"}}}, path="/s/a/1"),
            step({"response": {"status": 200}}),
            step({"response": {"status": 429}}),
        ],
    ),
    "one of the limits": (
        given(
            stages=[
                {
                    "name": "$default",
                    "route_settings": {"GET /a/{id}": {"ThrottlingBurstLimit": 0}},
                    "default_route_settings": {"DetailedMetricsEnabled": True},
                }
            ]
        ),
        [step({"response": {"status": 429}})],
    ),
    "a query behind the path": (
        given(),
        [step({"event_subset": {"rawPath": "/a/7", "rawQueryString": "a=1&b=2"}}, path="/a/7?a=1", query="b=2")],
    ),
    "signed for another service": (
        given(auth="AWS_IAM"),
        [
            step(
                {"invoked": {"it": 0}, "response": {"status": 403, "body": '{"message":"Forbidden"}'}},
                headers=[["authorization", f"AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/{service}/aws4_request"]],
            )
            for service in ("s3", "execute-api")
        ],
    ),
    "configuration": (given(RESERVED), [CONFIGURATION]),
    "any refusal": (given(RESERVED), [{"request": None, "expect": {"config_error": True}}]),
    "no refusal": (given(), [{"request": None, "expect": {}}]),
    "several places of a token": (
        given(authorizers={"j": {**JWT, "identity_source": ["$request.header.a", "$request.header.b"]}}, auth="j"),
        [{"request": None, "expect": {"config_error": {}}}],
    ),
    "another algorithm": (
        given(authorizers={"j": JWT}, auth="j"),
        [
            step({"response": {"status": status}}, headers=[["authorization", {"$jwt": {**TOKEN, "alg": algorithm}}]])
            for algorithm, status in (("RS512", 200), ("HS256", 401), ("ES256", 401), ("none", 401))
        ],
    ),
    "a machine's type": (
        given(SYNC),
        [
            {"request": None, "expect": {"config_error": {"message_re": "only express machines .*"}}},
            step({"response": {"status": 400, "body_json_subset": {"__type": "StateMachineTypeNotSupported"}}}),
        ],
    ),
    "another machine's type": (
        given({**SYNC, "machine_type": "EXPRESS"}),
        [{"request": None, "expect": {}}, step({"response": {"status": 200}})],
    ),
}

DIFFERS: dict[str, tuple[dict[str, Any], list[dict[str, Any]], str]] = {
    "route": (given(), [step({"route": "GET /b"})], 'step 1: route: expected "GET /b", got "GET /a/{id}"'),
    "no route": (given(), [step({"route": None})], "step 1: route: expected null"),
    "calls": (given(), [step({"invoked": {"it": 0}})], "invoked.it: expected 0, got 1"),
    "all calls": (given(), [step({}), step({"invoked_total": {"it": 1}})], "step 2: invoked_total.it: expected 1, got 2"),
    "event": (given(), [step({"event_subset": {"rawPath": "/b"}})], 'event.rawPath: expected "/b", got "/a/7"'),
    "no event": (given(), [step({"event_subset": {}}, path="/b")], "event: expected an object, got nothing"),
    "absent": (given(), [step({"event_absent": ["rawPath"]})], "event.rawPath"),
    "absent in no event": (given(), [step({"event_absent": ["x"]}, path="/b")], "event: there was none"),
    "null": (given(), [step({"event_null": ["body"]})], "event.body: expected null, got nothing"),
    "pattern": (given(), [step({"event_subset": {"rawPath": {"$re": "/"}}})], '{"$re": "/"}'),
    "same": (given(), [step({"event_subset": {"rawPath": {"$same_as": "version"}}})], "event.rawPath"),
    "now": (given(), [step({"event_subset": {"version": {"$int_ms_now": True}}})], "event.version"),
    "unordered": (
        given(),
        [step({"event_subset": {"cookies": {"$unordered": ["a=1"]}}}, headers=[["cookie", "a=1; b=2"]])],
        "event.cookies",
    ),
    "matcher": (given(), [step({"event_subset": {"rawPath": {"$what": 1}}})], "unknown matcher $what"),
    "expectation": (given(), [step({"colour": 1})], "colour: the runner does not know this expectation"),
    "part": (given(), [step({"response": {"colour": 1}})], "response.colour: the runner does not know"),
    "backend": (given(PX), [step({"backend_request": {"method": "POST"}})], 'backend_request.method: expected "POST"'),
    "no backend": (given(PX), [step({"backend_request": {}}, path="/b")], "the backend was not called"),
    "query": (given(PX), [step({"backend_request": {"query_absent": ["a"]}}, query="a=1")], "a is there"),
    "header lines": (
        given(PX),
        [step({"backend_request": {"headers": {"x-a": "1"}}}, headers=[["x-a", "1"], ["x-a", "2"]])],
        'backend_request.headers.x-a: expected "1", got ["1", "2"]',
    ),
    "status": (given(), [step({"response": {"status": 201}})], "response.status: expected 201, got 200"),
    "body": (given(), [step({"response": {"body": "no"}})], 'response.body: expected "no", got "ok"'),
    "JSON": (given(), [step({"response": {"body_json": {}}})], "the body is no JSON"),
    "JSON with more": (
        given({**FN, "returns": {"a": 1, "b": 2}}),
        [step({"response": {"body_json": {"a": 1}}})],
        "response.body_json: has b besides",
    ),
    "cookies": (given(), [step({"response": {"set_cookie": ["a=1"]}})], "response.set_cookie"),
    "bytes": (given(), [step({"response": {"body_base64": "AA=="}})], "response.body_base64"),
    "service": (given(), [step({"service_call": {"action": "a:B"}})], "the service was not called"),
    "accepted": (given(PX), [CONFIGURATION], "config_error: expected '.*is reserved.*', got: it is accepted"),
    "refused": (given(RESERVED), [step({})], "the configuration is refused: the header via is reserved"),
    "refused, though nothing says so": (
        given(RESERVED),
        [{"request": None, "expect": {}}],
        "the configuration is refused: the header via is reserved",
    ),
    "kind": (given({"type": "telegraph"}), [step({})], "not supported yet: integrations of the type telegraph"),
}


def run(folder: Path, cases: dict[str, dict[str, Any]]) -> tuple[dict[str, str], str, str]:
    """The differences by case, the ways, and the account."""
    document = {"schema": "gwfw-http-case/1", "area": "x", "cases": [{"id": name, **case} for name, case in cases.items()]}
    (folder / "cases.json").write_text(json.dumps(document))
    done = subprocess.run([sys.executable, str(RUNNER), str(folder)], capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    failed = dict(line.removeprefix("FAILED cases.json:").split(": ", 1) for line in lines if line.startswith("FAILED"))
    assert done.returncode == (1 if failed else 0), done.stderr
    return failed, next(line for line in lines if line.startswith("ways")), lines[-1]


def test_what_holds_passes_in_every_way(tmp_path: Path) -> None:
    failed, ways, account = run(tmp_path, {name: {"given": g, "steps": s} for name, (g, s) in HOLDS.items()})
    assert failed == {}
    assert ways == "ways: configuration, in process, socket"
    assert account == f"{len(HOLDS)} passed, 0 failed, 0 skipped"


def test_what_does_not_hold_is_told_in_every_way(tmp_path: Path) -> None:
    failed, _, account = run(tmp_path, {name: {"given": g, "steps": s} for name, (g, s, _) in DIFFERS.items()})
    assert account == f"0 passed, {len(DIFFERS)} failed, 0 skipped"
    for name, (_, _, said) in DIFFERS.items():
        ways = (
            ("[configuration]",) if name in ("accepted", "refused, though nothing says so") else ("[in process]", "[socket]")
        )
        assert all(way in failed[name] for way in ways), name
        assert failed[name].count(said) == len(ways), (name, failed[name])


def test_weak_assertions_are_told_and_do_not_fail(tmp_path: Path) -> None:
    weak = {"given": given(), "steps": [step({"response": {"status": 204}})], "weak": ["response.status (nobody knows)"]}
    of_event = {
        "given": given(),
        "steps": [step({"event_subset": {"rawPath": "/b"}, "event_absent": ["version"], "event_null": ["routeKey"]})],
        "weak": ["event_subset.rawPath: nobody knows", "event_absent.version", "event_null.routeKey (nor this)"],
    }
    failed, _, account = run(tmp_path, {"weak": weak, "of an event": of_event})
    assert (failed, account) == ({}, "2 passed, 0 failed, 0 skipped")
