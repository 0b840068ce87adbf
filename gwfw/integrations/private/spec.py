"""The value of a private integration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from gwfw.graph.model import Integration, Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Private(Integration):
    """Forward to `target`, a load balancer's listener or a Cloud Map service, through the VPC link `vpc_link`.

    Each is an ARN (of the link its id) or a reference to a construct of the app's own. An empty `vpc_link` is the link
    that all targets in the VPC of that construct share. `target_kind` says what the target is.

    `bound_as` is the name by which local runs bind the target to a URL. `tls` means HTTPS; `server_name` is then the name
    that the target's certificate must have. `method` is `ANY` (the client's own) or one HTTP method.
    """

    kind: ClassVar[str] = "private"
    target: str | Ref
    target_kind: Literal["alb", "nlb", "cloud_map"] = "alb"
    bound_as: str
    vpc_link: str | Ref = ""
    tls: bool = False
    server_name: str | None = None
    method: str = "ANY"
