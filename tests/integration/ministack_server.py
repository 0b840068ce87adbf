"""Starts ministack with what the CDK's command line and a deployed chat rely on and version 1.4 lacks.

DeleteStack takes a stack's ARN as well as its name; DeleteChangeSet succeeds for a change set that is not there. Functions
reach the management API of WebSocket APIs under its real name. Responses of integrations are taken, as the integrations are
that it does not run. The id of every connection is printed on a line of its own.
"""

from __future__ import annotations

from typing import Any

from ministack.app import main
from ministack.core import lambda_runtime
from ministack.services import apigateway
from ministack.services.cloudformation import handlers, provisioners

Parameters = dict[str, Any]

ACTIONS: dict[str, Any] = handlers._ACTION_HANDLERS
delete_stack = ACTIONS["DeleteStack"]
delete_change_set = ACTIONS["DeleteChangeSet"]

# Stands for the name server: `https://<api>.execute-api.<region>.amazonaws.com/<stage>` is this machine.
NAMES = """
import os, re
import botocore.handlers

def this_machine(request, **others):
    here = os.environ["AWS_ENDPOINT_URL"] + r"/_aws/execute-api/\\1/"
    request.url = re.sub(r"https://(\\w+)\\.execute-api\\.[\\w-]+\\.amazonaws\\.com/", here, request.url)

botocore.handlers.BUILTIN_HANDLERS.append(("before-sign.apigatewaymanagementapi", this_machine))
"""


class Connections(dict[str, Any]):
    """The open connections, told as they come."""

    def __setitem__(self, id: str, connection: object) -> None:
        super().__setitem__(id, connection)
        print(f"connection {id}", flush=True)


def delete_stack_by_arn(parameters: Parameters) -> object:
    name = parameters["StackName"][0]
    plain = name.split("/")[1] if name.startswith("arn:") else name
    return delete_stack(parameters | {"StackName": [plain]})


def delete_any_change_set(parameters: Parameters) -> object:
    status, headers, body = delete_change_set(parameters)
    if status == 404:
        return 200, headers, b"<DeleteChangeSetResponse><DeleteChangeSetResult/></DeleteChangeSetResponse>"
    return status, headers, body


def take_response(logical_id: str, properties: Parameters, stack_name: str) -> tuple[str, Parameters]:
    return f"{stack_name}-{logical_id}", {}


def drop_response(physical_id: str, properties: Parameters) -> None:
    """It was kept nowhere."""


if __name__ == "__main__":
    responses = {"create": take_response, "delete": drop_response}
    provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::IntegrationResponse"] = responses
    ACTIONS.update(DeleteStack=delete_stack_by_arn, DeleteChangeSet=delete_any_change_set)
    lambda_runtime._PYTHON_WORKER_SCRIPT = NAMES + lambda_runtime._PYTHON_WORKER_SCRIPT
    apigateway._ws_connections = Connections()
    main()
