"""A WebSocket route that the gateway answers by itself, from templates (MOCK)."""
