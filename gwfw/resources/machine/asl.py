"""A definition in a file of its own, as `sfn.asl("fulfil.asl.json", charge=charge)` declares it.

Imported in Lambda with the app's modules; the file itself is read by `files.py`, while the graph is built.
"""

from __future__ import annotations

from gwfw.declarations import Mark
from gwfw.flow import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from gwfw.flow import Node

    Anything = Step[Any, Any]
else:
    Anything = Step

__all__ = ["AslFile"]


class AslFile(Anything):
    """A definition in a file. `path` is relative to the file that says it; `names` are what `${name}` stands for."""

    def __init__(self, path: str, names: Mapping[str, object]) -> None:
        self.path, self.names, self.mark = path, dict(names), Mark.here()
        self.steps: tuple[Node, ...] = (self,)

    def __repr__(self) -> str:
        return f"<definition {self.path}>"
