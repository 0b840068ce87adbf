"""The declare side of HTTP proxies: `url(...)`, and how it becomes the spec."""

from __future__ import annotations

from gwfw.declarations import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.graph.model import ApiName, Grant
    from gwfw.integrations.http_proxy.spec import HttpProxy
    from gwfw.integrations.sides import Site

__all__ = ["Url", "describe", "grants", "integration", "url"]


class Url(Target):
    """A public URL to forward to."""

    __slots__ = ("method", "url")
    kind = "http_proxy"
    apis: tuple[ApiName, ...] = ("http",)

    def __init__(self, url: str, *, method: str | None = None) -> None:
        self.url, self.method = url, method
        self.written = f"url({url!r})"


def url(address: str, *, method: str | None = None) -> Url:
    """Forward to `address`, whose `{name}` placeholders are path parameters of the route (`{proxy}` for `{proxy+}`).

    `${stageVariables.name}` may stand anywhere in it, in the host too. On the `$default` route the request's path is
    appended. `method` is the method of the forwarded request; None keeps the client's.
    """
    return Url(address, method=method)


def integration(target: Url, site: Site) -> HttpProxy:
    """The spec. Raises Refusal for what is no absolute URL and for placeholders that the route does not have."""
    from gwfw.errors import Problem, Refusal
    from gwfw.graph.routes import METHODS
    from gwfw.integrations.http_proxy.spec import HttpProxy

    wrong = _wrong(target.url, site.key)
    if target.method is not None and target.method not in METHODS:
        wrong.append((f"method={target.method!r}", f"the method of the forwarded request is one of {', '.join(METHODS)}"))
    problems = [
        Problem(code="url", what=what, places=(site.place,), received=received, remedy='url("https://example.com/{name}")')
        for received, what in wrong
    ]
    if problems:
        raise Refusal(problems)
    return HttpProxy(name=site.integration, url=target.url, method=target.method or "ANY")


def _wrong(address: str, key: str) -> list[tuple[str, str]]:
    """What was received and what is wrong with it, for each thing that is wrong with a URL on this route."""
    from urllib.parse import urlsplit

    from gwfw.graph.target_check import URL, is_absolute
    from gwfw.graph.urls import PARAMETER, STAGE_VARIABLE

    received = address
    if not is_absolute(received):
        return [(repr(received), f"a target's URL is absolute, http or https, and has at most {URL} characters")]
    address = STAGE_VARIABLE.sub("stage", address)
    bare = PARAMETER.sub("", address)
    parts = urlsplit(bare)
    if parts.username is not None or "#" in address or set(bare) & set(' "<>\\^`|{}') or not address.isprintable():
        return [(repr(received), "a target's URL has no user, fragment, blank or unmatched brace")]
    if "{" in address.partition("://")[2].partition("/")[0]:
        return [(repr(received), "a parameter cannot choose the host: a client would decide whom API Gateway calls")]
    known = {name.removesuffix("+") for name in PARAMETER.findall(key)}
    return [
        (f"{{{name}}}", f"the route {key} has no such parameter") for name in PARAMETER.findall(address) if name not in known
    ]


def grants(spec: HttpProxy) -> tuple[Grant, ...]:
    """None: a public URL needs no role."""
    return ()


def describe(spec: HttpProxy) -> str:
    """The URL, after the method if there is one of its own."""
    return spec.url if spec.method == "ANY" else f"{spec.method} {spec.url}"
