"""The settings of an app's two APIs, as users write them: `App("library", http=HttpSettings(cors=Cors(...)))`.

Plain slotted classes, because they are imported in Lambda; freezing turns them into the graph's values, and the graph's
checks say what API Gateway would refuse. What is not even of the right type raises TypeError where it is written.
"""

from __future__ import annotations

from gwfw.declarations import INHERIT, Mark

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Literal, TypeAlias, TypeVar

    from gwfw.constructs import AnyConstruct
    from gwfw.declarations import Auth

    T = TypeVar("T")
    Period: TypeAlias = Literal["day", "week", "month"]

__all__ = ["ApiKey", "ApiMapping", "Cors", "Domain", "HttpSettings", "Quota", "Stage", "Throttle", "WebSocketSettings"]


class Cors:
    """The CORS configuration of the HTTP API; API Gateway answers preflights itself.

    `allow_origins` are `*`, `http://*`, `https://*` or origins (`https://example.com`); methods and headers may be `*`.
    `max_age_s` is how long browsers keep a preflight's answer, in seconds (-1 to 86400).
    """

    __slots__ = ("allow_credentials", "allow_headers", "allow_methods", "allow_origins", "expose_headers", "max_age_s")

    def __init__(
        self,
        *,
        allow_origins: Sequence[str],
        allow_methods: Sequence[str] = ("*",),
        allow_headers: Sequence[str] = (),
        expose_headers: Sequence[str] = (),
        allow_credentials: bool = False,
        max_age_s: int | None = None,
    ) -> None:
        self.allow_origins = _texts("allow_origins", allow_origins)
        self.allow_methods = _texts("allow_methods", allow_methods)
        self.allow_headers = _texts("allow_headers", allow_headers)
        self.expose_headers = _texts("expose_headers", expose_headers)
        self.allow_credentials = allow_credentials
        self.max_age_s = None if max_age_s is None else int(_number("max_age_s", max_age_s))


class Throttle:
    """Limits of a stage or a route: `rate_limit` requests a second, `burst_limit` at once (a token bucket)."""

    __slots__ = ("burst_limit", "rate_limit")

    def __init__(self, *, rate_limit: float, burst_limit: int) -> None:
        self.rate_limit, self.burst_limit = _number("rate_limit", rate_limit), int(_number("burst_limit", burst_limit))


class Quota:
    """How many requests an API key has in a period: `Quota(1000, per="day")`. `per` is `day`, `week` or `month`."""

    __slots__ = ("limit", "per")

    def __init__(self, limit: int, *, per: Period) -> None:
        self.limit, self.per = _whole("limit", limit) or 0, _text("per", per)


class ApiKey:
    """An API key, for routes that require one: `ApiKey("partners", throttle=..., quota=Quota(1000, per="day"))`.

    The key is made with the stack and API Gateway chooses its value; with `id` it is one that the account has already. It
    gets a usage plan of its own for all stages of the API, with these limits (default: none). No value is written anywhere
    here: locally it is `local-` and the key's name.
    """

    __slots__ = ("id", "name", "quota", "throttle")

    def __init__(
        self, name: str, *, id: str | None = None, throttle: Throttle | None = None, quota: Quota | None = None
    ) -> None:
        self.name, self.id = _text("name", name), _of(str, "id", id)
        self.throttle, self.quota = _of(Throttle, "throttle", throttle), _of(Quota, "quota", quota)


class Stage:
    """A further stage of an API, reached by its name in front of the path: `Stage("beta", variables={"colour": "green"})`.

    What it does not say is the settings': `throttle`, `access_log`, and each variable that is not among its `variables`.
    """

    __slots__ = ("access_log", "name", "throttle", "variables")

    def __init__(
        self,
        name: str,
        *,
        variables: Mapping[str, str] | None = None,
        throttle: Throttle | None = None,
        access_log: str | None = None,
    ) -> None:
        self.name, self.variables = _text("name", name), _variables(variables)
        self.throttle, self.access_log = _of(Throttle, "throttle", throttle), _of(str, "access_log", access_log)


class Domain:
    """A custom domain that is made: `Domain("api.example.com", certificate="arn:aws:acm:...", zone="Z0123ABC")`.

    The domain name is regional and takes TLS 1.2. `certificate` is the ARN of a certificate in the region that the app is
    deployed to, or a function under `@app.construct` that makes one; `made` is such a function that makes the whole domain
    name instead. `zone` is the id of the Route 53 hosted zone that gets an alias record, or a function that gives the zone
    (None: the record is written elsewhere; the deployment prints where it has to lead).
    """

    __slots__ = ("certificate", "made", "mark", "name", "zone")

    def __init__(
        self,
        name: str,
        *,
        certificate: str | AnyConstruct | None = None,
        made: AnyConstruct | None = None,
        zone: str | AnyConstruct | None = None,
    ) -> None:
        self.mark = Mark.here()
        self.name, self.made = _text("name", name), made
        self.certificate, self.zone = certificate, zone

    def __repr__(self) -> str:
        return f"<domain {self.name}>"


class ApiMapping:
    """What a custom domain leads to: `ApiMapping("api.example.com", key="v1", stage="beta")`.

    A domain that is named by a text exists in the account, with its certificate and its DNS records; it is referred to,
    never made. A `Domain` is made. `key` is what paths begin with there (default: nothing), `stage` a stage of the API
    (default: the API's first stage).
    """

    __slots__ = ("domain", "key", "made", "stage")

    def __init__(self, domain: str | Domain, *, key: str = "", stage: str | None = None) -> None:
        self.made = domain if isinstance(domain, Domain) else None
        self.domain = domain.name if isinstance(domain, Domain) else _text("domain", domain)
        self.key, self.stage = _text("key", key), _of(str, "stage", stage)


class HttpSettings:
    """Settings of the HTTP API: `App("library", http=HttpSettings(cors=Cors(allow_origins=["https://example.com"])))`.

    `auth` is who may call a route that does not say so itself: `jwt(...)`, `iam()`, an authorizer's function, or None for
    everybody. `throttle` limits every route without limits of its own. `variables` are the stage's, `access_log` is the
    format of a line, with `$context` variables (default: JSON with the usual ones). `stages` are further ones beside
    `$default`. `domain` is a custom domain for the API as a whole, `api_mappings` are those of custom domains that lead to
    some of it; `default_endpoint=False` leaves the API to them.
    """

    __slots__ = (
        *("access_log", "api_mappings", "auth", "cors", "default_endpoint", "mark", "stages", "throttle"),
        "variables",
    )

    def __init__(
        self,
        *,
        cors: Cors | None = None,
        throttle: Throttle | None = None,
        auth: Auth = INHERIT,
        variables: Mapping[str, str] | None = None,
        access_log: str | None = None,
        stages: Sequence[Stage] = (),
        domain: str | Domain | None = None,
        api_mappings: Sequence[ApiMapping] = (),
        default_endpoint: bool = True,
    ) -> None:
        self.mark = Mark.here()
        self.cors, self.throttle = _of(Cors, "cors", cors), _of(Throttle, "throttle", throttle)
        self.auth, self.variables, self.access_log = auth, _variables(variables), _of(str, "access_log", access_log)
        self.stages, self.api_mappings = _all(Stage, "stages", stages), _mappings(domain, api_mappings)
        self.default_endpoint = default_endpoint


class WebSocketSettings:
    """Settings of the WebSocket API: `App("chat", ws=WebSocketSettings(selection="$request.body.type"))`.

    `selection` is the route selection expression: which member of a message names its route. `auth` is who may connect
    where the `$connect` route does not say so itself: `iam()`, an authorizer's function, or None for everybody.
    `throttle`, `variables`, `access_log`, `domain` and `api_mappings` as in HttpSettings; `stages` are further ones beside
    that of the deployment, for an API whose handlers send to no connection. `api_keys` are the keys that open routes with
    `api_key=True`, `api_key_selection` is where such routes find the client's: the header `x-api-key`, or
    `$context.authorizer.usageIdentifierKey`. `fan_out` is how many connections a broadcast posts to by
    itself, 10 to 5000: a larger one is left to workers behind a queue (default: any number, and no queue).
    """

    __slots__ = (
        *("access_log", "api_key_selection", "api_keys", "api_mappings", "auth", "fan_out", "mark", "selection", "stages"),
        *("throttle", "variables"),
    )

    def __init__(
        self,
        *,
        selection: str = "$request.body.action",
        throttle: Throttle | None = None,
        auth: Auth = INHERIT,
        variables: Mapping[str, str] | None = None,
        access_log: str | None = None,
        stages: Sequence[Stage] = (),
        domain: str | Domain | None = None,
        api_mappings: Sequence[ApiMapping] = (),
        api_keys: Sequence[ApiKey] = (),
        api_key_selection: str = "$request.header.x-api-key",
        fan_out: int | None = None,
    ) -> None:
        self.mark = Mark.here()
        self.stages, self.api_mappings = _all(Stage, "stages", stages), _mappings(domain, api_mappings)
        self.fan_out = _whole("fan_out", fan_out)
        self.selection, self.api_key_selection = selection, api_key_selection
        self.api_keys = _all(ApiKey, "api_keys", api_keys)
        self.throttle, self.auth = _of(Throttle, "throttle", throttle), auth
        self.variables, self.access_log = _variables(variables), _of(str, "access_log", access_log)


def _mappings(domain: str | Domain | None, given: Sequence[ApiMapping]) -> tuple[ApiMapping, ...]:
    """The API mappings in their order, that of the whole API first."""
    mappings = _all(ApiMapping, "api_mappings", given)
    return mappings if domain is None else (ApiMapping(domain), *mappings)


def _texts(name: str, given: Sequence[str]) -> tuple[str, ...]:
    """The texts in their order; one text stands for a list of one."""
    texts = (given,) if isinstance(given, str) else tuple(given)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError(f"{name} is a list of texts, not {given!r}")
    return texts


def _text(name: str, given: str) -> str:
    if not isinstance(given, str):
        raise TypeError(f"{name} is a text, not {given!r}")
    return given


def _all(kind: type[T], name: str, given: Sequence[T]) -> tuple[T, ...]:
    """The values in their order; one value is no list."""
    if isinstance(given, kind) or not all(isinstance(value, kind) for value in given):
        raise TypeError(f"{name} is a list of {kind.__name__}, not {given!r}")
    return tuple(given)


def _number(name: str, given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise TypeError(f"{name} is a number, not {given!r}")
    return given


def _whole(name: str, given: object) -> int | None:
    if given is None or type(given) is int:
        return given
    raise TypeError(f"{name} is a whole number, not {given!r}")


def _of(kind: type, name: str, given: Any) -> Any:
    if given is not None and not isinstance(given, kind):
        raise TypeError(f"{name} is a {kind.__name__}, not {given!r}")
    return given


def _variables(given: Mapping[str, str] | None) -> dict[str, str]:
    variables = dict(given or {})
    if not all(isinstance(text, str) for pair in variables.items() for text in pair):
        raise TypeError(f"variables are texts by name, not {given!r}")
    return variables
