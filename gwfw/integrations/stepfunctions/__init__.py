"""A route that starts a state machine without a function in between (AWS_PROXY with a Step Functions subtype)."""
