"""Private integrations at the local gateway: the request for the target, and its response. No I/O, no clock.

It follows "Creating private integrations": the target is sent the request's whole path, with the name of a named stage
(`overwrite:path` is the cure), over plain HTTP unless TLS is configured.
"""

from __future__ import annotations

from gwfw.exchange import CallHttp, HttpInputs, Inputs, Outcome, Result, Work
from gwfw.graph.query import encode_path
from gwfw.integrations.backend import backend_headers, full_path, joined_query, passed
from gwfw.integrations.private.spec import Private
from gwfw.ports import Names, Renderer

__all__ = ["STAND_IN", "request", "response"]

STAND_IN = "private.target"
"""The host in the URL of a target's request: only the driver knows where the target is."""


def request(spec: Private, inputs: Inputs, names: Names, render: Renderer) -> Work | Result:
    """Call the target."""
    assert isinstance(inputs, HttpInputs), "private integrations serve HTTP APIs only"
    scheme = "https" if spec.tls else "http"
    path = full_path(inputs) if inputs.mapped_path is None else encode_path(inputs.mapped_path)
    return CallHttp(
        method=inputs.request.method if spec.method == "ANY" else spec.method,
        url=f"{scheme}://{STAND_IN}{path}{joined_query('', inputs.request.query)}",
        headers=backend_headers(spec, inputs, None),
        body=inputs.request.body,
        target=spec.bound_as,
        server_name=spec.server_name,
    )


def response(spec: Private, inputs: Inputs, outcome: Outcome, render: Renderer) -> Result:
    """The target's response as it is."""
    return passed(outcome)
