"""A WebSocket route that invokes a function with an event of its own making (AWS, Lambda custom integration)."""
