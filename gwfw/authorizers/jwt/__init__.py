"""A JWT of an OpenID Connect issuer, such as a Cognito user pool: HTTP APIs only."""
