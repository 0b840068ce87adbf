"""The declare side of private integrations: `alb(...)`, `nlb(...)`, `cloud_map(...)`, and how they become the spec.

Targets are named by ARN: they belong to the network that they are in, which is not part of the app.
"""

from __future__ import annotations

from gwfw.declarations import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.graph.model import ApiName, Grant
    from gwfw.integrations.private.spec import Private
    from gwfw.integrations.sides import Site

__all__ = ["PrivateTarget", "alb", "cloud_map", "describe", "grants", "integration", "nlb"]

METHODS = ("ANY", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
FORMS = {
    "alb": r"arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:listener/app/(?P<name>[^/]+)/[^/]+/[^/]+",
    "nlb": r"arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:listener/net/(?P<name>[^/]+)/[^/]+/[^/]+",
    "cloud_map": r"arn:aws[a-z-]*:servicediscovery:[a-z0-9-]+:\d{12}:service/(?P<name>srv-[a-z0-9]+)(\?[^?#\s]+)?",
}
"""The ARNs that each of the three takes."""

WRITTEN = {
    "alb": 'alb("arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/50dc6c/f2f7dc", vpc_link="abc123")',
    "nlb": 'nlb("arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/net/shop/50dc6c/f2f7dc", vpc_link="abc123")',
    "cloud_map": 'cloud_map("arn:aws:servicediscovery:eu-west-1:123456789012:service/srv-a1b2c3", vpc_link="abc123")',
}
SERVER_NAME = 512
"""Characters of a server name."""


class PrivateTarget(Target):
    """A target in a VPC."""

    __slots__ = ("arn", "called", "method", "name", "server_name", "vpc_link")
    kind = "private"
    apis: tuple[ApiName, ...] = ("http",)

    def __init__(
        self, called: str, arn: str, vpc_link: str, name: str | None, server_name: str | None, method: str | None
    ) -> None:
        self.called, self.arn, self.vpc_link = called, arn, vpc_link
        self.name, self.server_name, self.method = name, server_name, method
        self.written = f"{called}({arn!r})"


def alb(
    listener: str, *, vpc_link: str, name: str | None = None, server_name: str | None = None, method: str | None = None
) -> PrivateTarget:
    """Forward to the application load balancer whose listener has this ARN, through the VPC link of that id.

    `name` is what local runs call the target (default: the load balancer's name): `gwfw local --target NAME=URL`, in tests
    `gw.target(name, answer)`. With a `server_name` the target is spoken to by HTTPS, and its certificate must have that
    name. `method` is the method of the forwarded request; None keeps the client's. The path is the request's whole one.
    """
    return PrivateTarget("alb", listener, vpc_link, name, server_name, method)


def nlb(
    listener: str, *, vpc_link: str, name: str | None = None, server_name: str | None = None, method: str | None = None
) -> PrivateTarget:
    """Forward to a network load balancer; all else is as with `alb`."""
    return PrivateTarget("nlb", listener, vpc_link, name, server_name, method)


def cloud_map(
    service: str, *, vpc_link: str, name: str | None = None, server_name: str | None = None, method: str | None = None
) -> PrivateTarget:
    """Forward to the instances of the Cloud Map service with this ARN; all else is as with `alb`.

    The ARN may carry a filter on the instances' attributes, `...:service/srv-a1b2c3?stage=green`. The default of `name` is
    the service's id, `srv-a1b2c3`.
    """
    return PrivateTarget("cloud_map", service, vpc_link, name, server_name, method)


def integration(target: PrivateTarget, site: Site) -> Private:
    """The spec. Raises Refusal for another kind of ARN, and for what the options cannot be."""
    import re

    from gwfw.errors import Problem, Refusal
    from gwfw.integrations.private.spec import Private

    found = re.fullmatch(FORMS[target.called], str(target.arn))
    problems = [
        Problem(
            code="private-target",
            what=what,
            places=(site.place,),
            received=received,
            allowed=allowed,
            remedy=WRITTEN[target.called],
        )
        for what, received, allowed in _wrong(target, known=found is not None)
    ]
    if problems:
        raise Refusal(problems)
    assert found is not None
    return Private(
        name=site.integration,
        target=target.arn,
        bound_as=target.name or found["name"],
        vpc_link=target.vpc_link,
        tls=target.server_name is not None,
        server_name=target.server_name,
        method=target.method or "ANY",
    )


def _wrong(target: PrivateTarget, *, known: bool) -> list[tuple[str, str, str | None]]:
    """What is wrong, what was received and what is allowed, for each thing that is wrong."""
    wrong: list[tuple[str, str, str | None]] = []
    if not known:
        what = f"{target.called} takes the ARN of {'a service' if target.called == 'cloud_map' else 'a listener'}"
        wrong.append((what, repr(target.arn), None))
    if not str(target.vpc_link).isalnum():
        wrong.append(("a VPC link is named by its id", f"vpc_link={target.vpc_link!r}", "letters and digits"))
    if target.name is not None and (
        not str(target.name).isprintable() or set(str(target.name)) & set("= /") or not target.name
    ):
        wrong.append(("this cannot be the name of a target", f"name={target.name!r}", "text without blanks, '=' and '/'"))
    if target.server_name is not None and not 1 <= len(str(target.server_name)) <= SERVER_NAME:
        allowed = f"1 to {SERVER_NAME} characters"
        wrong.append(("this cannot be a server name", f"server_name={target.server_name!r}", allowed))
    if target.method is not None and target.method not in METHODS:
        wrong.append(("there is no such HTTP method", f"method={target.method!r}", ", ".join(METHODS)))
    return wrong


def grants(spec: Private) -> tuple[Grant, ...]:
    """None: the VPC link needs no role."""
    return ()


def describe(spec: Private) -> str:
    """The target's name, after the method if there is one of its own."""
    target = f"private {spec.bound_as}"
    return target if spec.method == "ANY" else f"{spec.method} {target}"
