"""Requests signed with AWS credentials (AWS_IAM): HTTP APIs, and `$connect` of WebSocket APIs."""
