"""The targets that a route can have instead of a handler: `http.any("/old/{proxy+}").to(url("https://..."))`."""

from __future__ import annotations

from gwfw.integrations.aws_action.declare import aws
from gwfw.integrations.http.declare import http_url
from gwfw.integrations.http_proxy.declare import url
from gwfw.integrations.lambda_custom.declare import invoke
from gwfw.integrations.lambda_proxy.adapted import asgi, wsgi
from gwfw.integrations.mock.declare import mock
from gwfw.integrations.private.declare import alb, cloud_map, nlb

__all__ = ["alb", "asgi", "aws", "cloud_map", "http_url", "invoke", "mock", "nlb", "url", "wsgi"]
