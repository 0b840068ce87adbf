"""What optimized integrations add to a service's answer."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["metadata"]


def metadata(headers: Mapping[str, str], status: int, request_id: str) -> dict[str, object]:
    """`SdkHttpMetadata` and `SdkResponseMetadata`."""
    return {
        "SdkHttpMetadata": {
            "AllHttpHeaders": {name: [value] for name, value in headers.items()},
            "HttpHeaders": dict(headers),
            "HttpStatusCode": status,
        },
        "SdkResponseMetadata": {"RequestId": request_id},
    }
