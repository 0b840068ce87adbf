"""Property tests have no deadline: a busy machine is no failure."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("gwfw", deadline=None)
settings.load_profile("gwfw")
