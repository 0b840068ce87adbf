"""A WebSocket route that sends requests to a URL (HTTP and HTTP_PROXY)."""
