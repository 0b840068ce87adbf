"""The declare side of mocks: `mock(...)`, an answer of API Gateway's own."""

from __future__ import annotations

from gwfw.integrations.written import Templated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gwfw.graph.model import Grant
    from gwfw.integrations.mock.spec import Mock
    from gwfw.integrations.sides import Site
    from gwfw.integrations.written import Reply

__all__ = ["Mocked", "describe", "grants", "integration", "mock"]


class Mocked(Templated):
    """Answer without asking anybody."""

    __slots__ = ()
    kind = "mock"


def mock(reply: Reply = False, *, status: int = 200) -> Mocked:
    """Answer by `reply`, a template, without any backend: `ws.route("ping").to(mock('{"pong": "$context.stage"}'))`.

    Without a `reply` the client is sent nothing; that is enough for a `$connect` that lets everybody in. `status` chooses
    among replies by key, and refuses a `$connect` if it is not 2xx.
    """
    target = Mocked(template=f'{{"statusCode": {status}}}', reply=reply)
    target.written = f"mock({reply!r})" if reply is not False else "mock()"
    return target


def integration(target: Mocked, site: Site) -> Mock:
    """The spec."""
    from gwfw.integrations.mock.spec import Mock
    from gwfw.integrations.written import fields

    return Mock(**fields(target, site))


def grants(spec: Mock) -> tuple[Grant, ...]:
    """None: nobody is asked."""
    return ()


def describe(spec: Mock) -> str:
    """`mock`."""
    return "mock"
