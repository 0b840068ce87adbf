"""The variables in an integration's URL: `{name}` is a path parameter, `${stageVariables.name}` a stage's variable."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["PARAMETER", "STAGE_VARIABLE"]

STAGE_VARIABLE: Final = re.compile(r"\$\{stageVariables\.([^{}]*)\}")
PARAMETER: Final = re.compile(r"\{([^{}]*)\}")
"""To be looked for where no stage variables are left."""
