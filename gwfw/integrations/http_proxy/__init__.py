"""A route that forwards the request to a public URL (HTTP_PROXY)."""
