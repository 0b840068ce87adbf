"""Reads a function's source for the names it takes from outside, and what it does with each.

A chain is a name that is not local, with the attributes read from it: `app.ws.broadcast(x)` is `app` with `ws` and
`broadcast`, `books[id]` is `books` with `__getitem__`. It knows Python's scoping and no objects.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import TypeAlias

__all__ = ["Chain", "Import", "chains"]

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
NAMED = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
    *(ast.ExceptHandler, ast.MatchAs, ast.MatchStar),
)
"""Nodes that bind their `name`."""
Local: TypeAlias = "Mapping[str, Import | None]"

SUBSCRIPTS: Mapping[type[ast.expr_context], str] = {
    ast.Load: "__getitem__",
    ast.Store: "__setitem__",
    ast.Del: "__delitem__",
}


@dataclass(frozen=True, slots=True)
class Import:
    """A name bound by an import inside the function: `from .tables import books` is level 1, `tables`, `books`."""

    level: int
    module: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Chain:
    """A name from outside, the attributes read from it, and the line. `imported` where an inner import binds the name;
    `then` is the attribute read from what calling the chain gives: `join` of `ws.room("blue").join(x)`."""

    name: str
    attributes: tuple[str, ...]
    line: int
    imported: Import | None = None
    then: str | None = None


def chains(code: CodeType) -> tuple[Chain, ...] | None:
    """The chains of a function, nested functions included; None if its source cannot be read."""
    nodes = [node for node in _functions(code.co_filename) if _is(node, code)]
    return tuple(chain for node in nodes for chain in _scope(node, {})) if nodes else None


def _functions(file: str) -> tuple[Function, ...]:
    try:
        return _parsed("".join(linecache.getlines(file)))
    except SyntaxError:
        return ()


@lru_cache(maxsize=64)
def _parsed(text: str) -> tuple[Function, ...]:
    return tuple(node for node in ast.walk(ast.parse(text)) if isinstance(node, Function))


def _is(node: Function, code: CodeType) -> bool:
    if isinstance(node, ast.Lambda):
        return (code.co_name, code.co_firstlineno) == ("<lambda>", node.lineno)
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return (code.co_name, code.co_firstlineno) == (node.name, first)


def _scope(node: Function | Comprehension, outer: Local) -> Iterator[Chain]:
    """The chains below a scope; `outer` are the local names of the scopes around it."""
    if isinstance(node, Function):
        body: Iterable[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else node.body
        declared = {name for found in _own(body) if isinstance(found, ast.Global) for name in found.names}
        bound = {**outer, **dict.fromkeys(_arguments(node.args)), **_bound(body)}
        local = {name: imported for name, imported in bound.items() if name not in declared}
    else:
        first = node.generators[0]
        inside = [part for part in ast.iter_child_nodes(node) if part is not first]
        body = [*inside, first.target, *first.ifs]
        yield from _visit(first.iter, outer)
        local = {**outer, **_bound(generator.target for generator in node.generators)}
    for part in body:
        yield from _visit(part, local)


def _visit(node: ast.AST, local: Local) -> Iterator[Chain]:
    if isinstance(node, Function | Comprehension):
        if isinstance(node, Function):
            for default in (*node.args.defaults, *node.args.kw_defaults, *getattr(node, "decorator_list", ())):
                yield from () if default is None else _visit(default, local)
        yield from _scope(node, local)
        return
    if isinstance(node, ast.ClassDef):
        yield from _class(node, local)
        return
    call = node.value if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call) else None
    link = _link(node if call is None else call.func)
    if link is None:
        for child in ast.iter_child_nodes(node):
            yield from _visit(child, local)
        return
    name, attributes, inside = link
    if name.id not in local or local[name.id] is not None:
        then = node.attr if call is not None and isinstance(node, ast.Attribute) else None
        yield Chain(name.id, attributes, name.lineno, local.get(name.id), then)
    for part in (*inside, *(() if call is None else (*call.args, *call.keywords))):
        yield from _visit(part, local)


def _class(node: ast.ClassDef, local: Local) -> Iterator[Chain]:
    """What a class binds is its own: neither the function around it nor its methods see it by name."""
    inside = {**local, **_bound(node.body)}
    for part in (*node.decorator_list, *node.bases, *node.keywords):
        yield from _visit(part, local)
    for statement in node.body:
        yield from _visit(statement, local if isinstance(statement, Function) else inside)


def _link(node: ast.AST) -> tuple[ast.Name, tuple[str, ...], tuple[ast.AST, ...]] | None:
    """The name at the start of `a.b[c].d`, its attributes, and what stands in brackets."""
    if isinstance(node, ast.Name):
        return node, (), ()
    if not isinstance(node, ast.Attribute | ast.Subscript):
        return None
    link = _link(node.value)
    if link is None:
        return None
    name, attributes, inside = link
    if isinstance(node, ast.Attribute):
        return name, (*attributes, node.attr), inside
    return name, (*attributes, SUBSCRIPTS[type(node.ctx)]), (*inside, node.slice)


def _arguments(arguments: ast.arguments) -> Iterator[str]:
    given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return (argument.arg for argument in given if argument is not None)


def _own(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Every node below, without what belongs to the scopes inside."""
    for node in nodes:
        yield node
        if not isinstance(node, Function | Comprehension | ast.ClassDef):
            yield from _own(ast.iter_child_nodes(node))


def _bound(nodes: Iterable[ast.AST]) -> Local:
    """The names that these nodes bind."""
    bound: dict[str, Import | None] = {}
    for node in _own(nodes):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.setdefault(node.id, None)
        elif isinstance(node, NAMED) and node.name is not None:
            bound[node.name] = None
        elif isinstance(node, ast.MatchMapping) and node.rest is not None:
            bound[node.rest] = None
        elif isinstance(node, ast.Import):
            for alias in node.names:
                module = alias.name if alias.asname else alias.name.partition(".")[0]
                bound[alias.asname or module] = Import(0, module, None)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                bound[alias.asname or alias.name] = Import(node.level, node.module or "", alias.name)
    return bound
