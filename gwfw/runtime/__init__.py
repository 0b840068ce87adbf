"""What the Lambda bundle imports: finds the handler of an event, calls it, and gives API Gateway its answer.

It never sees the local server, the synthesizer, the CLI, moto or the CDK. pydantic, boto3, asyncio and powertools are
imported inside functions, when a handler needs them; nothing here is a dataclass, because that import costs more than a
handler.
"""
