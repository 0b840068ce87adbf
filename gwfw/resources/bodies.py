"""What handles send, as text: models as their JSON, texts as they are, all else as JSON. Imported on use."""

from __future__ import annotations

import json

__all__ = ["body"]


def body(value: object) -> str:
    """The text. Raises TypeError for what cannot be written as JSON."""
    if isinstance(value, str):
        return value
    written = getattr(value, "model_dump_json", None)
    return str(written(by_alias=True)) if written is not None else json.dumps(value, ensure_ascii=False)
