"""How long a mapping template takes: `python benchmarks/vtl.py`.

Prints microseconds, the best of several rounds, for templates as API Gateway's users write them: rendered once compiled,
with the variables made from an event; the run alone, without making variables; parsed, compiled and rendered.
"""

from __future__ import annotations

import timeit
from collections.abc import Callable
from functools import partial

from gwfw.exchange import Connection, WebSocketInputs
from gwfw.gateway.vtl import engine, variables
from gwfw.gateway.vtl.frame import Frame, Run

PUT_ITEM = (
    '{"TableName":"Connections","Item":{"id":{"S":"$context.connectionId"},"ip":{"S":"$context.identity.sourceIp"},'
    '"at":{"N":"$context.connectedAt"},"stage":{"S":"$context.stage"}}}'
)
PUT_BODY = (
    '{"TableName":"Messages","Item":{"pk":{"S":"ROOM#$input.path(\'$.room\')"},"sk":{"S":"$context.requestId"},'
    '"text":{"S":"$util.escapeJavaScript($input.path(\'$.text\')).replaceAll("\\\\\'","\'")"}}}'
)
LOOP = (
    "#set($items = $input.path('$.items'))\n[#foreach($i in $items)"
    '{"id":{"S":"$i.id"},"q":{"N":"$i.qty"}}#if($foreach.hasNext),#end#end]'
)
BODY = (
    '{"action":"send","room":"blue","text":"it\'s \\"late\\"","items":'
    '[{"id":"a","qty":1},{"id":"b","qty":2},{"id":"c","qty":3}]}'
)
TEMPLATES = {"PutItem of context": PUT_ITEM, "PutItem of body": PUT_BODY, "3-item loop": LOOP}


def event() -> WebSocketInputs:
    """A message on an open connection."""
    connection = Connection(id="Lo1dBfOWoAMCKvA=", connected_at=1700000000.0, source_ip="192.0.2.7", user_agent="bench/1")
    return WebSocketInputs(
        event_type="MESSAGE",
        connection=connection,
        api_id="abc123defg",
        account_id="123456789012",
        region="us-east-1",
        domain_name="abc123defg.execute-api.us-east-1.amazonaws.com",
        stage="dev",
        stage_variables=(),
        route_key="send",
        request_id="Lo1dFGZ1IAMFwDg=",
        time=1700000000.123,
        trace_id="1-00000000-000000000000000000000000",
        body=BODY,
        message_id="Lo1dFcVBoAMCKvA=",
    )


def main() -> None:
    """Print the table."""
    inputs = event()
    print(f"{'template':<22}{'render':>10}{'run alone':>12}{'parse+render':>14}   (microseconds)")
    given = variables.of(inputs)
    for name, template in TEMPLATES.items():
        rendered = best(partial(engine.render, template, inputs))
        alone = best(partial(alone_on, engine.compiled(template), given))
        parsed = best(partial(afresh, template, inputs), number=200)
        print(f"{name:<22}{rendered:>10.1f}{alone:>12.1f}{parsed:>14.1f}")


def alone_on(run: Run, given: variables.Variables) -> None:
    """Run a compiled template on variables that are there."""
    run(Frame(given.names()))


def afresh(template: str, inputs: WebSocketInputs) -> None:
    """Render a template that is not compiled yet."""
    engine.compiled.cache_clear()
    engine.render(template, inputs)


def best(call: Callable[[], object], *, number: int = 5000) -> float:
    """Microseconds of one call, the best of 5 rounds."""
    return min(timeit.repeat(call, number=number, repeat=5)) / number * 1e6


if __name__ == "__main__":
    main()
