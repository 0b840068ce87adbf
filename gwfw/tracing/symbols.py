"""`Connecting`: the symbolic argument of a mapping, and the symbolic texts and numbers that it gives.

A symbol is a `str` or `int` whose content is a random sentinel: it passes through models and f-strings unharmed, and the
tracer finds it again in the result. Whatever would look into it (comparing, slicing, counting, arithmetic) raises
`Untraceable`, because API Gateway has no such operation. Imported in Lambda with the user's module, hence light.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random
    from typing import Any

__all__ = ["TRACES", "Connecting", "Number", "Parameters", "Source", "Symbols", "Text", "Trace", "Untraceable"]

TEXTS = {
    "connection_id": ("$context.connectionId", False),
    "request_id": ("$context.requestId", False),
    "stage": ("$context.stage", False),
    "api_id": ("$context.apiId", False),
    "domain_name": ("$context.domainName", True),
    "source_ip": ("$context.identity.sourceIp", False),
    "user_agent": ("$context.identity.userAgent", True),
}
"""The texts of a connection: their variable in a mapping template, and whether a client controls them."""

NUMBERS = {"connected_at": "$context.connectedAt", "request_time": "$context.requestTimeEpoch"}
"""The numbers of a connection, in milliseconds since 1970."""


class Trace:
    """What sentinels of one of the two traces are made of. They share no character, so that every part of one shows."""

    __slots__ = ("digits", "first", "last", "letters", "size")

    def __init__(self, size: int, letters: str, digits: str, first: str, last: str) -> None:
        self.size, self.letters, self.digits, self.first, self.last = size, letters, digits, first, last


TRACES = (
    Trace(24, "ABCDEFGHJKLMabcdefghijkm", "1234", " ", '"\\\u00e9 '),
    Trace(29, "NPQRSTUVWXYZnopqrstuvwxyz", "5678", "\t", "\\'\u00fc\t"),
)
"""Blanks, quotes, backslashes and accents are there to be lost by what strips or encodes."""

MEMBER = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
PARAMETER = MEMBER + "~"
"""What names may consist of, so that a template can quote them."""


class Untraceable(Exception):
    """A mapping did with a symbol what no request template can do; `operation` says what."""

    def __init__(self, written: str, operation: str) -> None:
        self.written, self.operation = written, operation
        super().__init__(f"{written}: {operation}")


class Source:
    """Where a symbol's value comes from: its template variable, as written in the mapping, and who controls it."""

    __slots__ = ("client", "variable", "written")

    def __init__(self, written: str, variable: str, *, client: bool) -> None:
        self.written, self.variable, self.client = written, variable, client


OPERATIONS = {
    "__getitem__": "a part",
    "__contains__": "a search",
    "__iter__": "the characters",
    "__len__": "the length",
    "__bool__": "a test",
    "__hash__": "a look-up",
    "__eq__": "a comparison",
    "__ne__": "a comparison",
    "__lt__": "a comparison",
    "__le__": "a comparison",
    "__gt__": "a comparison",
    "__ge__": "a comparison",
}
"""How errors call what an operator does; every other one is arithmetic."""


def _refusing(name: str) -> Callable[..., Any]:
    operation = OPERATIONS.get(name, "arithmetic") if name.startswith("__") else f".{name}()"

    def refuse(self: Any, *arguments: object, **named: object) -> Any:
        raise Untraceable(self.source.written, operation)

    return refuse


def _closed(kind: type, kept: frozenset[str]) -> dict[str, Callable[..., Any]]:
    """Every operation of that built-in type but the kept ones, refusing."""
    return {name: _refusing(name) for name in dir(kind) if name not in kept and callable(getattr(kind, name))}


KEPT = frozenset(
    {
        *("__new__", "__init__", "__init_subclass__", "__subclasshook__", "__class__", "__getattribute__", "__setattr__"),
        *(
            "__delattr__",
            "__dir__",
            "__doc__",
            "__reduce__",
            "__reduce_ex__",
            "__getstate__",
            "__getnewargs__",
            "__sizeof__",
        ),
        *("__str__", "__format__", "__repr__"),
    }
)
"""Operations that do not look into the value. `__str__` and `__format__` put the sentinel into other texts."""


class _Shown:
    """What both sorts of symbol do in the same way."""

    source: Source

    def __repr__(self) -> str:
        raise Untraceable(self.source.written, "repr()")


class Text(_Shown, str):
    """A symbolic text."""

    def __new__(cls, sentinel: str, source: Source) -> Text:
        """The symbol with that content."""
        symbol = super().__new__(cls, sentinel)
        symbol.source = source
        return symbol

    def __format__(self, spec: str) -> str:
        if spec:
            raise Untraceable(self.source.written, f"the format {spec!r}")
        return str.__str__(self)


class Number(_Shown, int):
    """A symbolic number."""

    def __new__(cls, sentinel: int, source: Source) -> Number:
        """The symbol with that content."""
        symbol = super().__new__(cls, sentinel)
        symbol.source = source
        return symbol

    def __str__(self) -> str:
        return int.__repr__(self)

    def __format__(self, spec: str) -> str:
        if spec:
            raise Untraceable(self.source.written, f"the format {spec!r}")
        return int.__repr__(self)


for _name, _operation in _closed(str, KEPT | {"__add__", "__rmod__"}).items():
    setattr(Text, _name, _operation)
for _name, _operation in _closed(int, KEPT | {"__int__", "__index__", "__float__"}).items():
    setattr(Number, _name, _operation)


class Symbols:
    """The symbols of one trace."""

    def __init__(self, random: Random, trace: Trace) -> None:
        self._random, self._trace = random, trace
        self.texts: dict[str, Source] = {}
        self.numbers: dict[int, Source] = {}
        self.cores: list[str] = []

    def text(self, source: Source) -> Text:
        """A new symbolic text."""
        core = "".join(self._random.choice(self._trace.letters) for _ in range(self._trace.size))
        sentinel = f"{self._trace.first}{core}{self._trace.last}"
        self.cores.append(core)
        self.texts[sentinel] = source
        return Text(sentinel, source)

    def by_text(self) -> dict[str, Source]:
        """Every sentinel as it stands in a text, numbers as their digits."""
        return {**self.texts, **{str(number): source for number, source in self.numbers.items()}}

    def inside(self, value: object) -> bool:
        """Whether a text or number holds a sentinel or what is left of one; containers at any depth, models by field."""
        if isinstance(value, Text | Number):
            return True
        if isinstance(value, str):
            return any(core in value for core in self.cores)
        if hasattr(value, "__int__"):
            return value in self.numbers
        if hasattr(value, "__pydantic_fields__"):
            return self.inside(value.__dict__)
        if isinstance(value, dict):
            return any(self.inside(held) for pair in value.items() for held in pair)
        return isinstance(value, list | tuple | set | frozenset) and any(self.inside(held) for held in value)

    def number(self, source: Source) -> Number:
        """A new symbolic number, exact as float, too."""
        sentinel = int("".join(self._random.choice(self._trace.digits) for _ in range(self._trace.size // 2)))
        self.cores.append(str(sentinel))
        self.numbers[sentinel] = source
        return Number(sentinel, source)


class Parameters:
    """Texts by name: `client.query["room"]`. A text that is not there is empty."""

    def __init__(self, written: str, symbols: Symbols, variable: str, characters: str) -> None:
        self._written, self._symbols, self._variable, self._characters = written, symbols, variable, characters

    def __getitem__(self, name: str) -> str:
        """The text of that name."""
        written = f"{self._written}[{name!r}]"
        if not name or set(name) - set(self._characters):
            raise Untraceable(written, "something of that name")
        return self._symbols.text(Source(written, self._variable.format(name), client=True))


class Connecting:
    """A connection as a mapping sees it. Every value is symbolic: it can be put into fields and texts.

    `connection_id`, `request_id`, `stage`, `api_id`, `domain_name`, `source_ip` and `user_agent` are texts; `connected_at`
    and `request_time` milliseconds since 1970. `query["u"]` and `header["x-user"]` exist while it opens (`on_connect`), are
    empty where the client sent nothing, and a parameter of the query string hides a header of the same name.
    `authorizer["tier"]` and `authorizer["principalId"]` are what a Lambda authorizer said, as texts, empty if it did not.
    """

    connection_id: str
    request_id: str
    stage: str
    api_id: str
    domain_name: str
    source_ip: str
    user_agent: str
    connected_at: int
    request_time: int
    query: Parameters
    header: Parameters
    authorizer: Parameters

    def __init__(self, symbols: Symbols, name: str, *, opens: bool) -> None:
        self._symbols, self._name, self._opens = symbols, name, opens

    def __getattr__(self, attribute: str) -> object:
        written = f"{self._name}.{attribute}"
        if attribute in TEXTS:
            variable, client = TEXTS[attribute]
            return self._once(attribute, self._symbols.text(Source(written, variable, client=client)))
        if attribute in NUMBERS:
            return self._once(attribute, self._symbols.number(Source(written, NUMBERS[attribute], client=False)))
        if attribute in ("query", "header"):
            if not self._opens:
                raise Untraceable(written, "the request that opened the connection is over, and what it said")
            return self._once(attribute, Parameters(written, self._symbols, "$input.params('{}')", PARAMETER))
        if attribute == "authorizer":
            return self._once(attribute, Parameters(written, self._symbols, "$context.authorizer.get('{}')", MEMBER))
        raise AttributeError(f"Connecting has no attribute {attribute!r}; it has {', '.join(type(self).__annotations__)}")

    def _once(self, attribute: str, value: object) -> object:
        self.__dict__[attribute] = value
        return value
