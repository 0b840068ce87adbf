"""What every handler's route becomes."""

from __future__ import annotations

from gwfw.errors import Place
from gwfw.integrations.lambda_proxy import declare
from gwfw.integrations.lambda_proxy.spec import LambdaProxy
from gwfw.integrations.sides import Declare, Site

SIDE: Declare[declare.Invoke, LambdaProxy] = declare


def test_one_integration_for_each_function() -> None:
    sites = [Site(api="http", key=key, place=Place("app.py", 1)) for key in ("GET /a", "GET /b")]
    specs = {SIDE.integration(declare.Invoke("api"), site) for site in sites}
    assert specs == {LambdaProxy(name="lambda api", function="api")}
    (spec,) = specs
    assert (SIDE.grants(spec), SIDE.describe(spec)) == ((), "lambda api")


def test_the_target_is_for_both_apis() -> None:
    target = declare.Invoke("api")
    assert (target.kind, target.apis, target.written) == ("lambda_proxy", ("http", "websocket"), "the function api")
