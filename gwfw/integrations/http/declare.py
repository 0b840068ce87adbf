"""The declare side of HTTP integrations of WebSocket routes: `http_url(...)`."""

from __future__ import annotations

from gwfw.integrations.written import Templated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypeAlias

    from gwfw.graph.model import Grant
    from gwfw.integrations.http.spec import Http
    from gwfw.integrations.sides import Site
    from gwfw.integrations.written import Parameters, Reply, Templates

    Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]

__all__ = ["HttpUrl", "describe", "grants", "http_url", "integration"]


class HttpUrl(Templated):
    """A public URL to send messages to."""

    __slots__ = ("method", "proxy", "url")
    kind = "http"
    url: str
    method: Method
    proxy: bool


def http_url(
    address: str,
    *,
    method: Method = "POST",
    template: Templates = None,
    selection: str | None = None,
    parameters: Parameters = None,
    reply: Reply = False,
    timeout_ms: int = 29000,
) -> HttpUrl:
    """Send messages to `address`: as they are, or as a `template` renders them.

    `{name}` in it is the parameter `path.name`, `${stageVariables.name}` a variable of the stage. A backend is not told the
    connection by itself: `parameters={"header.x-connection": context.connection_id}`. See `gwfw.integrations.written` for
    `template`, `selection`, `parameters` and `reply`.
    """
    target = HttpUrl(template=template, selection=selection, parameters=parameters, reply=reply, timeout_ms=timeout_ms)
    target.url, target.method = address, method
    target.proxy = template is None and isinstance(reply, bool)
    target.written = f"http_url({address!r})"
    return target


def integration(target: HttpUrl, site: Site) -> Http:
    """The spec. Raises Refusal for what is no absolute URL and for placeholders without a parameter."""
    from gwfw.errors import Problem, Refusal
    from gwfw.integrations.http.spec import Http
    from gwfw.integrations.written import fields

    written: dict[str, Any] = fields(target, site)
    known = {key.removeprefix("integration.request.path.") for key, _ in written["request_parameters"]}
    problems = [
        Problem(code="url", what=what, places=(site.place,), received=received, remedy='http_url("https://example.com/in")')
        for received, what in _wrong(target.url, known)
    ]
    if problems:
        raise Refusal(problems)
    return Http(url=target.url, method=target.method, proxy=target.proxy, **written)


def _wrong(address: str, parameters: set[str]) -> list[tuple[str, str]]:
    """What was received and what is wrong with it."""
    import re
    from urllib.parse import urlsplit

    bare = re.sub(r"\$\{stageVariables\.\w+\}", "variable", address)
    names = re.findall(r"\{([^{}]*)\}", bare)
    bare = re.sub(r"\{[^{}]*\}", "parameter", bare)
    parts = urlsplit(bare)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return [(repr(address), "a target's URL is absolute, http or https")]
    if parts.username is not None or "#" in bare or set(bare) & set(' "<>\\^`|{}') or not bare.isprintable():
        return [(repr(address), "a target's URL has no user, fragment, blank or unmatched brace")]
    if "{" in re.sub(r"\$\{[^{}]*\}", "", address).partition("://")[2].partition("/")[0]:
        return [(repr(address), "a parameter cannot choose the host: a client would decide whom API Gateway calls")]
    return [(f"{{{name}}}", f"no parameter path.{name} fills this") for name in names if name not in parameters]


def grants(spec: Http) -> tuple[Grant, ...]:
    """None: a public URL needs no role."""
    return ()


def describe(spec: Http) -> str:
    """The method and the URL."""
    return f"{spec.method} {spec.url}"
