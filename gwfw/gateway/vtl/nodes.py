"""What a parsed template consists of: plain values that the parser makes, `support` reads and `compile` turns into code.

Language: Velocity 1.7, https://velocity.apache.org/engine/1.7/vtl-reference.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Choice
from typing import TypeAlias

__all__ = [
    "And",
    "Arithmetic",
    "Block",
    "Break",
    "Call",
    "Compare",
    "Define",
    "Expression",
    "Foreach",
    "If",
    "Index",
    "Interpolated",
    "ListOf",
    "Literal",
    "MapOf",
    "Node",
    "Not",
    "Null",
    "Or",
    "Print",
    "Property",
    "Range",
    "Reference",
    "Set",
    "Step",
    "Stop",
    "Text",
    "Unknown",
]


# Expressions ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literal:
    """A text without references, a number or a truth value."""

    value: str | int | float | bool


@dataclass(frozen=True, slots=True)
class Interpolated:
    """A text in double quotes that holds references or directives."""

    body: Block
    line: int


@dataclass(frozen=True, slots=True)
class ListOf:
    """`[1, $x]`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class MapOf:
    """`{"a": 1, $k: $v}`."""

    pairs: tuple[tuple[Expression, Expression], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Range:
    """`[1..3]`, both ends included, upwards or downwards."""

    start: int | Reference
    stop: int | Reference
    line: int


@dataclass(frozen=True, slots=True)
class Null:
    """A bare word among a method's arguments: `$map.put("k", null)`. Whatever the word, Velocity passes null."""


@dataclass(frozen=True, slots=True)
class Property:
    """`.name`."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """`.name(argument, ...)`."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """`[key]`."""

    key: Expression


Step: TypeAlias = Property | Call | Index


@dataclass(frozen=True, slots=True)
class Reference:
    """`$name.step.step`, as written in `source`."""

    name: str
    steps: tuple[Step, ...]
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Not:
    """`!operand`."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class And:
    """`left && right`."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Or:
    """`left || right`."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Compare:
    """`left == right`; words such as `eq` are written as signs here."""

    sign: Choice["==", "!=", "<", "<=", ">", ">="]
    left: Expression
    right: Expression
    line: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left + right`."""

    sign: Choice["+", "-", "*", "/", "%"]
    left: Expression
    right: Expression
    line: int


Expression: TypeAlias = (
    Literal | Interpolated | ListOf | MapOf | Range | Null | Reference | Not | And | Or | Compare | Arithmetic
)


# Statements ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Printed as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Print:
    """A reference in the text; `before` are the backslashes that are left of those in front of it."""

    reference: Reference
    before: str = ""


@dataclass(frozen=True, slots=True)
class If:
    """`#if`, `#elseif` ... with their blocks, and the block of `#else`."""

    branches: tuple[tuple[Expression, Block], ...]
    otherwise: Block


@dataclass(frozen=True, slots=True)
class Set:
    """`#set($target = value)`."""

    target: Reference
    value: Expression


@dataclass(frozen=True, slots=True)
class Foreach:
    """`#foreach($name in items) body #end`."""

    name: str
    items: Expression
    body: Block
    line: int


@dataclass(frozen=True, slots=True)
class Define:
    """`#define($name) body #end`."""

    name: str
    body: Block
    line: int


@dataclass(frozen=True, slots=True)
class Break:
    """`#break`: the innermost loop ends, outside of loops the template."""


@dataclass(frozen=True, slots=True)
class Stop:
    """`#stop`: the template ends."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A directive that API Gateway does not have, such as `#macro`. It prints `text`."""

    directive: str
    text: str
    line: int


Node: TypeAlias = Text | Print | If | Set | Foreach | Define | Break | Stop | Unknown
Block: TypeAlias = tuple[Node, ...]
