"""The kinds of resources: a folder for each, with a file for each side."""
