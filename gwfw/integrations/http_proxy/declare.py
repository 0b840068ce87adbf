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

    `method` is the method of the forwarded request; None keeps the client's.
    """
    return Url(address, method=method)


def integration(target: Url, site: Site) -> HttpProxy:
    """The spec. Raises Refusal for what is no absolute URL and for placeholders that the route does not have."""
    from gwfw.integrations.http_proxy.spec import HttpProxy

    return HttpProxy(name=site.integration, url=target.url, method=target.method or "ANY")


def grants(spec: HttpProxy) -> tuple[Grant, ...]:
    """None: a public URL needs no role."""
    return ()


def describe(spec: HttpProxy) -> str:
    """The URL, after the method if there is one of its own."""
    return spec.url if spec.method == "ANY" else f"{spec.method} {spec.url}"
