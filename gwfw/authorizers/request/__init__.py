"""A Lambda function that decides (type REQUEST): HTTP APIs, and `$connect` of WebSocket APIs."""
