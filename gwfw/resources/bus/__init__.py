"""EventBridge event buses: `app.bus("events")`."""
