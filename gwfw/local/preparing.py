"""Modules that are changed when they are imported: now, if they are there already, else when somebody imports them."""

from __future__ import annotations

import importlib.machinery
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Any, TypeAlias

__all__ = ["prepare"]

Prepare: TypeAlias = Callable[[Any], None]


def prepare(purpose: str, table: Mapping[str, Prepare]) -> None:
    """Call each function with its module once it is imported. The same purpose again: nothing."""
    if any(isinstance(finder, _Finder) and finder.purpose == purpose for finder in sys.meta_path):
        return
    for name, change in table.items():
        if name in sys.modules:
            change(sys.modules[name])
    sys.meta_path.insert(0, _Finder(purpose, table))


class _Finder(MetaPathFinder):
    """Lets modules be found as usual and prepared when they are executed."""

    def __init__(self, purpose: str, table: Mapping[str, Prepare]) -> None:
        self.purpose, self.table = purpose, table

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in self.table:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(fullname, spec.origin)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        """Every purpose has its turn: only the first finder is asked."""
        super().exec_module(module)
        for finder in reversed(sys.meta_path):
            change = finder.table.get(module.__name__) if isinstance(finder, _Finder) else None
            if change is not None:
                change(module)
