"""Who may call: the values of `auth=` on a route, or in the settings of an API.

@http.get("/orders", auth=jwt(issuer="https://issuer.example.com", audience=["shop"], scopes=["orders.read"]))
@http.post("/admin", auth=iam())
@http.get("/me", auth=check)        where check is a function under @http.authorizer(...)
@http.get("/", auth=None)           everybody
"""

from __future__ import annotations

from gwfw.authorizers.iam.declare import iam
from gwfw.authorizers.jwt.declare import jwt

__all__ = ["iam", "jwt"]
