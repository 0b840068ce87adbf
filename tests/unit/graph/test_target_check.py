"""Where integrations lead."""

from __future__ import annotations

from typing import Any, cast

import pytest

from gwfw.errors import Place
from gwfw.graph.model import Integration, Ref
from gwfw.graph.target_check import check_target
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.integrations.mock.spec import Mock
from gwfw.integrations.private.spec import Private

HERE = Place("app.py", 3)
ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/1/2"


def proxy(url: str = "https://example.com/{id}", method: str = "ANY") -> HttpProxy:
    return HttpProxy(name="i", url=url, method=method)


def private(target: str | Ref = ARN, **fields: Any) -> Private:
    return Private(name="i", target=target, bound_as="shop", **fields)


def function(payload: str) -> LambdaProxy:
    return LambdaProxy(name="i", function="f", payload_format=cast("Any", payload))


@pytest.mark.parametrize(
    ("integration", "codes"),
    [
        (proxy(), []),
        (proxy("http://${stageVariables.host}/x/{id}", "POST"), []),
        (proxy("https://example.com/" + "x" * 2028), []),
        (proxy("https://example.com/" + "x" * 2029), ["url"]),
        (proxy("example.com/x"), ["url"]),
        (proxy("ftp://example.com/x"), ["url"]),
        (proxy("https://"), ["url"]),
        (proxy("https://[::1"), ["url"]),
        (proxy(ARN), ["url"]),
        (proxy(method="FETCH"), ["route-method"]),
        (private(), []),
        (private(server_name="x" * 512, tls=True), []),
        (private(server_name="x" * 513, tls=True), ["private-target"]),
        (private(server_name="", tls=True), ["private-target"]),
        (private("https://example.com"), ["private-target"]),
        (private(Ref("construct", "lb", "arn")), []),
        (private(method="FETCH"), ["route-method"]),
        (function("1.0"), []),
        (function("2.0"), []),
        (function("3.0"), ["payload-format"]),
        (Mock(name="i"), []),
    ],
    ids=lambda value: value.kind if isinstance(value, Integration) else None,
)
def test_targets(integration: Integration, codes: list[str]) -> None:
    problems = list(check_target(integration, HERE))
    assert [problem.code for problem in problems] == codes
    assert all(problem.places == (HERE,) and problem.remedy for problem in problems)
