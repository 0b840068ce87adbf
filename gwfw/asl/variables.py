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

__all__ = ["ASSIGN_LIMIT", "NAME_LIMIT", "check_assigned", "read_names"]

NAME_LIMIT: Final = 80
ASSIGN_LIMIT: Final = 262_144
"""Bytes of UTF-8 that the variables of one `Assign` may have together."""

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


def check_assigned(values: Mapping[str, object], state: str) -> None:
    """Raise StateError if an `Assign` sets more than a state may set."""
    if jsontext.size(values) > ASSIGN_LIMIT:
        cause = f"The state '{state}' assigned variables with a size exceeding the maximum number of bytes service limit."
        raise StateError(DATA_LIMIT, cause, fatal=True)
