"""The app graph: what an app is, at API Gateway's own level, as frozen values. Standard library only."""
