"""The declare side of private integrations: `alb(...)`, `nlb(...)`, `cloud_map(...)`, and how they become the spec.

Targets are in a network, which is not part of the app: they are named by ARN, or by the app's own function that makes
them with the CDK (`@app.construct`), and so is the VPC link that leads there.
"""

from __future__ import annotations

from gwfw.declarations import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias, overload

    from gwfw.constructs import AnyConstruct
    from gwfw.errors import Problem
    from gwfw.graph.model import ApiName, Grant, Ref
    from gwfw.integrations.private.spec import Private
    from gwfw.integrations.sides import Site

    Called: TypeAlias = Literal["alb", "nlb", "cloud_map"]

__all__ = ["PrivateTarget", "alb", "cloud_map", "describe", "grants", "integration", "nlb"]

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


class PrivateTarget(Target):
    """A target in a VPC, by its ARN or its construct."""

    __slots__ = ("called", "method", "name", "server_name", "target", "vpc_link")
    kind = "private"
    apis: tuple[ApiName, ...] = ("http",)

    def __init__(
        self,
        called: Called,
        target: str | AnyConstruct,
        vpc_link: str | AnyConstruct | None,
        name: str | None,
        server_name: str | None,
        method: str | None,
    ) -> None:
        self.called, self.target, self.vpc_link = called, target, vpc_link
        self.name, self.server_name, self.method = name, server_name, method
        self.written = f"{called}({target!r})"


if TYPE_CHECKING:

    @overload
    def alb(
        listener: str,
        *,
        vpc_link: str | AnyConstruct,
        name: str | None = None,
        server_name: str | None = None,
        method: str | None = None,
    ) -> PrivateTarget: ...
    @overload
    def alb(
        listener: AnyConstruct,
        *,
        vpc_link: str | AnyConstruct | None = None,
        name: str | None = None,
        server_name: str | None = None,
        method: str | None = None,
    ) -> PrivateTarget: ...


def alb(
    listener: str | AnyConstruct,
    *,
    vpc_link: str | AnyConstruct | None = None,
    name: str | None = None,
    server_name: str | None = None,
    method: str | None = None,
) -> PrivateTarget:
    """Forward to an application load balancer: its listener by ARN, or the `@app.construct` function that makes it.

    `vpc_link` is the id of the VPC link that leads there, or the function that makes one. A listener that is made here
    needs none: all targets in one VPC share a link that is made, too. `name` is what local runs call the target (default:
    the load balancer's name, or the function's): `gwfw local --target NAME=URL`, in tests `gw.target(name, answer)`. With
    a `server_name` the target is spoken to by HTTPS, and its certificate must have that name. `method` is the method of
    the forwarded request; None keeps the client's. The path is the request's whole one.
    """
    return PrivateTarget("alb", listener, vpc_link, name, server_name, method)


if TYPE_CHECKING:

    @overload
    def nlb(
        listener: str,
        *,
        vpc_link: str | AnyConstruct,
        name: str | None = None,
        server_name: str | None = None,
        method: str | None = None,
    ) -> PrivateTarget: ...
    @overload
    def nlb(
        listener: AnyConstruct,
        *,
        vpc_link: str | AnyConstruct | None = None,
        name: str | None = None,
        server_name: str | None = None,
        method: str | None = None,
    ) -> PrivateTarget: ...


def nlb(
    listener: str | AnyConstruct,
    *,
    vpc_link: str | AnyConstruct | None = None,
    name: str | None = None,
    server_name: str | None = None,
    method: str | None = None,
) -> PrivateTarget:
    """Forward to a network load balancer; all else is as with `alb`."""
    return PrivateTarget("nlb", listener, vpc_link, name, server_name, method)


def cloud_map(
    service: str | AnyConstruct,
    *,
    vpc_link: str | AnyConstruct,
    name: str | None = None,
    server_name: str | None = None,
    method: str | None = None,
) -> PrivateTarget:
    """Forward to the instances of the Cloud Map service with this ARN, or of the function that makes it.

    The ARN may carry a filter on the instances' attributes, `...:service/srv-a1b2c3?stage=green`. The default of `name` is
    the service's id, `srv-a1b2c3`. A service does not say in which VPC it is, so that it needs a `vpc_link` always. All
    else is as with `alb`.
    """
    return PrivateTarget("cloud_map", service, vpc_link, name, server_name, method)


def integration(target: PrivateTarget, site: Site) -> Private:
    """The spec. Raises Refusal for another kind of ARN, and for what the options cannot be."""
    from gwfw.errors import Refusal
    from gwfw.integrations.private.spec import Private

    named = _named(target)
    problems = list(_problems(target, site, known=named is not None))
    if problems:
        raise Refusal(problems)
    return Private(
        name=site.integration,
        target=_reference(target.target, "arn"),
        target_kind=target.called,
        bound_as=target.name or str(named),
        vpc_link=_reference(target.vpc_link or "", "id"),
        tls=target.server_name is not None,
        server_name=target.server_name,
        method=target.method or "ANY",
    )


def _named(target: PrivateTarget) -> str | None:
    """What the target is called by itself; None for what is neither a construct nor an ARN of the kind."""
    import re

    from gwfw.constructs import CdkConstruct

    if isinstance(target.target, CdkConstruct):
        return target.target.name
    found = re.fullmatch(FORMS[target.called], str(target.target))
    return None if found is None else found["name"]


def _reference(given: str | AnyConstruct, attribute: Literal["arn", "id"]) -> str | Ref:
    from gwfw.graph.model import Ref

    return given if isinstance(given, str) else Ref("construct", given.name, attribute)


def _problems(target: PrivateTarget, site: Site, *, known: bool) -> list[Problem]:
    from gwfw.errors import Problem

    return [
        Problem(
            code="private-target",
            what=what,
            places=(site.place,),
            received=received,
            allowed=allowed,
            remedy=WRITTEN[target.called],
        )
        for what, received, allowed in (*_wrong_target(target, known=known), *_wrong_options(target))
    ]


def _wrong_target(target: PrivateTarget, *, known: bool) -> list[tuple[str, str, str | None]]:
    """What is wrong with target and VPC link, what was received, and what is allowed."""
    from gwfw.constructs import CdkConstruct

    wrong: list[tuple[str, str, str | None]] = []
    if not known:
        what = f"{target.called} takes the ARN of {'a service' if target.called == 'cloud_map' else 'a listener'}"
        wrong.append((what, repr(target.target), "an ARN, or a function under @app.construct"))
    link, made = target.vpc_link, isinstance(target.target, CdkConstruct) and target.called != "cloud_map"
    if link is None and not made:
        what = "nothing says in which VPC this target is, so that its VPC link has to be named"
        wrong.append((what, target.written, "vpc_link= with an id, or with a function under @app.construct"))
    elif link is not None and not isinstance(link, CdkConstruct) and not str(link).isalnum():
        allowed = "letters and digits, or a function under @app.construct"
        wrong.append(("a VPC link is named by its id", f"vpc_link={link!r}", allowed))
    return wrong


def _wrong_options(target: PrivateTarget) -> list[tuple[str, str, str | None]]:
    """What is wrong with the rest."""
    from gwfw.graph.routes import METHODS
    from gwfw.graph.target_check import SERVER_NAME

    wrong: list[tuple[str, str, str | None]] = []
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
