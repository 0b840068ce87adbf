"""Identifiers in API Gateway's forms, from a source of randomness that can be seeded.

Forms: request, message and connection ids are 11 bytes in URL-safe base64 (`Lo1dBfOWoAMCKvA=`).
"""

from __future__ import annotations

import random
import uuid
from base64 import urlsafe_b64encode

__all__ = ["LocalIds"]


class LocalIds:
    """The Ids port. `seed` None: other ids in every run; a number: the same ids in the same order."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = random.Random(seed)  # noqa: S311 -- names, not secrets

    def request_id(self) -> str:
        """16 characters with `=` at the end."""
        return urlsafe_b64encode(self._random.randbytes(11)).decode("ascii")

    def uuid(self) -> str:
        """A version 4 UUID."""
        return str(uuid.UUID(bytes=self._random.randbytes(16), version=4))

    def hex(self, length: int) -> str:
        """That many hexadecimal digits."""
        return f"{self._random.getrandbits(4 * length):0{length}x}"
