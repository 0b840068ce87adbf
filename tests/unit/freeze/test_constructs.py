"""Constructs of an app's own in its graph: where their functions are, and what such a function cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gwfw import manifest
from gwfw.errors import Refusal
from gwfw.freeze.freezing import Frozen, freeze
from gwfw.graph.model import Construct
from gwfw.routes import rows

if TYPE_CHECKING:
    from tests.unit.conftest import Write

HEAD = """\
from gwfw import App, Router
from gwfw.targets import alb, nlb
app = App("shop")
http = app.http
"""
BALANCERS = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener"


def frozen(write: Write, source: str) -> Frozen:
    return freeze(write(HEAD + source).app)


def test_they_are_named_in_the_graph_and_not_made(write: Write) -> None:
    source = """
router = Router()

@router.construct
def network(stack):
    raise AssertionError("made")

@app.construct
def orders(stack):
    raise AssertionError("made")

app.include(router)
http.any("/orders/{proxy+}", auth=None).to(alb(orders, vpc_link="abc123"))
http.any("/returns/{proxy+}", auth=None).to(alb(orders))
"""
    found = frozen(write, source)
    [network, orders] = found.graph.constructs
    assert network == Construct(name="network", module=network.module, function="network")
    assert orders == Construct(name="orders", module=network.module, function="orders")
    assert network.module.endswith("app")
    assert str(found.places["construct orders"]) == "app.py:12  @app.construct"
    assert manifest.load(manifest.dump(found.graph)) == found.graph


REFUSED = {
    "a lambda": (
        "app.construct(lambda stack: 1)",
        "app.py:5  app.construct(lambda stack: 1)\n"
        "a lambda has no name by which a deployed function could find it  [not-findable]",
    ),
    "no function": (
        "app.construct(print)",
        "app.py:5  app.construct(print)\nwhat is decorated here cannot make a construct  [construct]\n"
        "  received: <built-in function print>\n  allowed: a plain function\n  remedy: def listener(stack): ...",
    ),
    "a coroutine function": (
        "@app.construct\nasync def orders(stack): ...",
        "app.py:5  @app.construct\nwhat is decorated here cannot make a construct  [construct]",
    ),
    "no parameter": (
        "@app.construct\ndef orders(): ...",
        "app.py:5  @app.construct\n"
        "a function that makes a construct is called with the stack, and nothing else  [construct]\n"
        "  received: orders()\n  allowed: a plain function\n  remedy: def orders(stack): ...",
    ),
    "two of one name": (
        "@app.construct\ndef orders(stack): ...\nfirst = orders\n@app.construct\ndef orders(stack): ...",
        "app.py:5  @app.construct\napp.py:8  @app.construct\ntwo constructs are named 'orders'  [declared-twice]",
    ),
    "a router's that is not included": (
        "@Router().construct\ndef orders(stack): ...\nhttp.any('/x', auth=None).to(alb(orders))",
        "the integration 'http ANY /x' needs a construct that is not there: 'orders'  [dangling]",
    ),
    "targets of one name": (
        f"""\
@app.construct
def orders(stack): ...
http.any('/a', auth=None).to(alb(orders))
http.any('/b', auth=None).to(nlb({BALANCERS + "/net/shop/5/f"!r}, vpc_link='a1', name='orders'))
""",
        "app.py:7  http.any('/a', auth=None).to(alb(orders))\n"
        f"app.py:8  http.any('/b', auth=None).to(nlb('{BALANCERS}/net/shop/5/f', vpc_link='a1', name='orders'))\n"
        "two private targets are named 'orders', and local runs could not tell them apart  [private-name]\n"
        f"  received: the construct orders and {BALANCERS}/net/shop/5/f\n"
        '  remedy: give one of them a name of its own: alb(listener, name="orders")',
    ),
}


@pytest.mark.parametrize(("source", "told"), REFUSED.values(), ids=REFUSED)
def test_refusals(write: Write, source: str, told: str) -> None:
    with pytest.raises(Refusal) as raised:
        frozen(write, source)
    assert told in str(raised.value)


def test_targets_of_one_name_that_are_the_same(write: Write) -> None:
    source = f"""
one = {BALANCERS + "/app/shop/5/f"!r}
http.get('/a', auth=None).to(alb(one, vpc_link='a1'))
http.get('/b', auth=None).to(alb(one, vpc_link='a1', method='POST'))
"""
    graph = frozen(write, source).graph
    assert [row.target for row in rows(graph)] == ["→ private shop", "→ POST private shop"]
