"""Finds which of an app's handles a function's code reaches, without running it.

From a function it follows every name that is not local: globals, closures, imports inside the function, attributes of
modules, and on through the functions and classes of the app's own code (not the standard library, installed packages or
gwfw). A handle is a table's, the `ws` facet, a room, or the class Connection. It says with which attribute each is used; a
handle that is passed on, stored or renamed escapes, since nothing can be said of what happens to it then.
"""

from __future__ import annotations

import builtins
import functools
import sys
import sysconfig
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec, resolve_name
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import Any, Final

from gwfw.annotations import parts, plain
from gwfw.app import Router
from gwfw.declarations import Mark
from gwfw.facets.ws import WebSocket
from gwfw.flow import Task
from gwfw.freeze.scope import Chain, Import, chains
from gwfw.resources.handle import Handle
from gwfw.runtime.connections import Connection
from gwfw.runtime.rooms import Presence, Room

__all__ = ["Reached", "own", "reach"]

FACETS: Final = ("http", "ws", "sfn", "dynamo")
HANDLES: Final = (Handle, WebSocket, Room, Presence)
NOTHING: Final = object()


@dataclass(frozen=True, slots=True)
class Reached:
    """A use of a handle: the attribute that is used, None where the handle escapes, and where that stands.

    `then` is what is read from the attribute, or from what calling it gives, where that is at once:
    `ws.room("blue").join(x)`, `ws.presence.rooms(x)`.
    """

    handle: object
    attribute: str | None
    mark: Mark
    then: str | None = None


def reach(function: Callable[..., object]) -> tuple[Reached, ...]:
    """Every use of a handle by that function and what it calls of the app's own code."""
    search = _Search()
    search.take(function, Mark("", 0))
    while search.waiting:
        search.function(search.waiting.pop())
    return tuple(search.found)


def own(file: str) -> bool:
    """Whether a source file belongs to the app: neither gwfw, nor the standard library, nor installed."""
    path = Path(file)
    return path.exists() and not any(path.is_relative_to(folder) for folder in _foreign())


@functools.cache
def _foreign() -> tuple[Path, ...]:
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    return (Path(__file__).parent, *(Path(sysconfig.get_paths()[name]) for name in names))


class _Search:
    """The functions still to be read, what has been seen, and what was found."""

    def __init__(self) -> None:
        self.waiting: list[FunctionType] = []
        self.seen: set[int] = set()
        self.found: list[Reached] = []

    def function(self, function: FunctionType) -> None:
        """Read one function: what it names, its defaults, the classes in its annotations."""
        mark = Mark(function.__code__.co_filename, function.__code__.co_firstlineno)
        for default in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()):
            self.take(default, mark)
        for annotation in function.__annotations__.values():
            self.annotation(annotation, function, mark)
        read = chains(function.__code__)
        if read is None:
            for name in (*function.__code__.co_names, *function.__code__.co_freevars):
                self.take(_named(Chain(name, (), mark.line), function), mark)
            return
        for chain in read:
            self.chain(chain, function)

    def chain(self, chain: Chain, function: FunctionType) -> None:
        """Follow a name along its attributes to a handle, to code, or to the end."""
        mark = Mark(function.__code__.co_filename, chain.line)
        value = _named(chain, function)
        for index, attribute in enumerate(chain.attributes, 1):
            if isinstance(value, HANDLES):
                then = (*chain.attributes[index:], chain.then)[0]
                self.found.append(Reached(value, attribute, mark, then))
                self.take(getattr(value, "model", None), mark)
                return
            following = _attribute(value, attribute)
            if following is NOTHING:
                break
            value = following
        self.take(value, mark)

    def take(self, value: Any, mark: Mark) -> None:
        """Take in an object that code refers to as a whole."""
        if isinstance(value, HANDLES) or value is Connection:
            self.found.append(Reached(value, None, mark))
            return
        if id(value) in self.seen:
            return
        self.seen.add(id(value))
        for inner in _inside(value):
            self.take(inner, mark)
        if isinstance(value, FunctionType) and own(value.__code__.co_filename):
            self.waiting.append(value)

    def annotation(self, annotation: object, function: FunctionType, mark: Mark) -> None:
        """Take in the classes of an annotation: their methods can be called on a parameter."""
        if isinstance(annotation, str):
            try:
                annotation = eval(annotation, function.__globals__)  # noqa: S307 -- the function's own source
            except Exception:
                return
        for part in (plain(annotation), *parts(plain(annotation))):
            if isinstance(part, type):
                self.take(part, mark)


def _named(chain: Chain, function: FunctionType) -> object:
    """What the name means in that function; NOTHING where only running it would tell."""
    if chain.imported is not None:
        return _imported(chain.imported, function)
    code = function.__code__
    if chain.name in code.co_freevars:
        cell = (function.__closure__ or ())[code.co_freevars.index(chain.name)]
        try:
            return cell.cell_contents
        except ValueError:
            return NOTHING
    return function.__globals__.get(chain.name, getattr(builtins, chain.name, NOTHING))


def _imported(given: Import, function: FunctionType) -> object:
    package = function.__globals__.get("__package__") or ""
    name = resolve_name("." * given.level + given.module, package) if given.level else given.module
    module = _module(name)
    if module is None or given.name is None:
        return NOTHING if module is None else module
    found = getattr(module, given.name, NOTHING)
    return _module(f"{name}.{given.name}") or NOTHING if found is NOTHING else found


def _module(name: str) -> ModuleType | None:
    """The module; one that is not imported yet is imported only if it is the app's own."""
    if name not in sys.modules:
        try:
            spec = find_spec(name)
        except (ImportError, ValueError):
            return None
        if spec is None or spec.origin is None or not own(spec.origin):
            return None
        import_module(name)
    return sys.modules[name]


def _attribute(value: object, name: str) -> object:
    """The attribute where reading it runs no code of anybody: of modules, routers' facets, and the app's own classes."""
    if isinstance(value, ModuleType):
        return vars(value).get(name, NOTHING)
    if isinstance(value, Router):
        return getattr(value, name) if name in FACETS else None
    if isinstance(value, type):
        return next((vars(base)[name] for base in value.__mro__ if name in vars(base)), NOTHING)
    return NOTHING


def _inside(value: object) -> Iterator[object]:
    """What an object holds or can call: a task's function, a class's methods, a container's items, an object's fields."""
    if isinstance(value, Task | functools.partial | staticmethod | classmethod | MethodType | property):
        names = ("function", "func", "args", "keywords", "__func__", "__self__", "fget", "fset")
        yield from (getattr(value, name) for name in names if getattr(value, name, None) is not None)
    elif isinstance(value, type):
        if own(getattr(sys.modules.get(value.__module__), "__file__", None) or ""):
            yield from value.__mro__[1:]
            yield from (member for member in vars(value).values() if not isinstance(member, ModuleType))
    elif isinstance(value, Router):
        yield value.ws
    elif isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list | tuple | set | frozenset):
        yield from value
    elif isinstance(value, FunctionType):
        yield from (getattr(value, "__wrapped__", None),)
    elif not isinstance(value, ModuleType) and own(getattr(sys.modules.get(type(value).__module__), "__file__", None) or ""):
        yield type(value)
        yield from getattr(value, "__dict__", {}).values()
