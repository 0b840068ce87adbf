"""Machines that need more than a grant: waiting for another one, a distributed Map, being started by a message."""

from __future__ import annotations

from gwfw.graph.model import AppGraph, Grant, Machine, Ref, Route, WebSocketApi
from gwfw.integrations.stepfunctions.spec import StepFunctions
from tests.golden.graphs import PASS, role

CHILD = Ref("machine", "child", "arn")
EXECUTIONS = Ref("machine", "child", "executions")
NESTED = (
    '{"StartAt":"run","States":{"run":{"End":true,"Parameters":{"Input.$":"$","StateMachineArn":"',
    CHILD,
    '"},"Resource":"arn:aws:states:::states:startExecution.sync:2","Type":"Task"}}}',
)
DISTRIBUTED = (
    '{"StartAt":"all","States":{"all":{"End":true,"ItemProcessor":{"ProcessorConfig":{"ExecutionType":"STANDARD",'
    '"Mode":"DISTRIBUTED"},"StartAt":"one","States":{"one":{"Type":"Succeed"}}},"Type":"Map"}}}'
)
TEMPLATE = (
    '{"input":"$util.escapeJavaScript($input.body).replaceAll("\\\\\'","\'")","stateMachineArn":"',
    CHILD,
    '"}',
)

MACHINES = {
    "machines": AppGraph(
        name="machines",
        websocket=WebSocketApi(routes=(Route(key="start", integration="websocket start"),)),
        integrations=(StepFunctions(name="websocket start", machine="child", parameters=(), template=TEMPLATE),),
        resources=(
            Machine(name="all", definition=(DISTRIBUTED,)),
            Machine(name="asking", definition=NESTED),
            Machine(name="child", definition=(PASS,)),
        ),
        grants=(
            role("websocket start", CHILD, "states:StartExecution"),
            Grant(principal="machine:asking", resource=CHILD, actions=("states:StartExecution",)),
            Grant(
                principal="machine:asking",
                resource=EXECUTIONS,
                actions=("states:DescribeExecution", "states:StopExecution"),
            ),
        ),
    )
}
