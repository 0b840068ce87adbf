"""Kinesis data streams: `app.stream("clicks")`."""
