"""The value of an IAM authorizer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from gwfw.graph.model import Authorizer


@dataclass(frozen=True, slots=True, kw_only=True)
class Iam(Authorizer):
    """Callers sign with Signature Version 4 and may `execute-api:Invoke`. It has no settings of its own."""

    kind: ClassVar[str] = "iam"
