"""A route that invokes a Lambda function with the request as its event (AWS_PROXY)."""
