"""A whole app as one construct of a CDK app that its developer writes: `GatewayApp(self, "Api", app, stage="prod")`.

Unlike everything else in this room it takes the App itself: user code and the CDK share a process there anyway.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from aws_cdk import Stack
from constructs import Construct

from gwfw.synth import addresses, own
from gwfw.synth.build import build

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_apigatewayv2 as apigatewayv2
    from aws_cdk import aws_dynamodb as dynamodb
    from aws_cdk import aws_lambda as lambda_
    from aws_cdk import aws_stepfunctions as stepfunctions

    from gwfw.app import App

__all__ = ["GatewayApp"]


class GatewayApp(Construct):
    """The app's APIs, functions, tables and machines below this construct, as `gwfw deploy` would make them.

    `http_api` and `websocket_api` are the CDK's (None where the app has none), `functions`, `tables`, `machines` and the
    `domains` that are made are by name, `url` and `websocket_url` are where clients connect (tokens), `api_keys` the ids of
    the API keys that are made, by name (tokens).
    """

    http_api: apigatewayv2.HttpApi | None
    websocket_api: apigatewayv2.WebSocketApi | None
    functions: dict[str, lambda_.Function]
    tables: dict[str, dynamodb.Table]
    machines: dict[str, stepfunctions.IStateMachine]
    domains: dict[str, apigatewayv2.IDomainName]
    api_keys: dict[str, str]

    def __init__(
        self,
        scope: Construct,
        id: str,
        app: App,
        *,
        stage: str,
        folder: str | os.PathLike[str] | None = None,
        python_version: str | None = None,
        architecture: str | None = None,
        constructs: Mapping[str, object] | None = None,
    ) -> None:
        """Freeze and bundle the app, and add its constructs.

        `stage` names the deployment; `folder` holds the app's files (default: that of the file where the App is made),
        `python_version` and `architecture` are those of its functions (default: this machine's). `constructs` stand, by
        name, for what functions under `@app.construct` would make. Raises Refusal for an app that cannot be built, Misuse
        for what Lambda does not run and for a construct that the app does not name, Failure for dependencies that cannot be
        had.
        """
        from gwfw.deploy import bundle
        from gwfw.deploy.target import DeployTarget
        from gwfw.freeze.freezing import freeze

        super().__init__(scope, id)
        graph = freeze(app).graph
        here = Path(app.declarations.mark.file).parent if folder is None else Path(folder)
        target = DeployTarget.of(here.resolve(), stage, python_version=python_version, architecture=architecture)
        bundle.build(
            target.folder, graph, python_version=target.python_version, architecture=target.architecture, out=target.code
        )
        own.give(graph, Stack.of(self), constructs or {})
        parts = build(self, graph, target.settings, folder=target.folder)
        self.http_api, self.websocket_api = parts.http_api, parts.websocket_api
        self.functions, self.tables, self.machines = parts.functions, parts.tables, parts.machines
        self.domains, self.api_keys = parts.domains, parts.api_keys
        self.url = None if parts.http_api is None else addresses.http_url(parts)
        self.websocket_url = None if parts.websocket_api is None else addresses.websocket_url(parts)
        for tune in app.tunings:
            tune(Stack.of(self))
