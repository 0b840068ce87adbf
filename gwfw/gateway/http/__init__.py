"""HTTP APIs: from a request to the reply, step by step."""
