"""How far a template may go. Documented quotas of API Gateway, and bounds of our own that keep a template from hanging.

Quotas: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
"""

from __future__ import annotations

from typing import Final

__all__ = ["DEPTH", "DIGITS", "ITEMS", "LOOP", "PRODUCED", "TEMPLATE_BYTES", "TURNS"]

TEMPLATE_BYTES: Final = 300 * 1024
"""Of a template (quota)."""

LOOP: Final = 1000
"""Iterations of one #foreach (quota)."""

TURNS: Final = 100_000
"""Iterations of all loops of one rendering together (own)."""

PRODUCED: Final = 10_000_000
"""Characters that one rendering may produce, texts in between included (own; a payload has at most 10 MB)."""

ITEMS: Final = 100_000
"""Members of a list, a range or a map (own)."""

DIGITS: Final = 4096
"""Bits of a whole number (own)."""

DEPTH: Final = 50
"""Directives, brackets and texts inside each other (own)."""
