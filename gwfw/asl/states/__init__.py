"""The state types, one module each."""
