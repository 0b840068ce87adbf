"""gwfw: event-driven HTTP and WebSocket applications on AWS API Gateway v2."""
