"""A route that calls an action of an AWS service without a function in between (AWS_PROXY with a subtype)."""
