"""Private targets together: a name is one target's."""

from __future__ import annotations

from gwfw.errors import Place
from gwfw.graph.check import check
from gwfw.graph.model import AppGraph, Construct, HttpApi, Ref, Route
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.integrations.private.spec import Private

ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/50dc6c/f2f7dc"


def graph(*specs: Private) -> AppGraph:
    routes = tuple(Route(key=f"GET /{spec.name}", integration=spec.name) for spec in specs)
    proxy = HttpProxy(name="proxy", url="https://example.com")
    own = (Construct(name="orders", module="shop", function="orders"),)
    return AppGraph(name="shop", http=HttpApi(routes=routes), integrations=(*specs, proxy), constructs=own)


def test_a_name_is_one_target_s() -> None:
    first = Private(name="a", target=ARN, bound_as="shop", vpc_link="x1")
    same = Private(name="b", target=ARN, bound_as="shop", vpc_link="x1")
    other = Private(name="c", target=Ref("construct", "orders", "arn"), bound_as="shop")
    assert check(graph(first, same)) == ()
    [problem] = check(graph(first, same, other), {"c": Place("app.py", 3)})
    assert (problem.code, problem.places) == ("private-name", (Place("app.py", 3),))
    assert problem.received == f"{ARN} and the construct orders"


def test_constructs_that_are_not_there() -> None:
    lost = Private(
        name="a", target=Ref("construct", "nowhere", "arn"), bound_as="a", vpc_link=Ref("construct", "nothing", "id")
    )
    assert [problem.what for problem in check(graph(lost))] == [
        "the integration 'a' needs a construct that is not there: 'nowhere'",
        "the integration 'a' needs a construct that is not there: 'nothing'",
    ]
