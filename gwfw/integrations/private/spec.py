"""The value of a private integration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gwfw.graph.model import Integration


@dataclass(frozen=True, slots=True, kw_only=True)
class Private(Integration):
    """Forward to `target`, the ARN of a load balancer's listener or of a Cloud Map service, through the VPC link of the
    id `vpc_link`.

    `bound_as` is the name by which local runs bind the target to a URL. `tls` means HTTPS; `server_name` is then the name
    that the target's certificate must have. `method` is `ANY` (the client's own) or one HTTP method.
    """

    kind: ClassVar[str] = "private"
    target: str
    bound_as: str
    vpc_link: str = ""
    tls: bool = False
    server_name: str | None = None
    method: str = "ANY"
