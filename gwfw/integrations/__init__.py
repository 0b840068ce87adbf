"""The kinds of integration: a folder per kind with a file per side, and the catalogue that lists them."""
