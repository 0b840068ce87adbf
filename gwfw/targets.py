"""The targets that a route can have instead of a handler: `http.any("/old/{proxy+}").to(url("https://..."))`."""

from __future__ import annotations

from gwfw.integrations.http_proxy.declare import url

__all__ = ["url"]
