"""WebSocket APIs: connections, messages, replies and the management API."""
