"""Names of variables: what they may be, and that no inner scope sets a name that an outer one has.

Names: a letter or `_`, then letters, digits and `_`, 80 characters at most; `states` belongs to the language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from gwfw.asl import jsontext
from gwfw.asl.failures import DATA_LIMIT, StateError
from gwfw.asl.reader import Reader
from gwfw.asl.template import SUFFIX
from gwfw.asl.view import Scope

__all__ = ["ASSIGN_LIMIT", "NAME_LIMIT", "TOTAL_LIMIT", "assign", "read_names"]

NAME_LIMIT: Final = 80
ASSIGN_LIMIT: Final = 262_144
"""Bytes of UTF-8 that the variables of one `Assign` may have together."""
TOTAL_LIMIT: Final = 10 * 1024 * 1024
"""Bytes that all variables that can be read in one place may have together."""

_NAME = re.compile(r"[^\W\d]\w*")


def read_names(reader: Reader) -> None:
    """Note the names that an `Assign` sets, and report those that cannot be set."""
    for key in reader.value:
        name = key if reader.jsonata else key.removesuffix(SUFFIX)
        if name == "states":
            reader.refuse("The variable name 'states' is reserved", key)
        elif not _NAME.fullmatch(name) or len(name) > NAME_LIMIT:
            reader.refuse(f"'{name}' is not a valid variable name", key)
        else:
            reader.site.area.assigned.setdefault(name, f"{reader.path}/{key}")


def assign(values: Mapping[str, object], scope: Scope, state: str) -> None:
    """Set what an `Assign` gives, all at once. Raises StateError for more than may be set."""
    sizes = {name: jsontext.size(value) for name, value in values.items()}
    if sum(sizes.values()) > ASSIGN_LIMIT or scope.size_with(sizes) > TOTAL_LIMIT:
        cause = f"The state '{state}' assigned variables with a size exceeding the maximum number of bytes service limit."
        raise StateError(DATA_LIMIT, cause, fatal=True)
    scope.assign(values, sizes)
