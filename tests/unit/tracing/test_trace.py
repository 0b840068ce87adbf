"""Mappings become template values; everything that a template cannot do is refused with file, line and remedy."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import SystemRandom
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, computed_field, field_validator

from gwfw import Connecting
from gwfw.declarations import Mark
from gwfw.errors import Place, Problem, Refusal
from gwfw.graph.template import Expression, Value, escaped
from gwfw.integrations.sides import Site
from gwfw.tracing.trace import trace


class Session(BaseModel):
    id: str
    label: str = "none"
    since: int = 0
    ratio: float = 0.5
    tags: list[str] = []
    more: dict[str, Any] = {}


class Say(BaseModel):
    text: str
    count: int
    short: str = Field(max_length=3)


ID = Expression("$context.connectionId")
AT = Expression("$context.connectedAt")
U = Expression(escaped("$input.params('u')"))


@pytest.mark.parametrize(
    ("mapping", "value"),
    [
        (lambda client: client.connection_id, {"S": (ID,)}),
        (lambda client: f"a{client.connection_id}b", {"S": ("a", ID, "b")}),
        (lambda client: client.connection_id + client.query["u"], {"S": (ID, U)}),
        (lambda client: client.query["u"] + "!", {"S": (U, "!")}),
        (lambda client: client.connected_at, {"N": (AT,)}),
        (lambda client: float(client.connected_at), {"N": (AT,)}),
        (lambda client: f"{client.connected_at}ms", {"S": (AT, "ms")}),
        (lambda client: 17, {"N": "17"}),
        (lambda client: 1.5, {"N": "1.5"}),
        (lambda client: True, {"BOOL": True}),
        (lambda client: None, {"NULL": True}),
        (lambda client: b"x", {"B": "eA=="}),
        (lambda client: "constant", {"S": "constant"}),
        (lambda client: [client.stage, "x"], {"L": [{"S": (Expression("$context.stage"),)}, {"S": "x"}]}),
        (lambda client: {"k": client.connected_at}, {"M": {"k": {"N": (AT,)}}}),
        (lambda client: client.user_agent, {"S": (Expression(escaped("$context.identity.userAgent")),)}),
        (lambda client: client.authorizer["tier"], {"S": (Expression(escaped("$context.authorizer.get('tier')")),)}),
    ],
)
def test_values(traced: Callable[..., Value], mapping: Callable[..., object], value: Value) -> None:
    assert traced(mapping) == {"v": value}


def test_models(traced: Callable[..., Value]) -> None:
    def mapping(client: Connecting) -> Session:
        return Session(id=client.connection_id, label=f"user:{client.query['u']}", since=client.connected_at)

    assert traced(mapping) == {
        "id": {"S": (ID,)},
        "label": {"S": ("user:", U)},
        "since": {"N": (AT,)},
        "ratio": {"N": "0.5"},
        "tags": {"L": []},
        "more": {"M": {}},
    }


def test_messages(traced: Callable[..., Value]) -> None:
    def mapping(message: Say, client: Connecting) -> Session:
        return Session(id=client.connection_id, label=message.text, since=message.count)

    value = traced(mapping, "say")
    assert isinstance(value, dict)
    assert value["label"] == {"S": (Expression(escaped("$input.path('$.text').toString()")),)}
    assert value["since"] == {"N": (Expression(escaped("$input.path('$.count').toString()")),)}


def only_message(message: Say) -> str:
    return message.text


def only_client(client: Connecting) -> str:
    return client.stage


@pytest.mark.parametrize("mapping", [only_message, only_client])
def test_message_routes_take_one_or_the_other(traced: Callable[..., Value], mapping: Callable[..., object]) -> None:
    assert traced(mapping, "say")


# Refusals ------------------------------------------------------------------------------------------------------------


class Checked(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    id: str
    short: str = Field(default="x", max_length=40)
    other: str = "x"
    flag: bool = False

    @field_validator("other")
    @classmethod
    def check(cls, value: str) -> str:
        return value


class Computed(BaseModel):
    id: str

    @computed_field  # type: ignore[prop-decorator]  # as pydantic documents it
    @property
    def twice(self) -> str:
        return self.id + self.id


class ComputedOtherwise(BaseModel):
    id: str

    @computed_field  # type: ignore[prop-decorator]  # as pydantic documents it
    @property
    def kind(self) -> str:
        return "session"


class Outer(BaseModel):
    id: str
    inner: list[Checked]


def branch_on_a_symbol(client: Connecting) -> object:
    return Session(id=client.connection_id) if client.query["u"] else None


def branch_in_a_helper(client: Connecting) -> object:
    return helper(client.query["u"])


def helper(text: str) -> str:
    for known in ("a", "b"):
        text = text if text.__class__ is str else known
    return "x"


def cuts(client: Connecting) -> object:
    first = client.query["u"]
    return first[:3]


def cuts_deeper(client: Connecting) -> object:
    return upper(client.query["u"])


def upper(text: str) -> str:
    return text.upper()


def damages(client: Connecting) -> object:
    return str(client.query["u"]).strip()


def slices_a_plain_text(client: Connecting) -> object:
    return str(client.query["u"])[0]


def counts_a_plain_text(client: Connecting) -> object:
    return len(str(client.query["u"]))


def slices_digits(client: Connecting) -> object:
    return str(client.connected_at)[0]


def computes_with_a_plain_number(client: Connecting) -> object:
    return int(client.connected_at) // 1000


def names_an_attribute(client: Connecting) -> object:
    return {f"{client.query['u']}": "x"}


def random_every_time(client: Connecting) -> object:
    return SystemRandom().random()


def the_clock(client: Connecting) -> object:
    return int(time.time())


def constraint(client: Connecting) -> object:
    return Checked(id=client.connection_id, short=client.stage)


def validator(client: Connecting) -> object:
    return Checked(id=client.connection_id, other=f"a{client.stage}")


def computed(client: Connecting) -> object:
    return Computed(id=client.connection_id)


def constraint_deep(client: Connecting) -> object:
    return Outer(id="x", inner=[Checked(id="x", other=client.stage)])


def wrong_type(client: Connecting) -> object:
    return Checked(id=client.connection_id, flag=client.query["f"])  # type: ignore[arg-type]  # that is what is tested


def constraint_of_a_message(message: Say) -> object:
    return message.short


def fails(client: Connecting) -> object:
    raise RuntimeError("broken")


def unknown(client: Connecting) -> object:
    return client.nothing


def line(function: Callable[..., object], offset: int) -> int:
    return function.__code__.co_firstlineno + offset


CONNECT = "use @ws.connect, a Lambda"
BRANCHES = "a mapping cannot branch or compare: a template has no conditions"
CUTS = " is not in a template, which can pass a value on, put text around it, and nothing else"
UNSTEADY = " is computed from a value or differs from call to call; a template only passes values on"
CONSTRAINT = " receives a value that only a client knows, and API Gateway cannot check what the field demands"
REFUSED: list[tuple[Callable[..., object], str, int | None, str, str | None]] = [
    (
        branch_on_a_symbol,
        "mapping-branches",
        line(branch_on_a_symbol, 1),
        BRANCHES,
        None,
    ),
    (
        branch_in_a_helper,
        "mapping-branches",
        line(helper, 2),
        BRANCHES,
        None,
    ),
    (
        cuts,
        "mapping-cuts",
        line(cuts, 2),
        "client.query['u']: a part" + CUTS,
        None,
    ),
    (
        cuts_deeper,
        "mapping-cuts",
        line(upper, 1),
        "client.query['u']: .upper()" + CUTS,
        None,
    ),
    (
        damages,
        "mapping-cuts",
        None,
        "v.S: a changed value" + CUTS,
        None,
    ),
    (
        slices_a_plain_text,
        "mapping-unsteady",
        None,
        "v" + UNSTEADY,
        None,
    ),
    (
        counts_a_plain_text,
        "mapping-unsteady",
        None,
        "v" + UNSTEADY,
        None,
    ),
    (
        slices_digits,
        "mapping-unsteady",
        None,
        "v" + UNSTEADY,
        None,
    ),
    (
        computes_with_a_plain_number,
        "mapping-unsteady",
        None,
        "v" + UNSTEADY,
        None,
    ),
    (
        names_an_attribute,
        "mapping-cuts",
        None,
        "a value: the name of an attribute" + CUTS,
        None,
    ),
    (
        random_every_time,
        "mapping-unsteady",
        None,
        "v" + UNSTEADY,
        None,
    ),
    (
        the_clock,
        "mapping-unsteady",
        line(the_clock, 1),
        "a mapping cannot read the clock: what it says would be frozen into the template",
        None,
    ),
    (
        constraint,
        "mapping-constraint",
        None,
        "Checked.short" + CONSTRAINT,
        "MaxLen(max_length=40)",
    ),
    (
        validator,
        "mapping-constraint",
        None,
        "Checked.other" + CONSTRAINT,
        "the validator check",
    ),
    (
        computed,
        "mapping-constraint",
        None,
        "Computed.twice" + CONSTRAINT,
        "it is computed",
    ),
    (
        constraint_deep,
        "mapping-constraint",
        None,
        "Checked.other" + CONSTRAINT,
        "the validator check",
    ),
    (
        wrong_type,
        "mapping-constraint",
        line(wrong_type, 1),
        "Checked refuses a value that only a client knows, and API Gateway cannot check it",
        "flag: Input should be a valid boolean, unable to interpret input",
    ),
    (fails, "mapping", line(fails, 1), "the mapping failed", "RuntimeError: broken"),
]


def refusal(mapping: Callable[..., object], traced: Callable[..., Value], key: str = "$connect") -> Problem:
    with pytest.raises(Refusal) as caught:
        traced(mapping, key)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(("mapping", "code", "at", "what", "received"), REFUSED, ids=[row[0].__name__ for row in REFUSED])
def test_refusals(
    traced: Callable[..., Value], mapping: Callable[..., object], code: str, at: int | None, what: str, received: str | None
) -> None:
    problem = refusal(mapping, traced)
    assert (problem.code, problem.what, problem.remedy) == (code, what, CONNECT)
    assert problem.places[0] == Place("app.py", 1, "@declared")
    assert [(place.file, place.line) for place in problem.places[1:]] == ([] if at is None else [("test_trace.py", at)])
    if received is not None:
        assert problem.received == received


def test_a_message_whose_fields_demand_something(traced: Callable[..., Value]) -> None:
    problem = refusal(constraint_of_a_message, traced, "say")
    assert (problem.code, problem.what, problem.received) == (
        "mapping-constraint",
        "Say.short" + CONSTRAINT,
        "MaxLen(max_length=3)",
    )
    assert problem.remedy == 'use @ws.route("say"), a Lambda'


def test_an_attribute_that_there_is_not(traced: Callable[..., Value]) -> None:
    problem = refusal(unknown, traced)
    assert problem.code == "mapping"
    assert str(problem.received).startswith("AttributeError: Connecting has no attribute 'nothing'; it has connection_id")


def test_the_request_of_an_ended_connection(traced: Callable[..., Value]) -> None:
    problem = refusal(cuts, traced, "$disconnect")
    assert (problem.code, problem.remedy) == ("mapping-cuts", "use @ws.disconnect, a Lambda")


class Callable_:
    def __call__(self, client: Connecting) -> object:
        return client.stage


async def a_coroutine(client: Connecting) -> object:
    return client.stage


def a_generator(client: Connecting) -> object:
    yield client.stage


def any_arguments(*clients: Connecting) -> object:
    return clients


def any_names(**clients: Connecting) -> object:
    return clients


@pytest.mark.parametrize("mapping", [Callable_(), a_coroutine, a_generator, any_arguments, any_names, print])
def test_what_is_no_plain_function(traced: Callable[..., Value], mapping: Callable[..., object]) -> None:
    problem = refusal(mapping, traced)
    assert (problem.code, problem.what) == ("mapping", "a mapping is a plain function")
    assert problem.allowed == "(client: Connecting)"


def none() -> object:
    return "x"


def three(client: Connecting, message: Say, more: Say) -> object:
    return client.stage


def by_name(client: Connecting, *, message: Say) -> object:
    return client.stage


def two_clients(client: Connecting, other: Connecting) -> object:
    return client.stage


def two_messages(message: Say, other: Say) -> object:
    return message.text


def of_another_type(message: dict[str, str]) -> object:
    return "x"


def without_annotation(message):  # type: ignore[no-untyped-def]  # that is what is tested
    return "x"


@pytest.mark.parametrize("mapping", [none, three, by_name, two_clients, two_messages, of_another_type, without_annotation])
def test_what_are_no_parameters(traced: Callable[..., Value], mapping: Callable[..., object]) -> None:
    problem = refusal(mapping, traced, "say")
    assert (problem.code, problem.what) == ("mapping", "these are not the parameters of a mapping")
    assert problem.allowed == "(client: Connecting, message: Say), one of them or both"


def test_a_connection_that_opens_has_no_message(traced: Callable[..., Value]) -> None:
    def mapping(client: Connecting, message: Say) -> object:
        return message.text

    problem = refusal(mapping, traced)
    assert (problem.what, problem.received) == ("these are not the parameters of a mapping", "(client, message)")


def test_an_annotation_that_cannot_be_read(traced: Callable[..., Value]) -> None:
    def mapping(message: Nowhere) -> object:  # type: ignore[name-defined]  # noqa: F821 -- that is what is tested
        return message

    problem = refusal(mapping, traced, "say")
    assert (problem.what, problem.received) == ("an annotation cannot be read", "NameError: name 'Nowhere' is not defined")


def test_a_branch_of_the_declared_line_itself_is_told_once(site: Callable[[str], Site]) -> None:
    mapping = lambda client: client.stage or "x"  # noqa: E731 -- it stands on one line with its branch
    at = mapping.__code__.co_firstlineno
    place = Mark(__file__, at).place()
    with pytest.raises(Refusal) as caught:
        trace(mapping, Site(api="websocket", key="$connect", place=place), lambda result, symbols: {})
    (problem,) = caught.value.problems
    assert problem.places == (place,)


def test_results_of_another_form_differ(traced: Callable[..., Value]) -> None:
    forms = iter([{"a": 1}, {"b": 1}])

    def mapping(client: Connecting) -> object:
        return next(forms)

    assert refusal(mapping, traced).what == "v" + UNSTEADY


def test_models_may_be_anywhere_in_a_result(site: Callable[[str], Site]) -> None:
    def mapping(client: Connecting) -> object:
        return {"k": [(Checked(id="x", other=client.stage),)]}

    with pytest.raises(Refusal, match=r"Checked\.other receives"):
        trace(mapping, site("$connect"), lambda result, symbols: {})


def test_what_is_computed_from_no_value_is_left_out(traced: Callable[..., Value]) -> None:
    def mapping(client: Connecting) -> object:
        return ComputedOtherwise(id=client.connection_id)

    assert traced(mapping) == {"id": {"S": (ID,)}}
