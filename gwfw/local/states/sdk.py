"""Service tasks through botocore's models: any service, protocol and spelling. botocore is imported by nobody else here.

A task's members begin with a capital as in the AWS SDK for Java, whatever the service's own spelling; times are ISO text,
binary data is text (Base64 where it is no UTF-8).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

from gwfw.asl import actions as asl
from gwfw.asl import jsontext
from gwfw.exchange import AwsRequest, HttpResponse, Outcome
from gwfw.local import dispatch
from gwfw.local.settings import LocalSettings
from gwfw.local.states import services
from gwfw.local.states.running import Job

__all__ = ["job"]

NAMES: Final = {
    "cloudwatchlogs": "logs",
    "cognitoidentityprovider": "cognito-idp",
    "configservice": "config",
    "costexplorer": "ce",
    "databasemigration": "dms",
    "efs": "efs",
    "elasticloadbalancing": "elb",
    "elasticloadbalancingv2": "elbv2",
    "eventbridge": "events",
    "sfn": "stepfunctions",
}
"""botocore's names of services that the AWS SDK for Java calls otherwise; hyphens apart, the others are the same."""


class Unfit(ValueError):
    """A parameter that the service's model does not have, or of another type."""


@dataclass(frozen=True, slots=True)
class Model:
    """One operation of a service. The shapes are botocore's own, which has no types."""

    service: Any
    operation: Any

    @property
    def signing_name(self) -> str:
        """The service's name in the credential scope."""
        return str(self.service.signing_name)

    @property
    def host(self) -> str:
        """The first part of the service's host."""
        return str(self.service.endpoint_prefix)


def job(action: asl.CallService, settings: LocalSettings, timeout_ms: int) -> Job | asl.Outcome:
    """The request, or why there can be none."""
    model = _model(action.service, action.action)
    if model is None:
        what = f"there is no service and action {action.service}:{action.action} in botocore's models"
        return asl.Failed(error=services.NOT_EMULATED, cause=what)
    try:
        request = _request(model, action.parameters, settings)
    except Unfit as error:
        return asl.Failed(error="States.Runtime", cause=str(error))
    return Job(work=request, timeout_ms=timeout_ms, outcome=lambda outcome: _outcome(model, outcome, sdk=action.sdk))


@lru_cache(maxsize=256)
def _model(service: str, action: str) -> Model | None:
    from botocore.exceptions import UnknownServiceError
    from botocore.loaders import Loader
    from botocore.model import OperationNotFoundError, ServiceModel

    loader = Loader(include_default_search_paths=True)
    name = NAMES.get(service, service)
    if name == service:
        known = {found.replace("-", ""): found for found in loader.list_available_services("service-2")}
        name = known.get(service, service)
    try:
        model = ServiceModel(loader.load_service_model(name, "service-2"), name)
        return Model(model, model.operation_model(action[:1].upper() + action[1:]))
    except (UnknownServiceError, OperationNotFoundError):
        return None


# The request ---------------------------------------------------------------------------------------------------------


def _request(model: Model, parameters: Mapping[str, object], settings: LocalSettings) -> AwsRequest:
    from botocore.serialize import create_serializer
    from botocore.validate import ParamValidator

    shape = model.operation.input_shape
    given = _input(shape, parameters) if shape is not None else {}
    if shape is not None:
        report = ParamValidator().validate(given, shape)
        if report.has_errors():
            raise Unfit(f"The parameters of {model.operation.name} do not fit: {report.generate_report()}")
    serializer = create_serializer(model.service.resolved_protocol, include_validation=False)
    written = serializer.serialize_to_request(given, model.operation)
    body, query = written["body"], written["query_string"]
    path, _, constant = str(written["url_path"]).partition("?")
    given_query = urlencode(query, doseq=True) if isinstance(query, Mapping) else str(query)
    if isinstance(body, Mapping):
        body = urlencode(body, doseq=True)
    return AwsRequest(
        service=model.signing_name,
        method=written["method"],
        path=path,
        query="&".join(part for part in (constant, given_query) if part),
        headers=(
            ("host", f"{model.host}.{settings.region}.amazonaws.com"),
            *((name.lower(), str(value)) for name, value in written["headers"].items()),
            ("authorization", dispatch.authorization(model.signing_name, settings.region)),
        ),
        body=body if isinstance(body, bytes) else str(body).encode("utf-8", "surrogatepass"),
    )


def _input(shape: Any, value: object) -> Any:
    """A task's value as botocore takes it: the model's own names and types."""
    if shape.type_name == "structure" and isinstance(value, Mapping):
        return {name: _input(shape.members[name], held) for name, held in _members(shape, value)}
    if shape.type_name == "list" and isinstance(value, list):
        return [_input(shape.member, held) for held in value]
    if shape.type_name == "map" and isinstance(value, Mapping):
        return {key: _input(shape.value, held) for key, held in value.items()}
    if shape.type_name == "blob":
        return (value if isinstance(value, str) else jsontext.text(value)).encode("utf-8", "surrogatepass")
    if shape.type_name in ("integer", "long") and isinstance(value, float) and value.is_integer():
        return int(value)
    if shape.type_name == "string" and not isinstance(value, str):
        return jsontext.text(value)
    return value


def _members(shape: Any, value: Mapping[str, object]) -> list[tuple[str, object]]:
    known = {name[:1].upper() + name[1:]: name for name in shape.members}
    found = []
    for key, held in value.items():
        name = key if key in shape.members else known.get(key)
        if name is None:
            raise Unfit(f"The field '{key}' is not supported by Step Functions")
        if held is not None:
            found.append((name, held))
    return found


# The answer ----------------------------------------------------------------------------------------------------------


def _outcome(model: Model, outcome: Outcome, *, sdk: bool) -> asl.Outcome:
    from botocore.awsrequest import HeadersDict
    from botocore.parsers import create_parser

    if not isinstance(outcome, HttpResponse):
        return services.not_answered(outcome)
    headers = dict(outcome.headers)
    if headers.get("x-amzn-errortype") == "Unclaimed":
        return asl.Failed(error=services.NOT_EMULATED, cause=dispatch.told(outcome)[1])
    shape = model.operation.output_shape
    raw = {"status_code": outcome.status, "headers": HeadersDict(headers), "body": outcome.body}
    parsed = create_parser(model.service.resolved_protocol).parse(raw, shape)
    metadata = parsed.pop("ResponseMetadata", {})
    request_id = str(metadata.get("RequestId", ""))
    if outcome.status >= 400:
        error = parsed.get("Error", {})
        code = str(error.get("Code") or f"Status{outcome.status}")
        return asl.Refused(code=code, message=str(error.get("Message", "")), status=outcome.status, request_id=request_id)
    value = _output(shape, parsed) if shape is not None else {}
    return asl.Answered(value=value, status=outcome.status, headers=headers, request_id=request_id)


def _output(shape: Any, value: Any) -> object:
    """A parsed value as a task's result."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(tzinfo=None)
        return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds") + "Z"
    if isinstance(value, bytes | bytearray):
        return _text(bytes(value))
    if shape.type_name == "structure" and isinstance(value, Mapping):
        members = shape.members
        return {name[:1].upper() + name[1:]: _output(members[name], held) for name, held in value.items() if name in members}
    if shape.type_name == "list":
        return [_output(shape.member, held) for held in value]
    if shape.type_name == "map":
        return {key: _output(shape.value, held) for key, held in value.items()}
    return value


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return base64.b64encode(data).decode()
