"""The same route by serverless-offline, which runs this in a process of its own."""

from __future__ import annotations


def hello(event: object, context: object) -> dict[str, object]:
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": '{"hello":"world"}'}
