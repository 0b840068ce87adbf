"""Testing an app in process."""
