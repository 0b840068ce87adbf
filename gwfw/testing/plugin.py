"""The pytest plugin of gwfw."""
