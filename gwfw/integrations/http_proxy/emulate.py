"""HTTP proxy integrations at the local gateway: the request for the backend, and its response. No I/O, no clock.

It follows "Creating HTTP proxy integrations" and "Routing API requests": the path is what the URL says, except on the
`$default` route, which appends the request's whole path. The request's query string is joined to the URL's own.
"""

from __future__ import annotations

from gwfw.exchange import CallHttp, Failed, HttpInputs, Inputs, Outcome, Result, Work
from gwfw.graph.query import encode_path
from gwfw.integrations.backend import backend_headers, full_path, joined_query, passed
from gwfw.integrations.http_proxy.address import AddressError, address
from gwfw.integrations.http_proxy.spec import HttpProxy
from gwfw.ports import Names, Renderer

__all__ = ["request", "response"]


def request(spec: HttpProxy, inputs: Inputs, names: Names, render: Renderer) -> Work | Result:
    """Call the URL. One that names no host in this stage cannot be reached."""
    assert isinstance(inputs, HttpInputs), "the CDK and API Gateway know HTTP proxies of HTTP APIs only"
    try:
        to = address(spec.url, inputs)
    except AddressError as error:
        return Failed(reason="unreachable", detail=str(error))
    path = to.path
    if inputs.mapped_path is not None:
        path = encode_path(inputs.mapped_path)
    elif inputs.route_key == "$default":
        path = path.rstrip("/") + full_path(inputs, with_stage=inputs.facts.default_stage_path)
    return CallHttp(
        method=inputs.request.method if spec.method == "ANY" else spec.method,
        url=f"{to.origin}{path}{joined_query(to.query, inputs.request.query)}",
        headers=backend_headers(spec, inputs, to.host),
        body=inputs.request.body,
    )


def response(spec: HttpProxy, inputs: Inputs, outcome: Outcome, render: Renderer) -> Result:
    """The backend's response as it is."""
    return passed(outcome)
