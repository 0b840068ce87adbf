"""A WebSocket route that calls an action of an AWS service without a function in between (AWS)."""
