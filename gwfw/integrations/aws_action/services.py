"""What is known of AWS services by botocore's service models: their protocols and actions. The one module that asks them.

botocore is imported on use; where it is not installed nothing is known, and nobody says otherwise. Services are named as
in their hosts and in `arn:aws:apigateway:{region}:{service}:action/...`, which is not always botocore's own name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

__all__ = ["Protocol", "Service", "find", "names"]

Protocol: TypeAlias = Literal["json", "query", "rest"]

NAMES: Final[Mapping[str, str]] = {
    "elasticloadbalancing": "elbv2",
    "email": "ses",
    "entitlement.marketplace": "marketplace-entitlement",
    "metering.marketplace": "meteringmarketplace",
    "monitoring": "cloudwatch",
    "states": "stepfunctions",
    "streams.dynamodb": "dynamodbstreams",
    "tagging": "resourcegroupstaggingapi",
}
"""botocore's names of services whose host says something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service. `json`: it takes `X-Amz-Target: <target>.<Action>`; `query`: `Action` and `Version` as parameters;
    `rest`: it has no actions by name, only paths. `signing` is its name in signatures and in IAM."""

    protocol: Protocol
    signing: str
    version: str
    target: str
    content_type: str
    actions: frozenset[str]


@lru_cache(maxsize=64)
def find(service: str) -> Service | None:
    """The service with that host name; None if there is none. Raises ImportError without botocore."""
    import botocore.exceptions
    import botocore.session

    session = botocore.session.get_session()
    try:
        model = session.get_service_model(NAMES.get(service, service))
    except (botocore.exceptions.UnknownServiceError, botocore.exceptions.DataNotFoundError):
        return None
    metadata = model.metadata
    if model.endpoint_prefix != service:
        return None
    return Service(
        protocol=_protocol(metadata.get("protocols", [metadata["protocol"]])),
        signing=model.signing_name,
        version=model.api_version,
        target=metadata.get("targetPrefix", ""),
        content_type=f"application/x-amz-json-{metadata.get('jsonVersion', '1.0')}",
        actions=frozenset(model.operation_names),
    )


def _protocol(known: Iterable[str]) -> Protocol:
    """The one that API Gateway can speak by an action's name."""
    found = set(known)
    return "json" if "json" in found else "query" if found & {"query", "ec2"} else "rest"


def names() -> tuple[str, ...]:
    """The names of all services, as far as they are known without reading every model. Raises ImportError."""
    import botocore.session

    hosts = {name: host for host, name in NAMES.items()}
    return tuple(sorted(hosts.get(name, name) for name in botocore.session.get_session().get_available_services()))
